// Opens a DuckDB file, says so, and keeps it open for as many milliseconds as asked.
import { setTimeout as pause } from 'node:timers/promises'
import { DuckDbFile } from '../../../src/duckdb/index.ts'

const [path = '', ms = '0'] = process.argv.slice(2)
await DuckDbFile.at(path).use(async (session) => {
  await session.rows('select 1')
  process.stdout.write('open\n')
  await pause(Number(ms))
})
DuckDbFile.at(path).close()
