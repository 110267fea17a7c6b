/** Measures: `npm run bench`, or some of it: `npm run bench -- list define`, as data with `--json`. */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'
import { columnLineage } from './column-lineage.ts'
import { commit } from './commit.ts'
import { define } from './define.ts'
import { demo } from './demo.ts'
import { duckdbLoad } from './duckdb-load.ts'
import { repository } from './folder.ts'
import { list } from './list.ts'
import { million } from './million.ts'
import { objects } from './objects.ts'
import { parquet } from './parquet.ts'
import { planGraph } from './plan-graph.ts'
import { plan } from './plan.ts'
import { postgresLoad } from './postgres.ts'
import { postgresLog } from './postgres-state.ts'
import { range } from './range.ts'
import { isWithin, type Measured, table } from './report.ts'
import { sqlTable } from './sql-asset.ts'
import { stale } from './stale.ts'
import { step } from './step.ts'
import { streamed } from './stream.ts'
import { tableChecks } from './table-checks.ts'
import { types } from './types.ts'
import { uiGraph } from './ui-graph.ts'
import { uiPartitions } from './ui-partitions.ts'
import { validate } from './validate.ts'
import { values as smallFiles } from './values.ts'

const benchmarks: readonly Benchmark[] = [
  list,
  define,
  step,
  types,
  plan,
  planGraph,
  stale,
  million,
  range,
  smallFiles,
  objects,
  commit,
  parquet,
  duckdbLoad,
  sqlTable,
  postgresLoad,
  postgresLog,
  validate,
  tableChecks,
  columnLineage,
  streamed,
  uiGraph,
  uiPartitions,
  demo,
]

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  console.error(
    `there is no benchmark ${unknown.join(', ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}
const chosen = benchmarks.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
if (chosen.some(({ needsBuild }) => needsBuild)) build()

const measured: Measured[] = []
for (const benchmark of chosen) {
  console.error(`measuring ${benchmark.name}`)
  for (const result of await benchmark.measure()) measured.push({ benchmark: benchmark.name, ...result })
}
console.log(values.json ? JSON.stringify(measured, null, 2) : table(measured))
if (!measured.every(({ budgets }) => budgets.every(isWithin))) process.exitCode = 1

/** What was built before may be older than the sources. */
function build(): void {
  const { status } = spawnSync('npm', ['run', 'build'], { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(1)
}
