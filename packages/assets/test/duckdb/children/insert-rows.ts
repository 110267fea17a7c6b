// Inserts a number of rows into table t, each in a use of its own.
import { DuckDbFile } from '../../../src/duckdb/index.ts'

const [path = '', count = '0', from = ''] = process.argv.slice(2)
const file = DuckDbFile.at(path)
for (let index = 0; index < Number(count); index++) {
  await file.use((session) => session.run('insert into t values ($1)', [`${from}${index}`]))
}
file.close()
