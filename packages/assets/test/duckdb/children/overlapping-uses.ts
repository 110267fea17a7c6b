// Keeps a DuckDB file busy with uses that overlap, so that there is always one, until table t holds a row.
import { setTimeout as pause } from 'node:timers/promises'
import { DuckDbFile } from '../../../src/duckdb/index.ts'

const [path = ''] = process.argv.slice(2)
const file = DuckDbFile.at(path)
let found = false

async function work(): Promise<void> {
  while (!found) {
    await file.use(async (session) => {
      found ||= (await session.rows('from t')).length > 0
      await pause(10 + Math.random() * 20)
    })
  }
}

await file.use((session) => session.run('create table t (a varchar)'))
process.stdout.write('open\n')
await Promise.all(Array.from({ length: 8 }, work))
file.close()
