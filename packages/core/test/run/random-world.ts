import {
  along,
  type AnyAsset,
  asset,
  every,
  externalAsset,
  latest,
  lookback,
  mapped,
  offset,
  type Project,
  rangeAsset,
  self,
  within,
} from '@headwater/core'
import type { FakeClock } from '@headwater/core/testing'
import { z } from 'zod'
import { type Grid, gridOf, type PartitionKey, Subset } from '../../src/partitions/index.ts'
import type { StateStore } from '../../src/state/index.ts'
import { projectOf } from './kernel.ts'
import { memoryValues } from './memory-values.ts'
import { type History, NaiveJudge, nameOf } from './random-naive.ts'
import { type AssetShape, type DepShape, type ProjectShape, staticKeys } from './random-graph.ts'

const schema = z.number()

/** Everything that outlives a project: values, the state, the clock, and what the test remembers of each partition. */
export class World {
  readonly clock: FakeClock
  readonly state: StateStore
  readonly values = memoryValues()
  /** What lies in external assets. */
  readonly outside = memoryValues()
  readonly histories = new Map<string, History>()
  /** Assets that throw at every second partition. */
  readonly failing = new Set<string>()
  /** What went wrong while functions ran. */
  readonly complaints: string[] = []
  readonly #calls = new Set<string>()
  #isForced = false

  constructor(clock: FakeClock, state: StateStore) {
    this.clock = clock
    this.state = state
  }

  /** A project of its own: another process over the same state. */
  project(shape: ProjectShape, state = this.state): Project {
    return projectOf(this.assetsOf(shape), { clock: this.clock, state, defaults: { io: this.values } })
  }

  /** What the test thinks of this shape of the project now. */
  async judge(shape: ProjectShape): Promise<NaiveJudge> {
    const ids = await this.state.keyIds(staticKeys)
    const grids = new Map<string, Grid>()
    for (const { key, cut } of shape.assets) grids.set(key, gridOf(cutNamed(shape, cut), ids))
    return new NaiveJudge({
      shape,
      grids,
      now: this.clock.now(),
      histories: this.histories,
      outside: this.outside.values,
    })
  }

  /** Runs, and remembers what the functions are called with. */
  async during<T>(judge: NaiveJudge, isForced: boolean, run: () => Promise<T>): Promise<T> {
    this.#judge = judge
    this.#isForced = isForced
    this.#calls.clear()
    this.complaints.length = 0
    return run()
  }

  /** What the run made, as `asset partition`. */
  get calls(): ReadonlySet<string> {
    return this.#calls
  }

  #judge: NaiveJudge | undefined

