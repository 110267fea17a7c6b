import { digest } from '@headwater/core/io'
import { partitionColumn } from './column-types.ts'
import type { DuckDbSession, StoredColumn } from './duckdb-session.ts'
import { identifier } from './quote.ts'
import { negativeZeros } from './row-order.ts'

/** How many rows a partition has, and a hash of them. */
export interface TableVersion {
  readonly rows: number
  readonly dataVersion: string
}

/** Rows whose versions are asked for: anything that can stand after `from`. */
export interface Hashed {
  readonly relation: string
  readonly columns: readonly StoredColumn[]
  readonly partitioned: boolean
  /** The `order by` terms of the order in which readers get the rows: see row-order.ts. */
  readonly order: string
}

/**
 * The data version of each partition: `duckdb-1.5.4:2:<columns>:<rows>:<sum>:<sum>`. The sums, never XOR, are of two
 * 64-bit hashes per row, over its cells in opposite orders. Rehashing the hash of a row keeps its cells together:
 * without it, exchanging a value between two rows goes unnoticed once in 10^8.
 *
 * A row's number within its partition is one of its cells, because readers see the order of rows: `at(-1)` of the same
 * rows in another order is another value.
 *
 * DuckDB's own `hash` may change with the engine, hence the tag: after an upgrade a rebuilt table counts as changed once.
 * Hashing MD5 of the text would not need it and costs 0.8 s instead of 0.1 s per million rows of 8 columns.
 * Numbering the rows takes another 0.3 s, or 0.5 s in a thousand partitions.
 */
export async function tableVersions(
  session: DuckDbSession,
  { relation, columns, partitioned, order }: Hashed,
): Promise<(partition: string | null) => TableVersion> {
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const cells = [...sorted.map(({ name }) => identifier(name)), ...negativeZeros(sorted)]
  const partition = partitioned ? partitionColumn : 'null'
  const rows = await session.rows(
    `select partition, count(*) as row_count, sum(forward)::varchar as forward, sum(backward)::varchar as backward
     from (
       select ${partition} as partition,
         hash(hash(row_number() over numbered, ${cells.join(', ')})) as forward,
         hash(hash(row_number() over numbered, 1, ${cells.toReversed().join(', ')})) as backward
       from ${relation}
       window numbered as (${partitioned ? `partition by ${partition} ` : ''}order by ${order})
     ) as hashed group by 1`,
  )
  const tag = `duckdb-${session.engine}:2:${digest(JSON.stringify(sorted)).slice(0, 8)}`
  const found = new Map(
    rows.map((row) => [
      row['partition'],
      {
        rows: Number(row['row_count']),
        dataVersion: [tag, row['row_count'], row['forward'], row['backward']].join(':'),
      },
    ]),
  )
  const empty = { rows: 0, dataVersion: `${tag}:0:0:0` }
  return (partition) => found.get(partition) ?? empty
}
