import type { PlanOptions } from '@headwater/core'
import { type Cell, type Grid, type Mapping, type MappingContext, Subset, upstreamCells } from '../../src/partitions/index.ts'
import type { AssetShape, DepShape, ProjectShape } from './random-graph.ts'
import type { History, MadeOf } from './random-world.ts'

/** One partition that was read, with its value. */
export interface Entry {
  readonly cell: Cell
  readonly value: number
}

export interface Why {
  readonly reason: string
  readonly detail?: string | undefined
}

/** What is to be made of one asset, with the reason of each partition. */
export interface NaiveStep {
  readonly asset: string
  readonly cells: readonly (Why & { readonly cell: Cell })[]
}

/** Looks at every partition, one by one, and knows no shortcut: what the kernel says by ranges must be the same. */
export class NaiveJudge {
  readonly shape: ProjectShape
  readonly now: number
  readonly #grids: ReadonlyMap<string, Grid>
  readonly #histories: Map<string, History>
  readonly #outside: ReadonlyMap<string, unknown>

  constructor(of: {
    readonly shape: ProjectShape
    readonly grids: ReadonlyMap<string, Grid>
    readonly now: number
    readonly histories: Map<string, History>
    readonly outside: ReadonlyMap<string, unknown>
  }) {
    this.shape = of.shape
    this.now = of.now
    this.#grids = of.grids
    this.#histories = of.histories
    this.#outside = of.outside
  }

  grid(asset: string): Grid {
    const grid = this.#grids.get(asset)
    if (!grid) throw new Error(`there is no asset ${asset}`)
    return grid
  }

  /** What is remembered by the ordinals that the asset has now. */
  history(asset: string): History {
    const unit = unitOf(this.grid(asset))
    const known = this.#histories.get(asset)
    return known?.unit === unit ? known : { unit, made: new Map(), failed: new Set() }
  }

  /** The same, where anything new puts aside what was made by other ordinals. */
  historyToWrite(asset: string): History {
    const history = this.history(asset)
    this.#histories.set(asset, history)
    return history
  }

  /** The values of an asset that are there, also such as no longer exist by its cut. */
  entries(asset: string): readonly Entry[] {
    const shape = this.shape.assets.find(({ key }) => key === asset)
    if (!shape?.isExternal) return [...this.history(asset).made.values()]
    const grid = this.grid(asset)
    return [...grid.complete(this.now).cells()].flatMap((cell) => {
      const text = grid.textOf(cell)
      const value = this.#outside.get(text === null ? asset : `${asset} ${text}`)
      return typeof value === 'number' ? [{ cell, value }] : []
    })
  }

