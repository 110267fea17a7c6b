import type { ResolvedInput } from '../graph/index.ts'
import {
  type Cell,
  downstreamSubset,
  type Grid,
  type Mapping,
  type MappingContext,
  Subset,
  upstreamSubset,
} from '../partitions/index.ts'
import type { AssetLedger } from './asset-ledger.ts'
import type { Snapshot } from './snapshot.ts'

/** How one dep leads from partitions of its reader to those of its upstream and back, as far as is known now. */
export class Reads {
  readonly input: ResolvedInput
  readonly upstream: AssetLedger
  readonly #snapshot: Snapshot
  readonly #reader: Grid
  readonly #mapping: Mapping

  constructor(snapshot: Snapshot, input: ResolvedInput, own: string) {
    this.input = input
    this.upstream = snapshot.ledger(input.self ? own : input.asset)
    this.#snapshot = snapshot
    this.#reader = snapshot.grid(own)
    this.#mapping = input.self ? earlier(input.mapping) : input.mapping
  }

  /** The upstream partitions that one partition reads, there or not, in ascending order. */
  cells(reader: Cell): readonly Cell[] {
    const cells = [...this.from(Subset.of([reader])).cells()]
    if (!this.input.self) return cells
    return cells.filter(({ series, ordinal }) => series !== reader.series || ordinal !== reader.ordinal)
  }

  /** The upstream partitions that any of some partitions reads. Of its own an asset seems to read each one itself too. */
  from(readers: Subset): Subset {
    if (this.isSame) return readers
    return upstreamSubset(this.#mapping, readers, this.#context)
  }

  /** The existing partitions that read any of some upstream partitions, or read another one now because of them. */
  to(upstream: Subset): Subset {
    if (upstream.isEmpty) return Subset.empty
    if (this.isSame) return upstream.intersect(this.#reader.existing(this.#snapshot.now))
    if (this.input.alias !== undefined) return this.#reader.existing(this.#snapshot.now)
    if (this.#mapping.kind !== 'latest') return downstreamSubset(this.#mapping, upstream, this.#context)
    const newest = this.upstream.materialized.union(upstream).last
    return newest && upstream.has(newest) ? this.#reader.existing(this.#snapshot.now) : Subset.empty
  }

  /**
   * Those of some partitions that cannot be made while only `available` of the upstream is there. A window with a hole in
   * it would be a wrong value that looks right, so all that exists must be there; only `every` reads what is made so far,
   * and even it does not pass over partitions that failed.
   */
  blocked(readers: Subset, available: Subset): Subset {
    const { kind } = this.#mapping
    // Which version that is, is not known before.
    if (this.input.alias !== undefined) return available.isEmpty ? readers : Subset.empty
    switch (kind) {
      case 'identity':
      case 'along':
        return readers.subtract(this.isSame ? available : downstreamSubset(this.#mapping, available, this.#context))
      case 'latest':
        return available.isEmpty ? readers : Subset.empty
      case 'offset':
      case 'lookback':
      case 'within':
      case 'mapped':
        return readers.intersect(this.to(this.#existing.subtract(available)))
      case 'every':
        return readers.intersect(this.to(this.upstream.failed.intersect(this.#existing).subtract(available)))
      default:
        return kind satisfies never
    }
  }

  /** Whether each partition reads the upstream's one of the same cell. */
  get isSame(): boolean {
    return this.#mapping.kind === 'identity' && this.input.alias === undefined && this.#reader === this.upstream.grid
  }

  get #existing(): Subset {
    return this.upstream.grid.existing(this.#snapshot.now)
  }

  get #context(): MappingContext {
    const { materialized, grid } = this.upstream
    return { reader: this.#reader, upstream: grid, now: this.#snapshot.now, materialized }
  }
}

/** A lookback ends with the partition itself; of its own values an asset reads as many that come before. */
function earlier(mapping: Mapping): Mapping {
  if (mapping.kind !== 'lookback') return mapping
  const { count } = mapping
  if (typeof count === 'number') return { kind: 'lookback', count: count + 1 }
  const counts = Object.entries(count).map(([dimension, steps]) => [dimension, steps + 1] as const)
  return { kind: 'lookback', count: Object.fromEntries(counts) }
}
