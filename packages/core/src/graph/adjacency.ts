/**
 * The edges of a graph over ids 0 to n - 1, as compressed sparse rows: the targets of `id` are
 * `targets[offsets[id]]` up to, and without, `targets[offsets[id + 1]]`, ascending.
 */
export class Adjacency {
  readonly offsets: Int32Array
  readonly targets: Int32Array

  constructor(offsets: Int32Array, targets: Int32Array) {
    this.offsets = offsets
    this.targets = targets
  }

  /** How many ids there are. */
  get size(): number {
    return this.offsets.length - 1
  }

  /** Where the edges of `id` lead: a view, no copy. */
  of(id: number): Int32Array {
    return this.targets.subarray(this.offsets[id], this.offsets[id + 1])
  }

  /** The same edges, walked the other way. */
  reversed(): Adjacency {
    const lists: number[][] = Array.from({ length: this.size }, () => [])
    for (let id = 0; id < this.size; id += 1) {
      for (const target of this.of(id)) lists[target]?.push(id)
    }
    return adjacencyOf(lists)
  }
}

/** The adjacency whose id `i` leads to the ids in `lists[i]`, which ascend. */
export function adjacencyOf(lists: readonly (readonly number[])[]): Adjacency {
  const offsets = new Int32Array(lists.length + 1)
  for (const [id, list] of lists.entries()) offsets[id + 1] = (offsets[id] ?? 0) + list.length
  return new Adjacency(offsets, Int32Array.from(lists.flat()))
}
