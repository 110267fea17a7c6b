// Stages and publishes versions and changes, run after run, until it is killed; says what it does before it does it.
import { duckdb } from '../../../src/duckdb/index.ts'
import { postgres } from '../../../src/postgres/index.ts'
import { killedAssets, killedAttempt, killedQuery } from '../killed-writes.ts'

const [engine, place = '', firstRun = '1'] = process.argv.slice(2)
const { store, stageQueries } = engine === 'duckdb' ? duckdb({ path: place }) : postgres({ url: place })
for (let run = Number(firstRun); ; run++) {
  process.stdout.write(`staging ${run}\n`)
  const staged = await stageQueries(killedAssets.map((asset) => killedQuery(asset, run)))
  process.stdout.write(`publishing ${run}\n`)
  await store.publish(staged, killedAttempt(run))
  process.stdout.write(`published ${run}\n`)
}