  assetsOf(shape: ProjectShape): readonly AnyAsset[] {
    const assets = new Map<string, AnyAsset>()
    for (const each of shape.assets) assets.set(each.key, this.#assetOf(shape, each, assets))
    return [...assets.values()]
  }

  #assetOf(shape: ProjectShape, each: AssetShape, before: ReadonlyMap<string, AnyAsset>): AnyAsset {
    const partitions = cutNamed(shape, each.cut)
    if (each.isExternal) return externalAsset(each.key, { schema, partitions, io: this.outside } as never)
    const deps = Object.fromEntries(each.deps.map((dep) => [dep.name, this.#depOf(shape, each, dep, before)]))
    const spec = { schema, partitions, codeVersion: String(each.code), deps }
    const make = (inputs: { readonly [dep: string]: unknown }, { partition }: { readonly partition: PartitionKey }) =>
      this.#called(each, partition, (dep) => inputs[dep])
    const makeEach = (
      inputs: { readonly [dep: string]: ReadonlyMap<unknown, unknown> },
      context: { readonly partitions: readonly PartitionKey[] },
    ) => {
      this.#failMaybe(each, context.partitions)
      return context.partitions.map((key) => [key, this.#called(each, key, (dep) => inputs[dep]?.get(key))] as const)
    }
    return each.isRange
      ? rangeAsset(each.key, spec as never, makeEach as never)
      : asset(each.key, spec as never, make as never)
  }

  #depOf(
    shape: ProjectShape,
    each: AssetShape,
    { of, mapping }: DepShape,
    before: ReadonlyMap<string, AnyAsset>,
  ): unknown {
    const upstream = (of === 'self' ? self : before.get(of)) as never
    switch (mapping.kind) {
      case 'identity':
        return upstream
      case 'every':
        return every(upstream, ...(mapping.dimensions as never[]))
      case 'latest':
        return latest(upstream)
      case 'lookback':
        return lookback(upstream, mapping.count as never)
      case 'offset':
        return offset(upstream, mapping.by as never)
      case 'within':
        return within(upstream)
      case 'along':
        return along(upstream, mapping.dimension as never)
      case 'mapped':
        return mapped(upstream, cutNamed(shape, each.cut), mapping as never)
      default:
        return mapping satisfies never
    }
  }

  #called(each: AssetShape, partition: PartitionKey, input: (dep: string) => unknown): number {
    const judge = this.#judge
    if (!judge) throw new Error('a function was called outside of a run')
    const grid = judge.grid(each.key)
    const cell = grid.cellOf(textOrKey(grid, partition))
    const name = `${each.key} ${grid.textOf(cell)}`
    if (this.#calls.has(name)) this.complaints.push(`${name} was made twice`)
    this.#calls.add(name)
    if (!each.isRange) this.#failMaybe(each, [partition])
    if (!this.#isForced && judge.stale(each.key, cell) === undefined)
      this.complaints.push(`${name} was made though it was fresh`)
    const inputs = judge.inputs(each, cell)
    const values: number[] = []
    for (const [dep, entries] of inputs) {
      const given = numbersIn(input(dep))
      const expected = entries.map(({ value }) => value)
      if (String(given) !== String(expected)) this.complaints.push(`${name} got ${given} as ${dep}, not ${expected}`)
      values.push(...given)
    }
    const value = valueOf(each, values)
    const history = judge.historyToWrite(each.key)
    history.failed.delete(nameOf(cell))
    history.made.set(nameOf(cell), {
      cell,
      code: each.code,
      deps: judge.depWords(each),
      inputs: judge.words(each, cell),
      value,
      wasOpen: grid.completeIn(Subset.of([cell]), judge.now).isEmpty,
    })
    return value
  }

  #failMaybe({ key }: AssetShape, partitions: readonly PartitionKey[]): void {
    const judge = this.#judge
    if (!judge || !this.failing.has(key)) return
    const grid = judge.grid(key)
    const cells = partitions.map((partition) => grid.cellOf(textOrKey(grid, partition)))
    if (cells.every(({ ordinal }) => ordinal % 2 === 1)) return
    for (const cell of cells) judge.historyToWrite(key).failed.add(nameOf(cell))
    throw new Error('it fails')
  }
}

export function cutNamed({ cuts }: ProjectShape, name: string) {
  const cut = cuts[name]
  if (!cut) throw new Error(`there is no cut ${name}`)
  return cut
}

/** Products are handed their key as text or as an object. */
function textOrKey({ layout, partitions }: Grid, key: PartitionKey): PartitionKey {
  if (partitions.kind !== 'product' || typeof key !== 'string') return key
  const texts = key.split('|')
  return Object.fromEntries(layout.dimensions.map(({ name }, index) => [name, texts[index] ?? '']))
}

/** Few values come out, so that edits often change nothing, and cut-off has something to do. */
function valueOf({ key, code }: AssetShape, inputs: readonly number[]): number {
  if (code % 4 === 3) return code
  const sum = inputs.reduce((all, each, index) => all + each * (1 + (index % 3)), 0)
  return (sum + Number(key.slice(1)) + code) % (code % 2 === 0 ? 3 : 13)
}

function numbersIn(input: unknown): readonly number[] {
  if (input === undefined) return []
  return typeof input === 'number' ? [input] : [...(input as ReadonlyMap<unknown, number>).values()]
}
