import {
  type Cell,
  type Grid,
  type Mapping,
  type MappingContext,
  Subset,
  upstreamCells,
} from '../../src/partitions/index.ts'
import type { AssetShape, DepShape, ProjectShape } from './random-graph.ts'

/** What a partition was made of, as the function that made it saw it. */
export interface MadeOf {
  readonly cell: Cell
  readonly code: number
  /** What each dep says, by its name. */
  readonly deps: ReadonlyMap<string, string>
  /** What each dep read, by its name: keys and values. */
  readonly inputs: ReadonlyMap<string, string>
  readonly value: number
  readonly wasOpen: boolean
}

/** What is known of an asset by one kind of ordinals: days, weeks, keys... */
export interface History {
  readonly unit: string
  readonly made: Map<string, MadeOf>
  readonly failed: Set<string>
}

/** One partition that was read, with its value. */
export interface Entry {
  readonly cell: Cell
  readonly value: number
}

export interface Why {
  readonly reason: string
  readonly detail?: string | undefined
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
    const isOneToOne = ({ mapping: { kind } }: DepShape) => kind === 'identity' || kind === 'along'
    return new Map(
      each.deps.map((dep) => {
        const entries = this.#read(each, dep, cell)
        // Which partition it is follows from the reader's own: only its value can change.
        return [dep.name, entries.map((entry) => (isOneToOne(dep) ? String(entry.value) : wordOf(entry))).join()]
      }),
    )
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
    if (this.#wasOpen(asset, before)) return { reason: 'was open' }
    const readsNothing = each.deps.every(({ of }) => of === 'self')
    return readsNothing && before.wasOpen ? { reason: 'still open' } : undefined
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

  #read(each: AssetShape, dep: DepShape, cell: Cell): readonly Entry[] {
    const there = new Map(this.entries(this.#upstreamOf(each, dep)).map((entry) => [nameOf(entry.cell), entry]))
    return this.cells(each, dep, cell).flatMap((at) => there.get(nameOf(at)) ?? [])
  }

  /** The partitions that one reads through a dep; with `more` as if those were there too. */
  cells(each: AssetShape, dep: DepShape, cell: Cell, more: ReadonlySet<string> = new Set()): readonly Cell[] {
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
  return {
    kind: 'lookback',
    count: Object.fromEntries(Object.entries(count).map(([name, steps]) => [name, steps + 1])),
  }
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
    return layout.dimensions
      .map(({ name }) => `${name} ${unitOfKind(partitions.dimensions[name].kind as string)}`)
      .join()
  return unitOfKind(partitions.kind)
}

function unitOfKind(kind: string): string {
  return kind === 'dynamic' ? 'keys' : kind
}
