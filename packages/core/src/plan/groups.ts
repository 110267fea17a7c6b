import { Subset } from '../partitions/index.ts'

/** Some partitions, and the one reason that they have in common. */
export interface Group<R extends string> {
  readonly reason: R
  readonly detail: string | undefined
  readonly partitions: Subset
}

/** Partitions by why they are to be made, or why not. */
export class Groups<R extends string> {
  /** Few, so that looking through them is all the bookkeeping they need. */
  readonly #groups: Group<R>[] = []

  constructor(groups: Iterable<Group<R>> = []) {
    for (const { partitions, reason, detail } of groups) this.add(partitions, reason, detail)
  }

  add(partitions: Subset, reason: R, detail?: string): void {
    if (partitions.isEmpty) return
    const index = this.#groups.findIndex((known) => known.reason === reason && known.detail === detail)
    const known = this.#groups[index]
    if (known) this.#groups[index] = { reason, detail, partitions: known.partitions.union(partitions) }
    else this.#groups.push({ reason, detail, partitions })
  }

  /** All partitions, whatever the reason. */
  get all(): Subset {
    let all = Subset.empty
    for (const { partitions } of this.#groups) all = all.union(partitions)
    return all
  }

  without(partitions: Subset): Groups<R> {
    if (partitions.isEmpty) return this
    return new Groups(this.list().map((group) => ({ ...group, partitions: group.partitions.subtract(partitions) })))
  }

  /** The most frequent reason first. */
  list(): readonly Group<R>[] {
    if (this.#groups.length < 2) return this.#groups
    return this.#groups.toSorted((a, b) => b.partitions.count - a.partitions.count)
  }

  /** The reasons in words, with counts where there are several. */
  words(): string {
    const list = this.list()
    return list
      .map(
        ({ reason, detail, partitions }) =>
          `${reason}${detail === undefined ? '' : `: ${detail}`}${list.length > 1 ? ` (${partitions.count})` : ''}`,
      )
      .join(', ')
  }
}
