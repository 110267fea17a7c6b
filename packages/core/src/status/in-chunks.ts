import { type Cell, Subset } from '../partitions/index.ts'

/** A subset in parts of at most so many partitions, in the order of its cells. */
export function* inChunks(subset: Subset, size: number): Generator<Subset> {
  if (subset.count <= size) return yield subset
  let cells: Cell[] = []
  for (const cell of subset.cells()) {
    cells.push(cell)
    if (cells.length < size) continue
    yield Subset.of(cells)
    cells = []
  }
  if (cells.length > 0) yield Subset.of(cells)
}
