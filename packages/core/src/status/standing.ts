import { Subset } from '../partitions/index.ts'
import type { LedgerChange } from '../state/index.ts'

/** What is known of the inputs of those partitions of an asset that were made by one code version and recipe. */
export interface Standing {
  /** What the conclusions depend on beside the log: how the asset and what it reads are cut, and what does not exist now. */
  readonly key: string
  /** The point of the log up to which they are true. */
  readonly position: number
  /** The partitions that read something else than is recorded now, by the upstream asset that differs. */
  readonly stale: readonly StaleInputs[]
}

/** Partitions that read something of an upstream that is another one now. */
export interface StaleInputs {
  readonly upstream: string
  readonly partitions: Subset
  /** Only columns that they do not read are: they are fresh. */
  readonly unread?: true | undefined
}

/** A standing as text. */
export function encodeStanding({ key, position, stale }: Standing): string {
  const texts = stale.map(({ upstream, partitions, unread }) => [upstream, partitions.encode(), ...(unread ? [1] : [])])
  return JSON.stringify([key, position, ...texts])
}

/** Reads what `encodeStanding` wrote. */
export function decodeStanding(text: string): Standing {
  const [key, position, ...stale] = JSON.parse(text) as [string, number, ...(readonly [string, string, 1?])[]]
  return {
    key,
    position,
    stale: stale.map(([upstream, partitions, unread]) => ({
      upstream,
      partitions: Subset.decode(partitions),
      ...(unread && { unread: true }),
    })),
  }
}

/** What happened upstream, as it reaches the asset through one dep. */
export interface UpstreamChange {
  readonly change: LedgerChange
  /** The asset's partitions that read what changed. */
  readonly readers: () => Subset
}

/**
 * Which partitions must be looked at again after what happened since a position: those that read what changed upstream
 * after they were made, unless the change came from the run that made them, which had seen it. Both lists ascend; changes
 * before that position matter to what was made after it.
 */
export function touched(since: number, own: readonly LedgerChange[], upstream: readonly UpstreamChange[]): Subset {
  const foreign = new ForeignChanges(upstream)
  let found = Subset.empty
  let next = countUntil(upstream, since)
  const take = (until: number): void => {
    for (let at = upstream[next]; at && at.change.position < until; at = upstream[++next])
      found = found.union(at.readers())
  }
  for (const made of own) {
    take(made.position)
    found = found.subtract(made.partitions)
    for (const { readers } of foreign.between(made)) found = found.union(made.partitions.intersect(readers()))
  }
  take(Number.POSITIVE_INFINITY)
  return found
}

/** Upstream changes that a run cannot have seen although they came before its own. */
class ForeignChanges {
  readonly #all: readonly UpstreamChange[]
  readonly #byRun: ReadonlyMap<string | undefined, readonly UpstreamChange[]>

  constructor(all: readonly UpstreamChange[]) {
    this.#all = all
    this.#byRun = Map.groupBy(all, ({ change }) => change.runId)
  }

  /** Those after the point that the maker had read the log up to, and before what it made. */
  between({ asOf, position, runId }: LedgerChange): readonly UpstreamChange[] {
    const [from, to] = [countUntil(this.#all, asOf), countUntil(this.#all, position)]
    if (from === to) return []
    const same = this.#byRun.get(runId) ?? []
    if (countUntil(same, position) - countUntil(same, asOf) === to - from) return []
    return this.#all.slice(from, to).filter(({ change }) => change.runId !== runId)
  }
}

/** How many changes came up to and with a position. */
function countUntil(changes: readonly UpstreamChange[], position: number): number {
  let [low, high] = [0, changes.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((changes[middle]?.change.position ?? 0) <= position) low = middle + 1
    else high = middle
  }
  return low
}

/** Those of some stale partitions that a subset leaves over. */
export function withoutStale(stale: readonly StaleInputs[], gone: Subset): readonly StaleInputs[] {
  return stale
    .map((each) => ({ ...each, partitions: each.partitions.subtract(gone) }))
    .filter(({ partitions }) => !partitions.isEmpty)
}
