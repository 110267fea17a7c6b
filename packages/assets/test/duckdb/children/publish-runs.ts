// Stages and publishes run after run until it is killed; says what it does before it does it.
import { setTimeout as pause } from 'node:timers/promises'
import { duckdb } from '../../../src/duckdb/index.ts'
import { partitionsOf, rowSchema, rowsOf } from '../crash-rows.ts'

const [path = '', firstRun = '1'] = process.argv.slice(2)
const { store } = duckdb({ path })
for (let run = Number(firstRun); ; run++) {
  const attempt = { id: `run${run}.step.1`, runId: `run${run}`, token: run }
  const values = partitionsOf(run).map((partition) => ({
    value: rowsOf(run, partition),
    at: { asset: 'crash/rows', partition, attempt, dimensions: { partition }, rowSchema },
  }))
  process.stdout.write(`staging ${run}\n`)
  const staged = await store.stage(values)
  process.stdout.write(`staged ${run} ${JSON.stringify(staged)}\npublishing ${run}\n`)
  await store.publish(staged, attempt)
  process.stdout.write(`published ${run}\n`)
  // As long as a run takes to record it, so that some kills come between the two.
  await pause(40)
}
