import type { FoundTable } from './asset-table.ts'
import { type Field, partitionColumn } from './column-types.ts'
import { identifier } from './google-sql.ts'
import { listParameter, type Parameters } from './query-parameters.ts'
import { keyOf } from './table-location.ts'

/** The hidden column of a partitioned table; undefined where there is none. */
export function partitionField({ fields }: FoundTable): Field | undefined {
  return fields.find(({ name }) => name === partitionColumn)
}

/**
 * A condition: whether a row of a partitioned table is of the partitions that `@keys` and, for tables of days, `@days` name.
 * Days are a parameter of their own type, so that BigQuery reads no others.
 */
export function whichRows(table: FoundTable, suffix: string): string {
  return `${identifier(partitionColumn)} IN UNNEST(@${isByDay(table) ? 'days' : 'keys'}${suffix})`
}

/** The parameter that `whichRows` needs beside the keys. */
export function daysOf(table: FoundTable, partitions: readonly (string | null)[], suffix: string): Parameters {
  return isByDay(table) ? { [`days${suffix}`]: listParameter('DATE', partitions.map(keyOf)) } : {}
}

/** Whether the partitions of a table are days to BigQuery. */
export function isByDay(table: FoundTable): boolean {
  return partitionField(table)?.type === 'DATE'
}
