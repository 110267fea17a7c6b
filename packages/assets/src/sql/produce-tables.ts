import {
  type Call,
  type CallPartition,
  contextOf,
  type Produced,
  rowSchemaOf,
  type Source,
} from '@headwater/core/extend'
import { type Address, fail, type Location } from '@headwater/core/io'
import { compileQuery, type QueryMaking } from './compile-query.ts'
import type { StagedQuery, StageQuery, TableSource } from './warehouse.ts'
import type { Write } from './write-mode.ts'

/** How an SQL asset makes its table. */
export interface TableMaking extends QueryMaking {
  readonly write: Write
}

/** The query that makes one partition, and what the plan has it read. */
interface Task {
  readonly partition: CallPartition
  readonly sources: Sources
  readonly query: StageQuery
}

type Sources = { readonly [dep: string]: readonly Source[] }

/** Runs the queries of all partitions of a call in one transaction, and makes sure that they read what was planned. */
export async function* produceTables(making: TableMaking, call: Call): AsyncGenerator<Produced> {
  const tasks: Task[] = []
  for (const partition of call.partitions) tasks.push(await taskFor(making, call, partition))
  const queries = tasks.map(({ query }) => query)
  const answers = await making.warehouse.stageQueries(queries, { signal: call.signal })
  for (const [index, { partition, sources }] of tasks.entries()) {
    const { read, ...staged } = answers[index] ?? failOnLost(queries.length, answers.length)
    requirePlanned(staged, sources, read)
    yield { output: '', partition, staged }
  }
}

async function taskFor(making: TableMaking, call: Call, partition: CallPartition): Promise<Task> {
  const at = call.stageAt('', partition)
  const sources = call.sources(partition)
  const context = { ...contextOf(call), partition: partition.key }
  const { text: sql, parameters } = await compileQuery(making, at, context)
  const tables: { [dep: string]: TableSource } = {}
  for (const { name, asset } of call.deps) {
    tables[name] = await tableSource(making, { asset: asset.key, schema: asset.schema, sources: sources[name] ?? [] })
  }
  return { partition, sources, query: { at, sql, parameters, sources: tables, write: making.write } }
}

/** A dep, of which a query reads some partitions. */
interface Upstream {
  readonly asset: string
  readonly schema: unknown
  readonly sources: readonly Source[]
}

/**
 * A table of the same warehouse is read where it lies; everything else is read and handed over as rows. So are partitions
 * that lie in several tables, as those of an asset do that was renamed.
 */
async function tableSource({ warehouse }: TableMaking, { asset, schema, sources }: Upstream): Promise<TableSource> {
  const [first] = sources
  const here = first?.io?.store?.home === warehouse.store.home && Object.keys(first.location).length > 0
  if (first && here && sources.every(({ location }) => isSameTable(location, first.location)))
    return { kind: 'table', location: first.location, partitions: sources.map(({ partition }) => partition) }
  const rowSchema = rowSchemaOf(schema)
  const values = await Promise.all(sources.map(({ value }) => value()))
  if (rowSchema === undefined || !values.every(isRows)) return failOnNoTable(asset)
  return { kind: 'rows', rows: concatenated(values), rowSchema }
}

function isSameTable(one: Location, other: Location): boolean {
  return one['schema'] === other['schema'] && one['table'] === other['table']
}

function isRows(value: unknown): value is readonly object[] {
  return Array.isArray(value)
}

/** A value that several queries read stays one array, so that it is handed over once. */
function concatenated([first, ...more]: readonly (readonly object[])[]): readonly object[] {
  return first && more.length === 0 ? first : [first ?? [], ...more].flat()
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

function failOnNoTable(asset: string): never {
  return fail('TABLE_COLUMNS_UNKNOWN', {
    asset,
    message: `asset \`${asset}\` is read by SQL, but its schema does not tell the columns of a table`,
    hint: 'Declare it with zod 4 as an array of objects: z.array(z.object({ ... })).',
  })
}

function failOnLost(asked: number, answered: number): never {
  return fail('INTERNAL', { message: `a warehouse was given ${asked} queries and answered ${answered}` })
}
