import type { ErrorCode } from '@headwater/core/io'
import type { ColumnKind } from '../sql/columns.ts'
import type { Scalar } from '../sql/rows.ts'
import type { ColumnTypes, TableDialectName } from '../sql/type-mapping.ts'
import type { TableName } from '../sql/warehouse.ts'
import type { StoredColumn } from './stored-column.ts'

/** In what the databases differ that keep assets as tables. Everything else is SQL that all of them take. */
export interface TableDialect {
  readonly name: TableDialectName
  /** The database's name in a sentence. */
  readonly title: string
  /** The code of what the database refuses. */
  readonly queryFailed: ErrorCode
  /** Where tables lie whose name has no schema. */
  readonly defaultSchema: string
  /** Whether names that differ in the case of A to Z name two tables. */
  readonly isCaseSensitive: boolean
  /** How many bytes of a name count. */
  readonly maxNameBytes: number
  readonly types: ColumnTypes
  /** The types that a query may give for each kind of column: those that are stored without a loss the schema hides. */
  readonly accepted: { readonly [K in ColumnKind]: RegExp }
  /** The function that writes a moment as text, for advice. */
  readonly dateFormatter: string
  /** The `order by` term of a table's rows as they were written. Views do not have it. */
  readonly writtenOrder: string
  /** The hidden column that tells it, with its definition. Absent: the database knows by itself. */
  readonly orderColumn?: StoredColumn | undefined
  /** Whether that column does not count by itself, so that whoever inserts rows has to number them. */
  readonly numbersByHand?: boolean | undefined
  /** Whether a table that is scanned gives its rows as they were written, so that sorting them would only cost. */
  readonly scansInOrder: boolean
  /** So many rows of a stream are appended in one transaction: more where each costs seconds, fewer where it keeps others waiting. */
  readonly streamedRows: number
  /** Whether a table can be replaced under those who read it, instead of by deleting and inserting rows. */
  readonly swapsTables: boolean
  /** Whether finding the rows of a partition takes an index. */
  readonly indexesPartitions: boolean
  /** Whether NOT NULL can be lifted again, so that tables may say it. */
  readonly constrainsNulls: boolean
  /** A query for the comment of a table: `comment`. */
  comment(table: TableName): string
  /** A query for the comments of a table and its columns: `name` (null: of the table), `comment`, `not_null`. */
  notes(table: TableName): string
  /** Text as it stands in `comment on`, which takes no expression. */
  commentText(value: string): string
  /** The schema that temporary tables lie in, and what is said where one is made. */
  readonly temporary: { readonly schema: string; readonly lifetime: string }
  /** The `order by` terms that leave only equal rows without an order: first column first, nulls last. */
  sortedOrder(columns: readonly StoredColumn[]): string
  /** What is stored of the rows of a query, and the `order by` terms of that. Absent: all of them, by `sortedOrder`. */
  sortedRows?(columns: readonly StoredColumn[]): { readonly cells: string; readonly order: string }
  /** JSON as the ledger keeps it: its type, and the text of a member of it. */
  readonly document: { readonly type: string; member(column: string, name: string): string }
  /** A cell of any type as the type for JSON. */
  json(cell: string): string
  /** A row as JSON, by the name of its relation. */
  rowAsJson(relation: string, columns: readonly StoredColumn[]): string
  /** A column as it is compared and grouped by. */
  comparable(column: string, type: string): string
  /** A column as it is put in order and compared by `<`: texts by their bytes. */
  ordered(column: string, type: string): string
  /** A text as a moment; null where it is none. */
  momentOf(text: string): string
  /** A condition: whether a text matches a pattern, which is one that RE2 and POSIX both have: see `portablePattern`. */
  matches(text: string, pattern: string): string
  /** A value as it stands in a statement that takes no parameters. */
  literal(value: Scalar): string
  /** What can stand after `from`: records of text and whole numbers, from a parameter that holds them as JSON. */
  records(parameter: string, alias: string, columns: { readonly [name: string]: 'text' | 'bigint' }): string
  /** A query for `partition, row_count, hash` of every partition: see table-version.ts. */
  versions(rows: HashedRows): string
  /** Whether that query also tells the versions of `columnsRead`, as `column_0`, `column_1`... Absent: it does not. */
  readonly tellsColumns?: boolean | undefined
  /**
   * A query for `partitions`, how many there are, `in_runs`, whether the engine's own numbers of the rows of each follow one
   * another, and `first`, the least of these numbers, as text. Then `versions` need not count the rows, which takes longer
   * than hashing them. Absent: it always has to.
   */
  runs?(rows: HashedRows): string
  /** The version of that query, which stands in the tag of data versions. */
  readonly versionsTag: string
}

/** Rows that are hashed: anything that can stand after `from`. */
export interface HashedRows {
  readonly relation: string
  /** Sorted by name. */
  readonly columns: readonly StoredColumn[]
  /** The column of the partition, or `null`. */
  readonly partition: string
  /** Those of `columns` whose versions are asked for one by one. */
  readonly columnsRead: readonly StoredColumn[]
  /** The `order by` terms of the order in which readers get the rows. */
  readonly order: string
  /** Where rows are numbered as `runs` tells: the number of the first row of its one partition, or `many`. Absent: they are not. */
  readonly inRuns?: bigint | 'many' | undefined
}
