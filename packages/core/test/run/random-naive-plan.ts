import type { PlanOptions } from '@headwater/core'
import type { Cell } from '../../src/partitions/index.ts'
import type { AssetShape, DepShape } from './random-graph.ts'
import { type NaiveJudge, nameOf, type Why } from './random-naive.ts'

/** What is to be made of one asset, with the reason of each partition. */
export interface NaiveStep {
  readonly asset: string
  readonly cells: readonly (Why & { readonly cell: Cell })[]
}

/** Plans partition by partition. */
export class NaivePlanner {
  readonly #judge: NaiveJudge

  constructor(judge: NaiveJudge) {
    this.#judge = judge
  }

  /** What has to be made of some assets, in the order of the project. */
  plan(keys: ReadonlySet<string>, options: PlanOptions): readonly NaiveStep[] {
    const made = new Map<string, ReadonlySet<string>>()
    const steps: NaiveStep[] = []
    for (const each of this.#judge.shape.assets) {
      if (each.isExternal || !keys.has(each.key)) continue
      const wanted = this.#wanted(each, this.#requested(each, options), made, options)
      const blocked = this.#blocked(each, wanted, made)
      const cells = [...wanted.values()].filter(({ cell }) => !blocked.has(nameOf(cell)))
      made.set(each.key, new Set(cells.map(({ cell }) => nameOf(cell))))
      if (cells.length > 0) steps.push({ asset: each.key, cells })
    }
    return steps
  }

  #requested({ key }: AssetShape, { partitions }: PlanOptions): Iterable<Cell> {
    const grid = this.#judge.grid(key)
    if (grid.partitions.kind === 'unpartitioned') return grid.existing(this.#judge.now).cells()
    if (partitions === undefined || partitions === 'missing' || partitions === 'stale')
      return grid.complete(this.#judge.now).cells()
    return grid.select(partitions, this.#judge.now).cells()
  }

  #wanted(
    each: AssetShape,
    requested: Iterable<Cell>,
    made: ReadonlyMap<string, ReadonlySet<string>>,
    { partitions, force }: PlanOptions,
  ): Map<string, Why & { readonly cell: Cell }> {
    const wanted = new Map<string, Why & { readonly cell: Cell }>()
    let fresh: Cell[] = []
    for (const cell of requested) {
      const why = this.#judge.stale(each.key, cell)
      const isAbsent = why?.reason === 'missing' || why?.reason === 'failed before'
      if (!why) fresh.push(cell)
      else if (partitions === 'missing' ? isAbsent : partitions === 'stale' ? !isAbsent : true)
        wanted.set(nameOf(cell), { cell, ...why })
    }
    if (partitions === 'missing') return wanted
    const take = (reads: (cell: Cell) => boolean, why: Why): void => {
      for (const cell of fresh) if (reads(cell)) wanted.set(nameOf(cell), { cell, ...why })
      fresh = fresh.filter((cell) => !wanted.has(nameOf(cell)))
    }
    for (const dep of each.deps) {
      if (dep.of === 'self') continue
      const there = made.get(dep.of) ?? new Set()
      take((cell) => this.#judge.cells(each, dep, cell, there).some((at) => there.has(nameOf(at))), {
        reason: 'upstream will be made',
        detail: dep.of,
      })
    }
    this.#addFollowing(each, { wanted, fresh, made })
    fresh = fresh.filter((cell) => !wanted.has(nameOf(cell)))
    if (force) take(() => true, { reason: 'forced' })
    return wanted
  }

  /** What reads something of its own that will be made, and can be made itself, again and again. */
  #addFollowing(
    each: AssetShape,
    of: {
      readonly wanted: Map<string, Why & { readonly cell: Cell }>
      readonly fresh: readonly Cell[]
      readonly made: ReadonlyMap<string, ReadonlySet<string>>
    },
  ): void {
    const { wanted, fresh, made } = of
    const own = each.deps.filter((dep) => dep.of === 'self')
    const blocked = this.#blocked(each, wanted, made)
    const moved = new Set([...wanted.keys()].filter((name) => !blocked.has(name)))
    const stuck = new Set<string>()
    for (let isSettled = false; !isSettled; ) {
      isSettled = true
      for (const cell of fresh) {
        const name = nameOf(cell)
        if (wanted.has(name) || stuck.has(name)) continue
        if (!own.some((dep) => this.#judge.cells(each, dep, cell).some((at) => moved.has(nameOf(at))))) continue
        isSettled = false
        wanted.set(name, { cell, reason: 'upstream will be made', detail: each.key })
        if (this.#blocked(each, wanted, made).has(name)) {
          wanted.delete(name)
          stuck.add(name)
        } else moved.add(name)
      }
    }
  }

  #blocked(
    each: AssetShape,
    wanted: ReadonlyMap<string, { readonly cell: Cell }>,
    made: ReadonlyMap<string, ReadonlySet<string>>,
  ): ReadonlySet<string> {
    const blocked = new Set<string>()
    for (const dep of each.deps) {
      if (dep.of === 'self') continue
      const there = new Set([
        ...(made.get(dep.of) ?? []),
        ...this.#judge.entries(dep.of).map(({ cell }) => nameOf(cell)),
      ])
      for (const { cell } of wanted.values()) if (this.#isShort(each, dep, cell, there)) blocked.add(nameOf(cell))
    }
    const own = this.#judge.history(each.key).made
    const behindGaps = new Set<string>()
    const lacks = (at: Cell): boolean => {
      const name = nameOf(at)
      return behindGaps.has(name) || !(own.has(name) || (wanted.has(name) && !blocked.has(name)))
    }
    const reads = each.deps.filter((dep) => dep.of === 'self')
    for (let size = -1; size !== behindGaps.size; ) {
      size = behindGaps.size
      for (const { cell } of wanted.values())
        if (reads.some((dep) => this.#judge.cells(each, dep, cell).some(lacks))) behindGaps.add(nameOf(cell))
    }
    return new Set([...blocked, ...behindGaps])
  }

  #isShort(each: AssetShape, dep: DepShape, cell: Cell, there: ReadonlySet<string>): boolean {
    const cells = this.#judge.cells(each, dep, cell, there)
    if (dep.mapping.kind === 'latest') return there.size === 0
    if (dep.mapping.kind !== 'every') return cells.some((at) => !there.has(nameOf(at)))
    const { failed } = this.#judge.history(dep.of)
    return cells.some((at) => failed.has(nameOf(at)) && !there.has(nameOf(at)))
  }
}
