import { GoogleError } from '../google/google-error.ts'
import type { TableEntry, TableId } from './catalog.ts'
import { quoted } from './data-types.ts'

/** A partition named behind a table: `prices$20260301`. */
export interface Decorator {
  readonly name: string
  /** Whether a row lies in the partition, as a condition of DuckDB. Throws 400 for a table that is partitioned otherwise. */
  within(table: Pick<TableEntry, 'said'>): string
}

const units: { readonly [digits: number]: string } = { 4: 'YEAR', 6: 'MONTH', 8: 'DAY', 10: 'HOUR' }

/** Parts a table's name from its decorator (https://cloud.google.com/bigquery/docs/managing-partitioned-table-data). */
export function partitionOf({ datasetId, tableId }: TableId): {
  readonly table: TableId
  readonly decorator?: Decorator
} {
  const [name = '', decorator] = tableId.split('$')
  const table = { datasetId, tableId: name }
  return decorator === undefined
    ? { table }
    : { table, decorator: { name: decorator, within: (entry) => within(decorator, entry) } }
}

function within(decorator: string, { said: { timePartitioning } }: Pick<TableEntry, 'said'>): string {
  const unit = /^\d+$/.test(decorator) ? units[decorator.length] : undefined
  const field = timePartitioning?.field
  if (unit === undefined || field === undefined || unit !== (timePartitioning?.type ?? 'DAY')) {
    throw new GoogleError(400, 'invalid', `Partition ${decorator} is none of this table's partitions`)
  }
  const [year, month = '01', day = '01', hour = '00'] = [
    decorator.slice(0, 4),
    ...(decorator.slice(4).match(/../g) ?? []),
  ]
  return `date_trunc('${unit}', cast(${quoted(field)} as timestamp)) is not distinct from timestamp '${year}-${month}-${day} ${hour}:00:00'`
}
