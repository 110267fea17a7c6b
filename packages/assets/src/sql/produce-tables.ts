import { type Call, type CallPartition, contextOf, type Produced } from '@headwater/core/extend'
import { type Address, fail } from '@headwater/core/io'
import { compileQuery, type QueryMaking } from './compile-query.ts'
import { narrowView } from './narrow-view.ts'
import { QuerySources, type Sources } from './query-sources.ts'
import type { StagedQuery, StageQuery, TableSource } from './warehouse.ts'
import type { SchemaChange } from './schema-change.ts'
import type { Write } from './write-mode.ts'

/** How an SQL asset makes its table. */
export interface TableMaking extends QueryMaking {
  readonly write: Write
  readonly schemaChange?: SchemaChange | undefined
}

/** The query that makes one partition, and what the plan has it read. */
interface Task {
  readonly partition: CallPartition
  readonly sources: Sources
  readonly query: StageQuery
}

interface TaskParts {
  readonly partition: CallPartition
  readonly from: QuerySources
}

/** Runs the queries of all partitions of a call in one transaction, and makes sure that they read what was planned. */
export async function* produceTables(making: TableMaking, call: Call): AsyncGenerator<Produced> {
  const from = new QuerySources(making)
  const tasks: Task[] = []
  for (const partition of call.partitions) tasks.push(await taskFor(making, call, { partition, from }))
  const queries = tasks.map(({ query }) => query)
  const answers = await making.warehouse.stageQueries(queries, { signal: call.signal })
  for (const [index, { partition, sources }] of tasks.entries()) {
    const { read, ...staged } = answers[index] ?? failOnLost(queries.length, answers.length)
    requirePlanned(staged, sources, read)
    yield { output: '', partition, staged }
  }
}

async function taskFor(making: TableMaking, call: Call, of: TaskParts): Promise<Task> {
  const { partition, from } = of
  const at = call.stageAt('', partition)
  const own = call.sources(partition)
  const beneath = call.beneath(partition)
  const context = { ...contextOf(call), partition: partition.key }
  const { text: sql, parameters, temporary } = await compileQuery(making, at, context)
  const sources: { [dep: string]: TableSource } = {}
  for (const dep of call.deps) sources[dep.name] = await from.of(dep, own[dep.name] ?? [])
  const isView = making.write.mode === 'view'
  const query = {
    at,
    sql,
    parameters,
    temporary,
    sources: isView ? await narrowView({ ...making, sql, deps: call.deps, sources }) : sources,
    beneath: from.here(beneath),
    write: making.write,
    schemaChange: making.schemaChange,
  }
  return { partition, sources: { ...own, ...beneath }, query }
}

/** Tables that change in place may be written between plan and read: what was read must be what is recorded as read. */
function requirePlanned({ asset, partition }: Address, sources: Sources, read: StagedQuery['read']): void {
  for (const [dep, found] of Object.entries(read)) {
    const planned = new Map(sources[dep]?.map((source) => [source.partition, source.dataVersion]))
    const moved = found.find((one) => planned.get(one.partition) !== one.dataVersion)
    if (!moved) continue
    const which = moved.partition === null ? '' : ` partition \`${moved.partition}\``
    const expected = planned.get(moved.partition) ?? 'none'
    fail('INPUT_MOVED', {
      asset,
      partition: partition ?? undefined,
      message: `asset \`${asset}\` read \`${dep}\`${which} at data version \`${moved.dataVersion}\`, and \`${expected}\` was planned`,
      hint: 'Another run published meanwhile. Run again: the plan will start from what is there now.',
    })
  }
}

function failOnLost(asked: number, answered: number): never {
  return fail('INTERNAL', { message: `a warehouse was given ${asked} queries and answered ${answered}` })
}
