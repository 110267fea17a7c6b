/** Partitions of one series in the order of their keys, as runs of equal status. Statuses are indexes into a list. */
export class StatusRuns {
  /** The status of each run. */
  readonly statuses: Uint8Array
  /** Where each run ends: the index after its last partition. */
  readonly ends: Uint32Array

  /** Reads `status, count, status, count...`. */
  constructor(pairs: readonly number[]) {
    const size = pairs.length >> 1
    this.statuses = new Uint8Array(size)
    this.ends = new Uint32Array(size)
    for (let run = 0, end = 0; run < size; run++) {
      this.statuses[run] = pairs[run * 2] ?? 0
      end += pairs[run * 2 + 1] ?? 0
      this.ends[run] = end
    }
  }

  get count(): number {
    return this.ends.at(-1) ?? 0
  }

  /** The index of a run's first partition. */
  startOf(run: number): number {
    return run === 0 ? 0 : (this.ends[run - 1] ?? 0)
  }

  /** The run that a partition is in. */
  runAt(index: number): number {
    let [low, high] = [0, this.ends.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.ends[middle] ?? 0) > index) high = middle
      else low = middle + 1
    }
    return low
  }

  statusAt(index: number): number {
    return this.statuses[this.runAt(index)] ?? 0
  }

  /** How many partitions of each of `kinds` statuses there are from `from` to `to`, both included. */
  countsBetween(from: number, to: number, kinds: number): Uint32Array {
    const counts = new Uint32Array(kinds)
    const { ends, statuses } = this
    let start = from
    for (let run = this.runAt(from); start <= to && run < ends.length; run++) {
      const end = Math.min(ends[run] ?? 0, to + 1)
      const status = statuses[run] ?? 0
      counts[status] = (counts[status] ?? 0) + end - start
      start = end
    }
    return counts
  }
}