  /** What a partition would read now, by dep. */
  inputs(each: AssetShape, cell: Cell): ReadonlyMap<string, readonly Entry[]> {
    return new Map(each.deps.map((dep) => [dep.name, this.#read(each, dep, cell)]))
  }

  /** The same in words that are equal when it is. */
  words(each: AssetShape, cell: Cell): ReadonlyMap<string, string> {
    return new Map([...this.inputs(each, cell)].map(([dep, entries]) => [dep, entries.map(wordOf).join()]))
  }

  /** What the deps of an asset say, beside the upstreams' values. */
  depWords({ deps }: AssetShape): ReadonlyMap<string, string> {
    return new Map(deps.map(({ name, of, mapping }) => [name, `${of} ${mappingWords(mapping)}`]))
  }

  /** Why a partition is not what a run would make; undefined when it is. */
  stale(asset: string, cell: Cell): Why | undefined {
    const each = this.#shapeOf(asset)
    const { made, failed } = this.history(asset)
    const before = made.get(nameOf(cell))
    if (!before) return { reason: failed.has(nameOf(cell)) ? 'failed before' : 'missing' }
    if (before.code !== each.code) return { reason: 'code changed' }
    const dep = differing(before.deps, this.depWords(each))
    if (dep !== undefined) return { reason: 'deps changed', detail: dep }
    const inputs = this.words(each, cell)
    const changed = each.deps.find(({ name }) => inputs.get(name) !== before.inputs.get(name))
    if (changed) return { reason: 'upstream changed', detail: this.#upstreamOf(each, changed) }
    return this.#wasOpen(asset, before) ? { reason: 'was open' } : undefined
  }

  /** How the complete partitions of an asset stand, as words with counts. */
  standing(asset: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    const { isExternal } = this.#shapeOf(asset)
    const there = new Set(isExternal ? this.entries(asset).map(({ cell }) => nameOf(cell)) : [])
    for (const cell of this.grid(asset).complete(this.now).cells()) {
      const why = isExternal ? (there.has(nameOf(cell)) ? undefined : { reason: 'missing' }) : this.stale(asset, cell)
      const word = why ? inWords(why) : 'fresh'
      counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    return counts
  }

  /** What has to be made of some assets, in the order of the project. */
  plan(keys: ReadonlySet<string>, options: PlanOptions): readonly NaiveStep[] {
    const made = new Map<string, ReadonlySet<string>>()
    const steps: NaiveStep[] = []
    for (const each of this.shape.assets) {
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
    const grid = this.grid(key)
    if (grid.partitions.kind === 'unpartitioned') return grid.existing(this.now).cells()
    if (partitions === undefined || partitions === 'missing' || partitions === 'stale') return grid.complete(this.now).cells()
    return grid.select(partitions, this.now).cells()
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
      const why = this.stale(each.key, cell)
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
      take((cell) => this.#cells(each, dep, cell, there).some((at) => there.has(nameOf(at))), {
        reason: 'upstream will be made',
        detail: dep.of,
      })
    }
    for (let left = -1; left !== fresh.length; ) {
      left = fresh.length
      for (const dep of each.deps)
        if (dep.of === 'self')
          take((cell) => this.#cells(each, dep, cell).some((at) => wanted.has(nameOf(at))), {
            reason: 'upstream will be made',
            detail: each.key,
          })
    }
    if (force) take(() => true, { reason: 'forced' })
    return wanted
  }

  #blocked(
    each: AssetShape,
    wanted: ReadonlyMap<string, { readonly cell: Cell }>,
    made: ReadonlyMap<string, ReadonlySet<string>>,
  ): ReadonlySet<string> {
    const blocked = new Set<string>()
    for (const dep of each.deps) {
      if (dep.of === 'self') continue
      const there = new Set([...(made.get(dep.of) ?? []), ...this.entries(dep.of).map(({ cell }) => nameOf(cell))])
      for (const { cell } of wanted.values()) if (this.#isShort(each, dep, cell, there)) blocked.add(nameOf(cell))
    }
    const own = this.history(each.key).made
    const lacks = (at: Cell): boolean =>
      blocked.has(nameOf(at)) || !(own.has(nameOf(at)) || wanted.has(nameOf(at)))
    for (let size = -1; size !== blocked.size; ) {
      size = blocked.size
      for (const dep of each.deps)
        if (dep.of === 'self')
          for (const { cell } of wanted.values()) if (this.#cells(each, dep, cell).some(lacks)) blocked.add(nameOf(cell))
    }
    return blocked
  }

  #isShort(each: AssetShape, dep: DepShape, cell: Cell, there: ReadonlySet<string>): boolean {
    const cells = this.#cells(each, dep, cell, there)
    if (dep.mapping.kind === 'latest') return there.size === 0
    if (dep.mapping.kind !== 'every') return cells.some((at) => !there.has(nameOf(at)))
    const { failed } = this.history(dep.of)
    return cells.some((at) => failed.has(nameOf(at)) && !there.has(nameOf(at)))
  }

  #read(each: AssetShape, dep: DepShape, cell: Cell): readonly Entry[] {
    const there = new Map(this.entries(this.#upstreamOf(each, dep)).map((entry) => [nameOf(entry.cell), entry]))
    return this.#cells(each, dep, cell).flatMap((at) => there.get(nameOf(at)) ?? [])
  }

  /** The partitions that one reads through a dep; with `more` as if those were there too. */
  #cells(each: AssetShape, dep: DepShape, cell: Cell, more: ReadonlySet<string> = new Set()): readonly Cell[] {
    const upstream = this.#upstreamOf(each, dep)
    const materialized = Subset.of([...this.entries(upstream).map((entry) => entry.cell), ...[...more].map(cellNamed)])
    const context: MappingContext = {
      reader: this.grid(each.key),
      upstream: this.grid(upstream),
      now: this.now,
      materialized,
    }
    if (dep.of !== 'self') return upstreamCells(dep.mapping, cell, context)
    return upstreamCells(ownMapping(dep.mapping), cell, context).filter((at) => nameOf(at) !== nameOf(cell))
  }

  #upstreamOf(each: AssetShape, { of }: DepShape): string {
    return of === 'self' ? each.key : of
  }

  #shapeOf(asset: string): AssetShape {
    const each = this.shape.assets.find(({ key }) => key === asset)
    if (!each) throw new Error(`there is no asset ${asset}`)
    return each
  }

  #wasOpen(asset: string, { cell, wasOpen }: MadeOf): boolean {
    return wasOpen && !this.grid(asset).completeIn(Subset.of([cell]), this.now).isEmpty
  }
}

/** `n` partitions before its own are `n + 1` that end with it. */
function ownMapping(mapping: Mapping): Mapping {
  if (mapping.kind !== 'lookback') return mapping
  const { count } = mapping
  if (typeof count === 'number') return { kind: 'lookback', count: count + 1 }
  return { kind: 'lookback', count: Object.fromEntries(Object.entries(count).map(([name, steps]) => [name, steps + 1])) }
}

export function nameOf({ series, ordinal }: Cell): string {
  return `${series}:${ordinal}`
}

function cellNamed(name: string): Cell {
  const at = name.lastIndexOf(':')
  return { series: name.slice(0, at), ordinal: Number(name.slice(at + 1)) }
}

function wordOf({ cell, value }: Entry): string {
  return `${nameOf(cell)}=${value}`
}

function mappingWords(mapping: Mapping): string {
  return mapping.kind === 'mapped' ? String(mapping.upstream) : JSON.stringify(mapping)
}

/** The first dep of `after`, else of `before`, that the other has not or says otherwise. */
function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string | undefined {
  return [...after.keys(), ...before.keys()].find((dep) => before.get(dep) !== after.get(dep))
}

export function inWords({ reason, detail }: Why): string {
  return detail === undefined ? reason : `${reason}: ${detail}`
}

/** What the ordinals of a grid count. */
function unitOf({ layout, partitions }: Grid): string {
  if (partitions.kind === 'product')
    return layout.dimensions.map(({ name }) => `${name} ${unitOfKind(partitions.dimensions[name].kind as string)}`).join()
  return unitOfKind(partitions.kind)
}

function unitOfKind(kind: string): string {
  return kind === 'dynamic' ? 'keys' : kind
}
