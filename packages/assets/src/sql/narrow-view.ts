import { type CallDep, rowSchemaOf } from '@headwater/core/extend'
import { columnsOf } from './columns.ts'
import type { SqlWarehouse, TableSource } from './warehouse.ts'

/** A view before it is staged: its query, and what that reads. */
interface View {
  readonly warehouse: Pick<SqlWarehouse, 'dialect'>
  readonly sql: string
  readonly deps: readonly CallDep[]
  readonly sources: { readonly [dep: string]: TableSource }
}

type Columns = ReadonlyMap<string, readonly string[]>

/**
 * The sources of a view with no more columns than its query reads. A view that names the others as well breaks, or stands in
 * the way, when one of them goes. Where it is in doubt what is read, all columns stay.
 */
export async function narrowView({ warehouse, sql, deps, sources }: View): Promise<View['sources']> {
  const { columnLineage } = await import('@headwater/column-lineage')
  const lineageOf = (schema: Columns) =>
    columnLineage(sql, { dialect: warehouse.dialect, schema: Object.fromEntries(schema) })
  const all: Columns = new Map(deps.map(({ name, asset }) => [name, namesOf(asset.schema)]))
  const { reads, outputs, problems } = await lineageOf(all)
  if (problems.length > 0) return sources
  const some = mapped(all, (columns, dep) => {
    const read = new Set(reads.flatMap(({ table, column }) => (table === dep ? [column] : [])))
    if (read.has('*')) return columns
    // Where rows are only counted, one column is as good as another, and a table needs one.
    return read.size === 0 ? columns.slice(0, 1) : columns.filter((column) => read.has(column))
  })
  // `from prices as p(a, b)` names columns by their places, which are others among fewer.
  const moved = mapped(all, (columns, dep) => (some.get(dep)?.length === columns.length ? columns : rotated(columns)))
  for (const other of await Promise.all([lineageOf(some), lineageOf(moved)])) {
    if (other.problems.length > 0 || JSON.stringify(other.outputs) !== JSON.stringify(outputs)) return sources
  }
  return Object.fromEntries(
    Object.entries(sources).map(([dep, source]) => [
      dep,
      source.kind === 'table' && some.get(dep)?.length ? { ...source, columns: some.get(dep) } : source,
    ]),
  )
}

function mapped(all: Columns, change: (columns: readonly string[], dep: string) => readonly string[]): Columns {
  return new Map([...all].map(([dep, columns]) => [dep, change(columns, dep)]))
}

function rotated([first, ...rest]: readonly string[]): readonly string[] {
  return first === undefined ? [] : [...rest, first]
}

function namesOf(schema: CallDep['asset']['schema']): readonly string[] {
  return (columnsOf(rowSchemaOf(schema)) ?? []).map(({ name }) => name)
}
