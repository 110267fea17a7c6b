import { digest } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import { type Field } from './column-types.ts'
import { identifier, text } from './google-sql.ts'

/** A column by the kind that its schema declares, which tells how a table and a stage keep it. */
export type KnownColumn = Pick<Column, 'name' | 'kind'>

/** Rows whose number and data version are asked for. */
export interface Summarized {
  /** What stands after `FROM`. */
  readonly relation: string
  readonly columns: readonly KnownColumn[]
  /** How their cells are kept: in stages bigints and JSON are text. */
  readonly kept: 'staged' | 'stored'
  /** The partition of a row, as text. */
  readonly key: string
  /** The number of a row within its partition, or NULL. */
  readonly row: string
  /** Columns of which nulls are counted. */
  readonly required?: readonly KnownColumn[] | undefined
}

/**
 * A query of `partition_key, row_count, data_version, nulls`, a row for each partition that has any; `nulls` is how many the
 * required columns have, as JSON.
 *
 * The data version is `bigquery:sql-1:<columns>:<rows>:<sum>:<sum>`. The sums, never XOR, are of two 60-bit parts of the MD5
 * of a row, in which every cell stands, and the number that the row has: rows of a query have none, and readers get them
 * sorted by their cells. So the version says what readers get, and takes no sorting.
 */
export function summaryOf({ relation, columns, kept, key, row, required = [] }: Summarized): string {
  const cells = sorted(columns).map((column) => cellText(column, kept))
  const content = [`COALESCE(CAST(${row} AS STRING), '-')`, ...cells].join(`, ',', `)
  const nulls = required.map(({ name }, index) => `${identifier(name)} IS NULL AS null_${index}`)
  const counts = required.map((_, index) => `COUNTIF(null_${index})`)
  const part = (start: number) =>
    `CAST(SUM(CAST(CAST(CONCAT('0x', SUBSTR(content, ${start}, 15)) AS INT64) AS BIGNUMERIC(38))) AS STRING)`
  const version = [text(`${versionTag(columns)}:`), 'CAST(COUNT(*) AS STRING)', "':'", part(1), "':'", part(17)]
  return `SELECT partition_key, COUNT(*) AS row_count, CONCAT(${version.join(', ')}) AS data_version,
      ${counts.length === 0 ? "'[]'" : `TO_JSON_STRING([${counts.join(', ')}])`} AS nulls
    FROM (
      SELECT ${[`${key} AS partition_key`, `TO_HEX(MD5(CONCAT(${content}))) AS content`, ...nulls].join(', ')}
      FROM ${relation}
    ) GROUP BY partition_key`
}

/** The data version of no rows. */
export function emptyVersion(columns: readonly KnownColumn[]): string {
  return `${versionTag(columns)}:0:0:0`
}

function versionTag(columns: readonly KnownColumn[]): string {
  return `bigquery:sql-1:${digest(JSON.stringify(sorted(columns).map(({ name, kind }) => [name, kind]))).slice(0, 8)}`
}

function sorted(columns: readonly KnownColumn[]): readonly KnownColumn[] {
  return columns.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Text that two cells of a column share only when they are the same. */
function cellText({ name, kind }: KnownColumn, kept: Summarized['kept']): string {
  const cell = identifier(name)
  if (kind === 'number')
    return `COALESCE(IF(${cell} = 0 AND IEEE_DIVIDE(1, ${cell}) < 0, '-0', TO_JSON_STRING(${cell})), 'null')`
  return keyText(cell, kept === 'staged' && (kind === 'bigint' || kind === 'json') ? 'text' : kind)
}

/** Text that two cells share when they are equal as keys are: null is null, 0 is -0. `text` is what is taken as it is. */
export function keyText(cell: string, kind: KnownColumn['kind'] | 'text'): string {
  return `COALESCE(${presentText(cell, kind)}, 'null')`
}

/** Text that rows share when these columns of theirs are equal as keys are. */
export function rowText(columns: readonly KnownColumn[], prefix = ''): string {
  return `TO_JSON_STRING([${columns.map(({ name, kind }) => keyText(prefix + identifier(name), kind)).join(', ')}])`
}

function presentText(cell: string, kind: KnownColumn['kind'] | 'text'): string {
  switch (kind) {
    case 'text':
      return cell
    case 'number':
      return `IF(${cell} = 0, '0', TO_JSON_STRING(${cell}))`
    case 'integer':
    case 'bigint':
    case 'boolean':
      return `CAST(${cell} AS STRING)`
    case 'date':
      return `CAST(UNIX_MICROS(${cell}) AS STRING)`
    case 'string':
    case 'json':
      // Of no value it gives the text `null`, as it does of the one that JSON has.
      return `IF(${cell} IS NULL, NULL, TO_JSON_STRING(${cell}))`
  }
}

/** `ORDER BY` terms that leave only equal rows without an order: first column first, nulls last, -0 behind 0. */
export function sortTerms(fields: readonly Field[], prefix = ''): readonly string[] {
  return fields.flatMap((field) => {
    const cell = prefix + identifier(field.name)
    const isFloat = field.type === 'FLOAT' && field.mode !== 'REPEATED'
    // Not by the cell itself: an engine may give back what it sorted by, where -0 has become 0.
    if (isFloat) return [`${cell} IS NULL`, `IS_NAN(${cell})`, `${cell} + 0`, `IEEE_DIVIDE(1, ${cell}) < 0`]
    const hasOrder = sortable.test(field.type) && field.mode !== 'REPEATED'
    return [`${cell} IS NULL`, hasOrder ? cell : `TO_JSON_STRING(${cell})`]
  })
}

const sortable = /^(?:STRING|BYTES|INTEGER|NUMERIC|BIGNUMERIC|BOOLEAN|DATE|DATETIME|TIME|TIMESTAMP)$/
