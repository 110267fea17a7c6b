import type { CheckSource } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import type { Json, Location } from '@headwater/core/io'
import { type ColumnKind, columnsOf } from '../sql/columns.ts'
import type { TableSource } from '../sql/warehouse.ts'
import { keyOfCell } from './cell.ts'
import { firstOf } from './every-row.ts'
import { type LookedAt, type Reference, referenceVerdict, valueOf } from './reference.ts'
import { eachRow } from './scan-rows.ts'
import { checkedAlias, type OpenTable, partitionAlias, type TablePlan, type TableShape } from './table-rule.ts'

/** The asset that values are looked for in. */
export interface OtherAsset {
  readonly schema: unknown
  readonly sources: readonly CheckSource[]
}

/** Looks for the keys of a table in another one by an anti-join: where it lies, or else in a temporary table of its keys. */
export async function planReference(
  table: TableShape,
  reference: Reference,
  { schema, sources }: OtherAsset,
): Promise<TablePlan | undefined> {
  const cell = table.cell(reference.column)
  const rowSchema = rowSchemaOf(schema)
  const other = columnsOf(rowSchema)?.find(({ name }) => name === reference.other)
  if (!cell || !other || !areComparable(cell.kind, other.kind)) return undefined
  const there = sourceThere(table, reference, sources)
  const source = there ?? (await sourceFrom(sources, reference, rowSchema))
  return {
    conditions: [],
    reads: there ? [there.location] : [],
    makesTables: !there,
    conclude: async (open) => {
      const known = await open.sources.resolve(source)
      const key = `${checkedAlias}.${cell.sql}`
      const bad = `${key} is not null
        and not exists (select 1 from (${known.sql}) as known where known.${table.dialect.spelling.name(reference.other)} = ${key})`
      const failed = await countOf(open, bad)
      const first = await firstOf(open, bad, failed)
      const lookedAt: readonly LookedAt[] = known.read.length > 0 ? known.read : sources
      return ({ partition, rows }) =>
        referenceVerdict({ rows, failed: failed.get(partition) ?? 0, first: first(partition) }, reference, lookedAt)
    },
  }
}

/** JSON is equal when its members are, in whatever order: to a database it is text. */
function areComparable(one: ColumnKind, other: ColumnKind): boolean {
  const plain = (kind: ColumnKind) => (kind === 'integer' ? 'number' : kind)
  return one !== 'json' && plain(one) === plain(other)
}

type SourceThere = Extract<TableSource, { kind: 'table' }>

/** The other asset as one table of the same database; undefined where it is none. */
function sourceThere(
  { home }: TableShape,
  { other }: Reference,
  sources: readonly CheckSource[],
): SourceThere | undefined {
  const [first] = sources
  const isThere = sources.every(
    ({ io, location }) =>
      io?.store?.home === home &&
      location['table'] !== undefined &&
      placeOf(location) === placeOf(first?.location ?? {}),
  )
  if (!first || !isThere) return undefined
  const partitions = sources.map(({ partition }) => partition)
  return { kind: 'table', location: first.location, partitions, columns: [other] }
}

/** Databases call what holds their tables a schema or a dataset. */
function placeOf({ schema, dataset, table }: Location): string {
  return JSON.stringify([schema, dataset, table])
}

/** The keys of an asset that lies elsewhere, each once: one partition after the other is read for them. */
async function sourceFrom(
  sources: readonly CheckSource[],
  { other }: Reference,
  rowSchema: Json | undefined,
): Promise<TableSource> {
  const keys = new Map<string, unknown>()
  for (const source of sources)
    await eachRow(await valueOf(source), (row) => void keys.set(keyOfCell(row[other]), row[other]))
  keys.delete(keyOfCell(null))
  const { properties } = rowSchema as { readonly properties: { readonly [name: string]: Json } }
  return {
    kind: 'rows',
    rows: Array.from(keys.values(), (key) => ({ [other]: key })),
    rowSchema: { type: 'object', properties: { [other]: properties[other] ?? {} }, required: [other] },
  }
}

async function countOf(
  { session, rows, partition }: OpenTable,
  bad: string,
): Promise<ReadonlyMap<string | null, number>> {
  const found = await session.rows(
    `select ${partition} as ${partitionAlias}, count(*) as failed from ${rows} and ${bad} group by 1`,
  )
  return new Map(found.map((row) => [row[partitionAlias] as string | null, Number(row['failed'])]))
}
