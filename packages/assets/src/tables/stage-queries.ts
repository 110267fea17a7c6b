import { digest, fail, isHeadwaterError, type StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { ReadPartition, StagedQuery, StageQuery, TableName, TableSource } from '../sql/warehouse.ts'
import { checkWriteMode, type StoredWrite, writeSchema } from '../sql/write-mode.ts'
import { checkStagedRows } from './check-staged-rows.ts'
import { partitionColumn, requireColumns, storedColumns } from './column-types.ts'
import { inlineParameters } from './inline-parameters.ts'
import type { TableDialect } from './table-dialect.ts'
import type { StoredColumn } from './stored-column.ts'
import type { TablePlace } from './table-place.ts'
import type { TableSession } from './table-session.ts'
import { numbering, placeIn } from './numbering.ts'
import { identifier, identifiers, qualified, text } from './quote.ts'
import { describeStaged, stagedLocation } from './stage-rows.ts'
import { createStage, dropStage, stageTable } from './stage-table.ts'
import { castColumns, checkColumns, checkNulls, type Runnable } from './table-contract.ts'
import { tableLocation } from './table-location.ts'
import { SourceResolver } from './table-source.ts'
import { type TableVersion, tableVersions } from './table-version.ts'

/** The write modes of tables. */
export const writeModes = ['replace', 'append', 'delete-insert', 'merge', 'view', 'scd2', 'changes'] as const

type Queries = readonly [StageQuery, ...StageQuery[]]
type PlaceOf = (asset: string, table?: string) => TablePlace
type Read = StagedQuery['read']

/** What the queries of one asset have in common. */
interface Work {
  readonly session: TableSession
  readonly resolver: SourceResolver
  readonly columns: readonly Column[]
  readonly target: TablePlace
  readonly write: StoredWrite
}

/** What the queries of one asset gave, as it is found once it is committed. */
interface Filled {
  readonly queries: Queries
  /** Absent: nothing is stored, as of a view. */
  readonly stage?: string | undefined
  /** Checks the rows, and tells their versions. */
  readonly describe: () => Promise<readonly StagedQuery[]>
}

/**
 * Runs queries and stages their rows, in one transaction. See `SqlWarehouse.stageQueries`. The rows are looked at when they
 * are committed: nobody knows of them before they are published, and DuckDB reads what is not committed on one thread.
 */
export async function stageQueries(
  session: TableSession,
  queries: readonly StageQuery[],
  placeOf: PlaceOf,
): Promise<readonly StagedQuery[]> {
  const filled = await session.staging(() => fillStages(session, queries, placeOf), tablesReadBy(queries))
  try {
    const staged = new Map<StageQuery, StagedQuery>()
    for (const { queries: group, describe } of filled) {
      for (const [index, answer] of (await describe()).entries()) staged.set(group[index] ?? group[0], answer)
    }
    return queries.flatMap((query) => staged.get(query) ?? [])
  } catch (error) {
    // What failed first is what counts: where a table cannot be dropped now, the sweep of the attempt does it.
    for (const { stage } of filled) if (stage !== undefined) await dropStage(session, stage).catch(() => undefined)
    throw error
  }
}

function tablesReadBy(queries: readonly StageQuery[]): readonly TableName[] {
  const sources = queries.flatMap(({ sources, beneath = {} }) => [...Object.values(sources), ...Object.values(beneath)])
  return sources.flatMap((source) => (source.kind === 'table' ? tableLocation(source.location) : []))
}

async function fillStages(
  session: TableSession,
  queries: readonly StageQuery[],
  placeOf: PlaceOf,
): Promise<readonly Filled[]> {
  const resolver = new SourceResolver(session)
  const filled: Filled[] = []
  for (const [first, ...rest] of Map.groupBy(queries, ({ at }) => at.asset).values()) {
    if (!first) continue
    const columns = requireColumns(session.dialect, first.at.rowSchema, first.at)
    const work = { session, resolver, columns, target: targetOf(first, placeOf), write: storedWrite(first) }
    filled.push(await (work.write.mode === 'view' ? stageView(work, first) : fillStage(work, [first, ...rest])))
  }
  return filled
}

function targetOf({ at, table, schemaChange }: StageQuery, placeOf: PlaceOf): TablePlace {
  return { ...placeOf(at.asset, table), schemaChange }
}

function storedWrite({ at: { asset, partition }, write }: StageQuery): StoredWrite {
  checkWriteMode({ asset, write, partitioned: partition !== null, modes: writeModes })
  return writeSchema.parse(write)
}

async function fillStage(work: Work, queries: Queries): Promise<Filled> {
  const { session, columns, target, write } = work
  const [{ at }] = queries
  const places = queries.map(({ at }) => at)
  const stage = await createStage(session, at, columns, target)
  const relation = qualified(stageTable(stage))
  const insert = inserter(work, relation, at.partition !== null)
  const reads: Read[] = []
  for (const query of queries) reads.push(await insert(query))
  const describe = async () => {
    await checkNulls(session, relation, columns, at)
    await checkStagedRows(session, { relation, columns, write, places })
    const staged = await describeStaged(session, { stage, target, columns, write }, places)
    return staged.map((one, index) => ({ ...one, read: reads[index] ?? {} }))
  }
  return { queries, stage, describe }
}

/**
 * Inserts the rows of one query after another, sorted. Even an `order by` of the query would leave the order of rows
 * with equal keys to the engine, and so their data version to chance. The columns are compared once per text, where
 * types alone decide.
 */
function inserter(
  { session, resolver, columns }: Work,
  into: string,
  partitioned: boolean,
): (query: StageQuery) => Promise<Read> {
  const names = identifiers([...columns.map(({ name }) => name), ...(partitioned ? [partitionColumn] : [])])
  const { dialect } = session
  const stored = storedColumns(dialect, columns)
  const { cells, order } = dialect.sortedRows?.(stored) ?? { cells: '*', order: dialect.sortedOrder(stored) }
  const number = numbering(dialect, into, placeIn(order))
  const compared = new Set<string>()
  return (query) =>
    namingQuery(dialect, query.at, async () => {
      const { sql, parameters, read, temporary } = await withSources(resolver, query)
      const kinds = kindsIn(query)
      if (!compared.has(kinds) && (await checkColumns(session, { sql, parameters }, columns, query.at)))
        compared.add(kinds)
      const partition = query.at.partition === null ? '' : `, ${text(query.at.partition)}`
      await session.run(
        `insert into ${into} (${names}${number.name}) select ${cells}${partition}${number.term}
         from (select ${castColumns(dialect, columns)} from (\n${sql}\n) as result) as typed order by ${order}`,
        parameters,
      )
      await resolver.drop(temporary)
      return read
    })
}

/** A query as far as it decides about the types of its columns. */
function kindsIn({ sql, parameters, temporary = [] }: StageQuery): string {
  const kinds = [...temporary, { text: sql, parameters }].map(({ text, parameters }) => [
    text,
    parameters.map((value) => (value === null ? null : typeof value)),
  ])
  return JSON.stringify(kinds)
}

/**
 * A view stores nothing. Over whole tables it is the same for as long as its query is: what it shows is known by the
 * versions of those tables, which count for its readers. One over some partitions is the rows that it shows when it is
 * staged.
 */
async function stageView({ session, resolver, columns, target, write }: Work, query: StageQuery): Promise<Filled> {
  requireTables(query)
  const { dialect } = session
  return namingQuery(dialect, query.at, async () => {
    const { sql, parameters, read } = await withSources(resolver, query)
    await checkColumns(session, { sql, parameters }, columns, query.at)
    const view = `select ${castColumns(dialect, columns)} from (\n${inlineParameters(dialect, sql, parameters)}\n) as result`
    const relation = `(\n${view}\n) as result`
    await checkNulls(session, relation, columns, query.at)
    const version = Object.values(query.sources).every(isWhole)
      ? await viewVersion(session, view)
      : await versionOfRows(session, relation, storedColumns(dialect, columns))
    const location = { ...stagedLocation(target, columns), partition: null, view, write }
    const staged = { asset: query.at.asset, partition: null, location, ...version, read }
    return { queries: [query], describe: async () => [staged] }
  })
}

/** Whether a source is all of its asset, also what of it comes later: see `throughViews` of core. */
function isWhole(source: TableSource): boolean {
  if (source.kind !== 'table') return false
  return source.growing === true || source.partitions === 'all' || source.partitions.includes(null)
}

async function viewVersion(session: TableSession, view: string): Promise<TableVersion> {
  const [row] = await session.rows(`select count(*) as n from (\n${view}\n) as result`)
  return { rows: Number(row?.['n']), dataVersion: `view:1:${digest(view)}`, columns: undefined }
}

async function versionOfRows(
  session: TableSession,
  relation: string,
  columns: readonly StoredColumn[],
): Promise<TableVersion> {
  const order = session.dialect.sortedOrder(columns)
  return (await tableVersions(session, { relation, columns, partitioned: false, order }))(null)
}

/** A query that knows its sources by name, and what was made for it alone. */
interface Sourced extends Runnable {
  readonly read: Read
  readonly temporary: readonly string[]
}

/** Only literals are added to the query, so that its parameters keep their numbers. */
async function withSources(
  resolver: SourceResolver,
  { sql, parameters, sources, beneath = {}, temporary = [] }: StageQuery,
): Promise<Sourced> {
  const clauses: string[] = []
  const read: { [dep: string]: readonly ReadPartition[] } = {}
  for (const [dep, source] of Object.entries(sources)) {
    const resolved = await resolver.resolve(source)
    clauses.push(`${identifier(dep)} as (${resolved.sql})`)
    read[dep] = resolved.read
  }
  for (const [name, source] of Object.entries(beneath)) read[name] = (await resolver.resolve(source)).read
  const knowing = (query: string) =>
    `${clauses.length === 0 ? '' : `with ${clauses.join(', ')} `}select * from (\n${query}\n) as result`
  const made: string[] = []
  for (const { name, text, parameters } of temporary) {
    const table = await resolver.make(knowing(inlineParameters(resolver.dialect, text, parameters)))
    made.push(table)
    clauses.push(`${name} as (select * from ${table})`)
  }
  return { sql: knowing(sql), parameters, read, temporary: made }
}

/** A view must be able to read its sources later. Throws WRITE_MODE_UNSUPPORTED. */
export function requireTables({ at: { asset }, sources, temporary = [] }: StageQuery): void {
  if (temporary.length > 0) {
    fail('WRITE_MODE_UNSUPPORTED', {
      message: `asset \`${asset}\` is written as a view, but its query reads a temporary table, which will be gone`,
      hint: 'Name that query in a `with` clause, or write the asset by `replace`.',
      asset,
    })
  }
  const dep = Object.keys(sources).find((name) => sources[name]?.kind !== 'table')
  if (dep === undefined) return
  fail('WRITE_MODE_UNSUPPORTED', {
    message: `asset \`${asset}\` is written as a view, but its dep \`${dep}\` is not a table of this warehouse, so that the view could not read it later`,
    hint: `Keep \`${dep}\` in the warehouse, or write the asset by \`replace\`.`,
    asset,
  })
}

/** Says whose query it was that the engine refused. */
async function namingQuery<T>(
  { queryFailed }: TableDialect,
  { asset, partition }: StageAt,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isHeadwaterError(error) || error.code !== queryFailed) throw error
    const which = partition === null ? '' : ` for partition \`${partition}\``
    fail(queryFailed, {
      message: `the query of asset \`${asset}\`${which} failed. ${error.message}`,
      hint: error.hint,
      asset,
      partition: partition ?? undefined,
      cause: error.cause,
    })
  }
}
