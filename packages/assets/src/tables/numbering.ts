import type { TableDialect } from './table-dialect.ts'

/** What an insert says of the order of its rows: to be put behind the names of its columns, and behind its terms. */
export interface Numbering {
  readonly name: string
  readonly term: string
}

/** Nothing, where the database counts by itself. Otherwise `place` is the row's number among those that are inserted. */
export function numbering({ numbersByHand, writtenOrder }: TableDialect, into: string, place: string): Numbering {
  if (!numbersByHand) return { name: '', term: '' }
  const before = `(select coalesce(max(${writtenOrder}), 0) from ${into})`
  return { name: `, ${writtenOrder}`, term: `, ${place} + 1 + ${before}` }
}

/** The number of a row in an order, from 0. */
export function placeIn(order: string): string {
  return `row_number() over (order by ${order}) - 1`
}
