import type { IoManager, Location } from '../io/index.ts'
import type { Mapping, Partitions, Product, Time, Unpartitioned } from '../partitions/index.ts'
import type { Schema } from './schema.ts'

/** Something that an asset can read: `V` is what arrives, `N` the partitions that the reader must have. */
export interface Dep<out V, out N = unknown> {
  readonly '~dep': { readonly kind: string; readonly types?: { readonly value: V; readonly needs: N } | undefined }
}
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyDep = Dep<any, any>

/** Values by partition key. Product keys are compared by content, not by identity. */
export interface ByPartition<out K, out V> extends Iterable<readonly [K, V]> {
  readonly size: number
  /** The value of one partition; undefined where the upstream has none. */
  get(key: NoInfer<K>): V | undefined
  keys(): IterableIterator<K>
  values(): IterableIterator<V>
}

declare const OWN: unique symbol
/** Stands for the value of the asset that is being defined. */
export interface Own {
  readonly [OWN]: true
}

// oxlint-disable-next-line typescript/no-explicit-any
type AnyProduct = Product<any>

/** See `self`. */
export interface Self extends Dep<Own, Time | AnyProduct> {
  readonly '~self': true
}

/** What a dep is at run time: the asset itself, or a wrapper around another dep. */
export type DepNode =
  | { readonly kind: 'asset' }
  | { readonly kind: 'self' }
  | { readonly kind: 'mapping'; readonly of: AnyDep; readonly mapping: Mapping; readonly to?: Partitions | undefined }
  | { readonly kind: 'view'; readonly of: AnyDep; readonly view: View }
  | { readonly kind: 'alias'; readonly of: AnyDep; readonly alias: string }

/** The shape in which a value arrives: `open` makes it from what is recorded. Drivers declare views, the run opens them. */
export interface View {
  readonly name: string
  readonly open: (source: ViewSource) => Promise<unknown>
}

/** One recorded value, not yet read. */
export interface ViewSource {
  readonly asset: string
  readonly partition: string | null
  readonly location: Location
  /** Who keeps it. Absent: it has no value. */
  readonly io: IoManager<never> | undefined
  readonly schema: Schema<unknown> | undefined
  /** Reads the value and parses it by the asset's schema. */
  readonly value: () => Promise<unknown>
  /**
   * Reads a table batch by batch, each parsed by `batch`, without holding all of it; every iteration reads anew. Undefined
   * where it can only be read whole.
   */
  readonly batches: <T>(batch: Schema<T>) => AsyncIterable<T> | undefined
}

/** The run-time side of a dep: what its type promises, as data. */
export function nodeOf(dep: AnyDep): DepNode {
  return dep['~dep'] as DepNode
}

/** A dep around another one. */
export function wrapped(node: DepNode): AnyDep {
  return Object.freeze({ '~dep': Object.freeze(node) })
}

type ValueIn<D> = D extends Dep<infer V, infer _N> ? V : never
type Fill<V, T> = V extends Own
  ? T
  : V extends ByPartition<infer K, infer I>
    ? [I] extends [Own]
      ? ByPartition<K, T>
      : V
    : V
/** What the dep `D` hands to an asset whose own value is `T`. */
export type InputOf<D, T> = Fill<ValueIn<D>, T>
export type { ValueIn }

/** A sentence for the person whose declaration the compiler refuses: it stands as the type that was wanted. */
export type Refused<Sentence extends string> = Sentence
type KindOf<P> = [Time] extends [P]
  ? 'partitioned by time'
  : P extends { readonly kind: infer Kind extends string }
    ? Kind
    : 'cut otherwise'

/** What a dep must be for a reader that is cut like `P`: anything (it fits), or the sentence that says why not. */
export type Fits<D, P> = D extends Self
  ? Refused<'an asset cannot read the partition that it is making: use offset(self, -1) or lookback(self, n)'>
  : // oxlint-disable-next-line typescript/no-explicit-any
    D extends Dep<any, infer N>
    ? [N] extends [Unpartitioned]
      ? unknown
      : [P] extends [N]
        ? unknown
        : Refused<`this upstream is ${KindOf<N>} and this asset is ${KindOf<P>}: wrap it in every(), latest(), lookback(), within(), along() or mapped()`>
    : unknown
