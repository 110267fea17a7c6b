import type { Dimension, KeyOf, Keys, Mapping, Partitions, Product, Time } from '../partitions/index.ts'
import { type ByPartition, type Dep, type Self, wrapped } from './dep.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type AnyProduct = Product<any>
type By<P> = P extends Product<infer D> ? { readonly [N in keyof D as D[N] extends Time ? N : never]?: number } : number
type Rest<P, N> =
  P extends Product<infer D>
    ? Exclude<keyof D, N> extends infer Left
      ? [Left] extends [never]
        ? unknown
        : IsOne<Left> extends true
          ? D[Left & keyof D]
          : Product<{ readonly [L in Left & keyof D]: D[L] }>
      : never
    : unknown
type IsOne<U, Each = U> = U extends unknown ? ([Each] extends [U] ? true : false) : never
type Along<P, N> =
  P extends Product<infer D>
    ? [N] extends [never]
      ? KeyOf<P>
      : IsOne<N> extends true
        ? KeyOf<D[N & keyof D]>
        : { readonly [L in N & keyof D]: KeyOf<D[L]> }
    : KeyOf<P>
type DimensionOf<P> = P extends Product<infer D> ? keyof D & string : never
type KeysFrom<From, To> = [To] extends [infer K] ? (key: From) => Iterable<K> : never

/** The asset being defined, for reading its own earlier partitions: `offset(self, -1)`, `lookback(self, 5)`. */
export const self = Object.freeze({ '~dep': Object.freeze({ kind: 'self' }), '~self': true }) as Self

/** All partitions of the upstream that are made so far, or all along the named dimensions of a product. */
export function every<V, P, const N extends DimensionOf<P> = never>(
  of: Dep<V, P>,
  ...dimensions: readonly N[]
): Dep<ByPartition<Along<P, N>, V>, [N] extends [never] ? unknown : Rest<P, N>> {
  return wrapped({ kind: 'mapping', of, mapping: { kind: 'every', dimensions } })
}

/**
 * The `count` partitions that end with this one, along the upstream's own calendar; in a product, per time dimension.
 * Fewer at its beginning; all that exist must be made.
 */
export function lookback<V, P extends Time | AnyProduct>(of: Dep<V, P>, count: By<P>): Dep<ByPartition<string, V>, P> {
  return wrapped({ kind: 'mapping', of, mapping: { kind: 'lookback', count: steps(count) } })
}

/** The partition `by` steps from this one; undefined where none exists. One that exists must be made. */
export function offset<V, P extends Time | AnyProduct>(of: Dep<V, P>, by: By<P>): Dep<V | undefined, P> {
  return wrapped({ kind: 'mapping', of, mapping: { kind: 'offset', by: steps(by) } })
}

/** The newest partition of the upstream that is materialized. */
// oxlint-disable-next-line typescript/no-explicit-any
export function latest<V>(of: Dep<V, any>): Dep<V> {
  return wrapped({ kind: 'mapping', of, mapping: { kind: 'latest' } })
}

/** The reader's dimension `name` is the upstream's partition key. */
export function along<V, P extends Dimension, const N extends string>(
  of: Dep<V, P>,
  name: N,
): Dep<V, Product<{ readonly [D in N]: P }>> {
  return wrapped({ kind: 'mapping', of, mapping: { kind: 'along', dimension: name } })
}

/** The upstream's partitions whose time lies within the reader's: hourly to daily, daily to monthly. All must be made. */
export function within<V, P extends Time>(of: Dep<V, P>): Dep<ByPartition<string, V>, Time> {
  return wrapped({ kind: 'mapping', of, mapping: { kind: 'within' } })
}

/**
 * A mapping of your own, for a reader that is cut like `to`: a function and its inverse, or between fixed keys a table of
 * what each key of the reader reads, such as `{ europe: ['DE', 'FR'], america: ['US'] }`. Of the functions `upstream` is
 * what counts: `downstream` may name readers in vain; when it leaves one out, reading throws MAPPING_INVERSE_WRONG.
 */
export function mapped<V, U extends Partitions, const P extends Partitions>(
  of: Dep<V, U>,
  to: P,
  mapping: BothWays<U, P> | TableOf<U, P>,
): Dep<ByPartition<KeyOf<U>, V>, P> {
  const untyped = mapping as UntypedMapping | Table
  return wrapped({
    kind: 'mapping',
    of,
    to,
    mapping: { kind: 'mapped', ...(isTable(untyped) ? bothWays(untyped) : untyped) },
  })
}

interface BothWays<U, P> {
  readonly upstream: KeysFrom<KeyOf<P>, KeyOf<U>>
  readonly downstream: KeysFrom<KeyOf<U>, KeyOf<P>>
}
type TableOf<U, P> =
  P extends Keys<infer K> ? (U extends Keys<infer Read> ? { readonly [Key in K]: readonly Read[] } : never) : never
type Table = { readonly [key: string]: readonly string[] }

function isTable(mapping: UntypedMapping | Table): mapping is Table {
  return Object.values(mapping).every(Array.isArray)
}

function bothWays(table: Table): UntypedMapping {
  const readers = new Map<string, string[]>()
  for (const [reader, read] of Object.entries(table)) {
    for (const key of new Set(read)) readers.set(key, [...(readers.get(key) ?? []), reader])
  }
  return { upstream: (key: string) => table[key] ?? [], downstream: (key: string) => readers.get(key) ?? [], table }
}

type UntypedMapping = Pick<Extract<Mapping, { readonly kind: 'mapped' }>, 'upstream' | 'downstream' | 'table'>

function steps(by: unknown): number | { readonly [dimension: string]: number } {
  return by as number | { readonly [dimension: string]: number }
}
