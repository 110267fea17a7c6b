import type { ByPartition, InputOf } from './dep.ts'
import type { KeyOf, PartitionKey, Partitions } from '../partitions/index.ts'
import { fail } from '../errors/index.ts'
import { type AnySpec, type Asset, type AssetSpec, columnAnswer, contextOf, type Deps } from './asset.ts'
import { byPartition } from './by-partition.ts'
import type { RangeContext } from './context.ts'
import type { Call, CallPartition, Produced } from './definition.ts'
import type { Opened, Resources } from './resource.ts'
import type { Schema, Value } from './schema.ts'
import { singleOutput } from './single-output.ts'
import { canonicalJson } from '../base/json.ts'

/** See `Make`: the same for functions that give one value for each partition of a range. */
export type MakeEach<I, C, K, T> = [readonly [K, T]] extends [infer Made]
  ? (inputs: I, context: C) => Iterable<Made> | AsyncIterable<Made> | Promise<Iterable<Made>>
  : never

/** One call makes a whole range of partitions, each given back beside its key. Inputs arrive by the reader's partition. */
export function rangeAsset<T, const P extends Partitions, const D extends Deps = {}, const R extends Resources = {}>(
  key: string,
  spec: AssetSpec<T, D, P, R> & { readonly partitions: P; readonly schema: Schema<T> },
  materialize: MakeEach<
    { readonly [N in keyof D]: ByPartition<KeyOf<P>, InputOf<D[N], Value<T>>> },
    RangeContext<KeyOf<P>, { readonly [N in keyof R]: Opened<R[N]> }>,
    KeyOf<P>,
    Value<T>
  >,
): Asset<Value<T>, P> {
  const make = materialize as unknown as UntypedMakeEach
  const made = singleOutput(key, spec as unknown as AnySpec, {
    grain: 'range',
    code: () => ({ functions: [make] }),
    produce: (call) => produceEach(key, call, make),
    columnLineage: columnAnswer(spec.columns),
  })
  return made.face({}) as never
}

type UntypedMakeEach = (
  inputs: unknown,
  context: unknown,
) => Iterable<Pair> | AsyncIterable<Pair> | Promise<Iterable<Pair>>
type Pair = readonly [key: PartitionKey, value: unknown]

/** So many values of a list are handed on together. */
const together = 512

async function* produceEach(
  asset: string,
  call: Call,
  make: UntypedMakeEach,
): AsyncGenerator<Produced | readonly Produced[]> {
  const awaited = new Awaited(call.partitions)
  const inputs = await inputsByPartition(call)
  const pairs = await make(inputs, { ...contextOf(call), partitions: call.partitions.map(({ key }) => key) })
  const producedOf = ([key, value]: Pair): Produced => ({
    output: '',
    partition: awaited.take(key) ?? unexpected(asset, key, call),
    value,
  })
  if (Symbol.asyncIterator in pairs) for await (const pair of pairs) yield producedOf(pair)
  else yield* inBatches(pairs, producedOf)
  if (awaited.left.length > 0) missing(asset, awaited.left)
}

function* inBatches(pairs: Iterable<Pair>, producedOf: (pair: Pair) => Produced): Generator<readonly Produced[]> {
  let batch: Produced[] = []
  for (const pair of pairs) {
    batch.push(producedOf(pair))
    if (batch.length < together) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** The partitions that were asked for and not given yet. Mostly they come in the order in which they were asked for. */
class Awaited {
  readonly #asked: readonly CallPartition[]
  /** So many came in order; what came otherwise is looked up. */
  #inOrder = 0
  #others: Map<string, CallPartition> | undefined

  constructor(asked: readonly CallPartition[]) {
    this.#asked = asked
  }

  get left(): readonly CallPartition[] {
    return this.#others ? [...this.#others.values()] : this.#asked.slice(this.#inOrder)
  }

  take(key: PartitionKey): CallPartition | undefined {
    const next = this.#asked[this.#inOrder]
    if (!this.#others && next && next.key === key) {
      this.#inOrder += 1
      return next
    }
    this.#others ??= new Map(this.left.map((partition) => [nameOf(partition.key), partition]))
    const name = nameOf(key)
    const found = this.#others.get(name)
    this.#others.delete(name)
    return found
  }
}

/** Keys of products are told apart by content. */
function nameOf(key: PartitionKey): string {
  return typeof key === 'string' ? key : canonicalJson(key)
}

async function inputsByPartition(call: Call): Promise<{ [dep: string]: ByPartition<PartitionKey, unknown> }> {
  const columns: { [dep: string]: [PartitionKey, unknown][] } = {}
  if (call.deps.length === 0) return {}
  for (const partition of call.partitions) {
    for (const [dep, value] of Object.entries(await call.inputs(partition)))
      (columns[dep] ??= []).push([partition.key, value])
  }
  return Object.fromEntries(Object.entries(columns).map(([dep, entries]) => [dep, byPartition(entries)]))
}

function unexpected(asset: string, key: PartitionKey, call: Call): never {
  const asked = call.partitions.map(({ text }) => text)
  fail('RANGE_KEY_UNEXPECTED', {
    asset,
    message: `asset \`${asset}\` gave a value for \`${canonicalJson(key)}\`, which it was not asked for or gave before; it was asked for ${asked.length}: ${asked.slice(0, 5).join(', ')}${asked.length > 5 ? ', ...' : ''}`,
    hint: 'Give back one [key, value] pair for each key in `context.partitions`.',
  })
}

function missing(asset: string, left: readonly CallPartition[]): never {
  fail('RANGE_KEY_MISSING', {
    asset,
    partition: left[0]?.text ?? undefined,
    message: `asset \`${asset}\` gave no value for ${left.length} of the partitions it was asked for: ${left
      .slice(0, 5)
      .map(({ text }) => text)
      .join(', ')}${left.length > 5 ? ', ...' : ''}`,
    hint: 'Give back one [key, value] pair for each key in `context.partitions`.',
  })
}
