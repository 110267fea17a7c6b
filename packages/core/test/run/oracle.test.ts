import {
  type AnyAsset,
  asset,
  daily,
  every,
  externalAsset,
  lookback,
  memoryState,
  offset,
  type Project,
  self,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { noon, projectOf } from './kernel.ts'
import { memoryValues, type MemoryValues } from './memory-values.ts'

const days = daily({ start: '2024-01-01', end: '2024-01-04' })
const schema = z.number()

type Reads = 'same' | 'window' | 'all' | 'before'
/** One asset of a random graph: `reads` names earlier ones by their index, `partitioned` cuts it by day. */
interface Shape {
  readonly partitioned: boolean
  readonly self: boolean
  readonly reads: readonly { readonly of: number; readonly as: Reads }[]
}
/** What may be edited: the code of each asset (its version is its behaviour), and what lies outside. */
interface Edits {
  readonly code: readonly number[]
  readonly external: number
}

const shapes = fc.array(
  fc.record({
    partitioned: fc.boolean(),
    self: fc.boolean(),
    reads: fc.array(fc.record({ of: fc.nat(7), as: fc.constantFrom<Reads>('same', 'window', 'all', 'before') }), {
      maxLength: 3,
    }),
  }),
  { minLength: 3, maxLength: 8 },
)
/** Behaviours are few, so that edits often change nothing that comes out, and cut-off has something to do. */
const edits = fc.array(fc.record({ asset: fc.nat(8), to: fc.nat(2) }), { minLength: 4, maxLength: 10 })

interface Built {
  readonly assets: readonly AnyAsset[]
  readonly calls: string[]
}

function build(graph: readonly Shape[], { code, external }: Edits): Built {
  const calls: string[] = []
  const outside = externalAsset('outside', { schema, io: constant(external) })
  const assets: AnyAsset[] = [outside]
  for (const [index, shape] of graph.entries()) {
    const behaviour = code[index] ?? 0
    const deps = Object.fromEntries(depsOf(shape, index, assets, graph))
    const spec = { schema, codeVersion: `${behaviour}`, deps: deps as never }
    const make = (inputs: unknown, context: { readonly partition: string | null }) => {
      calls.push(`a${index} ${context.partition}`)
      return valueOf(index, behaviour, inputs as { readonly [dep: string]: unknown })
    }
    const key = `a${index}`
    assets.push(
      shape.partitioned ? asset(key, { ...spec, partitions: days }, make as never) : asset(key, spec, make as never),
    )
  }
  return { assets, calls }
}

function depsOf(
  shape: Shape,
  index: number,
  assets: readonly AnyAsset[],
  graph: readonly Shape[],
): [string, unknown][] {
  const deps: [string, unknown][] = index % 3 === 0 ? [['outside', assets[0]]] : []
  for (const { of, as } of shape.reads) {
    if (index === 0) break
    const upstream = of % index
    const both = shape.partitioned && graph[upstream]?.partitioned
    const from = assets[upstream + 1]!
    deps.push([
      `d${upstream}`,
      both
        ? as === 'same'
          ? from
          : as === 'window'
            ? lookback(from, 2 as never)
            : as === 'before'
              ? offset(from, -1 as never)
              : every(from)
        : every(from),
    ])
  }
  if (shape.self && shape.partitioned) deps.push(['own', offset(self, -1)])
  return deps
}

/** Behaviour 2 forgets the inputs, so that changes upstream of it come to nothing. */
function valueOf(index: number, behaviour: number, inputs: { readonly [dep: string]: unknown }): number {
  if (behaviour === 2) return 2
  const sum = Object.values(inputs)
    .flatMap(numbersIn)
    .reduce((all, each) => all + each, 0)
  return (sum * 3 + index + (behaviour % 2)) % 101
}

function numbersIn(input: unknown): readonly number[] {
  if (typeof input === 'number') return [input]
  return input === undefined ? [] : [...(input as ReadonlyMap<string, number>).values()]
}

function constant(value: number): MemoryValues {
  return memoryValues(new Map([['outside', value]]))
}

const everything = async (values: MemoryValues, project: Project) => {
  expect((await project.materialize('*')).ok).toBe(true)
  return Object.fromEntries([...values.values].sort(([a], [b]) => (a < b ? -1 : 1)))
}

it('after every edit all values are those of a rebuild from nothing, and nothing was made that did not change', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, edits, async (graph, changes) => {
      const clock = new FakeClock(noon)
      const [state, values] = [memoryState({ clock }), memoryValues()]
      let now: Edits = { code: graph.map(() => 0), external: 1 }
      const relied = new Map<string, string>()
      for (const { asset: index, to } of [{ asset: 0, to: 0 }, ...changes]) {
        now = index < graph.length ? { ...now, code: now.code.with(index, to) } : { ...now, external: to }
        const { assets, calls } = build(graph, now)
        const project = projectOf(assets, { clock, state, defaults: { io: values } })
        const found = await everything(values, project)
        const scratch = memoryValues()
        const fresh = build(graph, now)
        expect(found).toEqual(await everything(scratch, projectOf(fresh.assets, { clock, defaults: { io: scratch } })))
        expect(new Set(calls).size).toBe(calls.length)
        await expectNeeded(project, calls, relied)
        expect((await project.plan('*')).steps).toEqual([])
      }
    }),
    { numRuns: 25, seed: 20240128 },
  )
})

/** Of each call, code or inputs must differ from what the partition was made of before, by its recorded lineage. */
async function expectNeeded(project: Project, calls: readonly string[], relied: Map<string, string>): Promise<void> {
  for (const call of calls) {
    const [key = '', partition = ''] = call.split(' ')
    const made = await project.partitionLineage(key, partition === 'null' ? null : partition)
    const now = JSON.stringify([made?.codeVersion, made?.inputs.map(({ dep, sample }) => [dep, sample])])
    expect(now).not.toBe(relied.get(call))
    relied.set(call, now)
  }
}
