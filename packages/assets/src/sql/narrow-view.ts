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

/**
 * The sources of a view with no more columns than its query reads. A view that names the others as well breaks, or stands in
 * the way, when one of them goes. Where it is in doubt what is read, all columns stay.
 */
export async function narrowView({ warehouse, sql, deps, sources }: View): Promise<View['sources']> {
  const declared = new Map(deps.map(({ name, asset }) => [name, namesOf(asset.schema)]))
  const { columnLineage } = await import('@headwater/column-lineage')
  const schema = Object.fromEntries(declared)
  const { reads, problems } = await columnLineage(sql, { dialect: warehouse.dialect, schema })
  if (problems.length > 0) return sources
  const read = new Map(
    deps.map(({ name }) => [name, reads.flatMap(({ table, column }) => (table === name ? [column] : []))]),
  )
  return Object.fromEntries(
    Object.entries(sources).map(([dep, source]) => [
      dep,
      source.kind === 'table' ? narrowed(source, declared.get(dep) ?? [], read.get(dep) ?? []) : source,
    ]),
  )
}

function narrowed(
  source: Extract<TableSource, { readonly kind: 'table' }>,
  declared: readonly string[],
  read: readonly string[],
): TableSource {
  if (!read.every((column) => declared.includes(column))) return source
  const columns = declared.filter((column) => read.includes(column))
  // Where rows are only counted, one column is as good as another, and a table needs one.
  return { ...source, columns: columns.length > 0 ? columns : declared.slice(0, 1) }
}

function namesOf(schema: CallDep['asset']['schema']): readonly string[] {
  return (columnsOf(rowSchemaOf(schema)) ?? []).map(({ name }) => name)
}
