import type { ReadPartition } from '../sql/warehouse.ts'
import type { ApiCell } from './bigquery-service.ts'
import { text } from './google-sql.ts'

/** A row of what a script tells at its end: a partition that was made of an asset, or one that was there to be read. */
export interface ScriptRow {
  readonly what: 'made' | 'read'
  /** The asset; of what was read the number of the source. */
  readonly name: string
  /** Empty where there are no partitions. */
  readonly key: string
  readonly rows: number
  readonly dataVersion: string
  /** How many nulls are in each column that should have none. */
  readonly nulls: readonly number[]
}

/** A query of such rows, from a summary (see `summaryOf`) of what was made of an asset. */
export function madeRows(asset: string, summary: string): string {
  return `SELECT 'made' AS what, ${text(asset)} AS name, * FROM (${summary})`
}

/** The same of the commits `name, partition_key, data_version` of what was read. */
export function readRows(commits: string): string {
  return `SELECT 'read' AS what, name, partition_key, 0 AS row_count, data_version, '[]' AS nulls FROM (${commits})`
}

export function scriptRow([what, name, key, rows, dataVersion, nulls]: readonly ApiCell[]): ScriptRow {
  return {
    what: what === 'read' ? 'read' : 'made',
    name: String(name),
    key: String(key),
    rows: Number(rows),
    dataVersion: String(dataVersion),
    nulls: JSON.parse(String(nulls)) as readonly number[],
  }
}

/** The commits of the sources that were read, by the number of the source. */
export type ReadCommits = ReadonlyMap<string, readonly ReadPartition[]>

export function commitsIn(rows: readonly ScriptRow[]): ReadCommits {
  const groups = Map.groupBy(
    rows.filter(({ what }) => what === 'read'),
    ({ name }) => name,
  )
  const commitOf = ({ key, dataVersion }: ScriptRow): ReadPartition => ({ partition: key || null, dataVersion })
  return new Map([...groups].map(([number, group]) => [number, group.map(commitOf)]))
}
