import { type Cell, Subset } from '../partitions/index.ts'
import type { Because } from './plan.ts'

/** Collects partitions by why they are to be made, or why not. */
export class Reasons<R extends string> {
  readonly #cells = new Map<
    string,
    { readonly reason: R; readonly detail: string | undefined; readonly cells: Cell[] }
  >()

  add(cell: Cell, reason: R, detail?: string): void {
    const name = `${reason}\t${detail ?? ''}`
    const group = this.#cells.get(name) ?? { reason, detail, cells: [] }
    group.cells.push(cell)
    this.#cells.set(name, group)
  }

  /** All partitions, whatever the reason. */
  subset(): Subset {
    return Subset.of([...this.#cells.values()].flatMap(({ cells }) => cells))
  }

  /** The most frequent reason first. */
  list(): readonly (Omit<Because, 'reason'> & { readonly reason: R })[] {
    return [...this.#cells.values()]
      .map(({ reason, detail, cells }) => ({
        reason,
        ...(detail === undefined ? {} : { detail }),
        count: cells.length,
        subset: Subset.of(cells).encode(),
      }))
      .sort((a, b) => b.count - a.count)
  }

  /** The reasons in words, with counts where there are several. */
  words(): string {
    const list = this.list()
    return list
      .map(
        ({ reason, detail, count }) =>
          `${reason}${detail === undefined ? '' : `: ${detail}`}${list.length > 1 ? ` (${count})` : ''}`,
      )
      .join(', ')
  }
}
