import { fail } from '@headwater/core/io'
import { type ColumnDifference, columnDifferences, differenceInWords } from './column-differences.ts'
import { partitionColumns } from './column-types.ts'
import { type Filling, makeTable } from './fill-table.ts'
import { identifier, qualified } from './quote.ts'
import { madeRelation, type Relation } from './relation.ts'
import { emptyTable } from './replace-table.ts'
import type { SchemaChange } from '../sql/schema-change.ts'
import { matchNotes, type TableNotes } from './table-notes.ts'
import type { TablePlace } from './table-place.ts'
import type { TableSession } from './table-session.ts'

/**
 * Gives a table that exists the columns of the staged rows, as far as its `schemaChange` allows that, and the comments.
 * Throws TABLE_COLUMNS_CHANGED, a line for every difference.
 */
export async function adaptTable(
  session: TableSession,
  asset: string,
  found: Relation,
  filling: Filling,
): Promise<Relation> {
  const { dialect } = session
  const { target, from, partitioned, notes } = filling
  const has = [...found.columns, ...partitionColumns(dialect, found.partitioned)]
  const gets = [...from.columns, ...partitionColumns(dialect, partitioned)]
  const differences = columnDifferences(has, gets)
  if (differences.length > 0) {
    if (target.schemaChange === 'rebuild') return rebuildTable(session, found, filling)
    if (target.schemaChange !== 'add-columns' || !differences.every((one) => isAddable(one, notes)))
      failOnDifferences(asset, placeOf(target), differences)
    for (const { name, after } of differences)
      await session.run(`alter table ${qualified(found)} add column ${identifier(name)} ${after}`)
  }
  await matchNotes(session, found, notes)
  return differences.length === 0 ? found : madeRelation(session, target)
}

/** Rows that are there have null for it, which must be a value of it. The partition column is in no notes. */
function isAddable({ name, before }: ColumnDifference, notes: TableNotes): boolean {
  const column = notes.columns[name]
  return before === undefined && column !== undefined && column.nullable && !column.absent
}

async function rebuildTable(session: TableSession, found: Relation, filling: Filling): Promise<Relation> {
  if (session.dialect.swapsTables) {
    await session.run(`drop table ${qualified(found)}`)
    return makeTable(session, filling)
  }
  await emptyTable(session, found, filling)
  return madeRelation(session, filling.target)
}

function placeOf(target: TablePlace): ChangedTable {
  const { schema, table, schemaChange } = target
  return { name: `${schema}.${table}`, schemaChange, drop: `drop table ${qualified(target)}` }
}

/** A table whose columns are not those that come. */
export interface ChangedTable {
  readonly name: string
  readonly schemaChange?: SchemaChange | undefined
  /** What drops it by hand. */
  readonly drop: string
}

/** Throws TABLE_COLUMNS_CHANGED. */
export function failOnDifferences(
  asset: string,
  { name, schemaChange, drop }: ChangedTable,
  differences: readonly ColumnDifference[],
): never {
  const isTried = schemaChange === 'add-columns'
  fail('TABLE_COLUMNS_CHANGED', {
    message: [
      `table \`${name}\` of asset \`${asset}\` has other columns than the new rows:`,
      ...differences.map(differenceInWords),
    ].join('\n  '),
    hint: isTried
      ? "`schemaChange: 'add-columns'` adds columns that may be null, and changes nothing else. Let new columns be nullable, or say `'rebuild'`, which makes the table anew."
      : `Change the schema back, or say what is to become of the table: \`schemaChange: 'add-columns'\` adds columns that may be null, \`'rebuild'\` makes it anew, as dropping it does (${drop}): then all of the asset is to be materialized again.`,
    asset,
  })
}
