import { identifiers } from '../tables/quote.ts'

/** How the rows of a table lie on the nodes of a cluster. Taken when the table is made; absent: Redshift chooses. */
export interface RedshiftKeys {
  /** Rows with the same value lie together, so that joins by this column move nothing. */
  readonly distKey?: string | undefined
  /** `all` keeps a copy on every node, `even` deals rows out, `auto` leaves it to Redshift. Not beside `distKey`. */
  readonly distStyle?: 'auto' | 'all' | 'even' | undefined
  /** The order in which rows lie on disk: ranges of the first columns are read without the rest. */
  readonly sortKey?: string | readonly string[] | undefined
}

/** Keys as they stand behind the columns in `create table`; undefined where there are none. */
export function layoutOf({ distKey, distStyle, sortKey }: RedshiftKeys): string | undefined {
  const sorted = typeof sortKey === 'string' ? [sortKey] : (sortKey ?? [])
  const parts = [
    ...(distKey === undefined ? [] : [`diststyle key distkey(${identifiers([distKey])})`]),
    ...(distKey === undefined && distStyle !== undefined ? [`diststyle ${distStyle}`] : []),
    ...(sorted.length === 0 ? [] : [`compound sortkey(${identifiers(sorted)})`]),
  ]
  return parts.length === 0 ? undefined : parts.join(' ')
}
