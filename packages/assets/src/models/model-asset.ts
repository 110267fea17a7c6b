import type {
  AnyDep,
  Asset,
  Context,
  Dep,
  Described,
  Facts,
  Fits,
  InputOf,
  IoManager,
  KeyOf,
  Partitions,
  Schema,
  Unpartitioned,
  Value,
} from '@headwater/core'
import { type Call, contextOf, type OutputSpec, type Produced, singleOutput, wrapped } from '@headwater/core/extend'
import { type Address, fail } from '@headwater/core/io'

/** What training gives: the model, and the numbers that tell how good it is. */
export interface Trained<out T, out M> {
  readonly model: T
  readonly metrics: M
}

/** A model by version. Each materialization is a version; aliases are names that move from one to another. */
export interface ModelAsset<out T, out P, out Alias extends string> extends Asset<T, P> {
  readonly aliases: readonly Alias[]
}

/**
 * A trained model: its artifact is kept by `io`, its metrics are recorded with the materialization, and so is the data
 * that it was trained on, as for every asset. `promote` is asked about each new version: it sees its metrics and those
 * of the version that holds the first alias, and answers with the alias that the new version takes, if any.
 */
export function modelAsset<
  T,
  const D extends { readonly [name: string]: AnyDep },
  const P extends Partitions = Unpartitioned,
  const Alias extends string = never,
  M extends Facts = Facts,
>(
  key: string,
  spec: Described & {
    readonly deps: D & { readonly [N in keyof D]: Fits<D[N], NoInfer<P>> }
    readonly partitions?: P | undefined
    readonly schema: Schema<T>
    readonly io: IoManager<NoInfer<Value<T>>>
    /** The numbers that `train` reports, and what shape they have. */
    readonly metrics: Schema<M>
    /** Names that move from version to version. */
    readonly aliases?: readonly Alias[] | undefined
    readonly promote?:
      | ((candidate: NoInfer<M>, current: NoInfer<M> | undefined) => NoInfer<Alias> | undefined)
      | undefined
  },
  train: (
    inputs: { readonly [N in keyof D]: InputOf<D[N], T> },
    context: Context<KeyOf<P>>,
  ) => Promise<Trained<NoInfer<T>, NoInfer<M>>> | Trained<NoInfer<T>, NoInfer<M>>,
): ModelAsset<T, P, Alias> {
  const aliases: readonly Alias[] = Object.freeze([...(spec.aliases ?? [])])
  const promote = spec.promote as ((candidate: Facts, current: Facts | undefined) => string | undefined) | undefined
  const made = singleOutput(key, spec as unknown as OutputSpec, {
    grain: 'partition',
    kinds: ['model'],
    aliases: { names: aliases, promote },
    code: () => ({ functions: promote ? [train, promote] : [train] }),
    produce: (call) => produceModels(key, call, spec.metrics, train as unknown as UntypedTrain),
  })
  return made.face({ aliases }) as never
}

/** The version of a model that holds an alias, as a dep: moving the alias makes its readers stale. */
// oxlint-disable-next-line typescript/no-explicit-any
export function aliased<T, Alias extends string>(of: ModelAsset<T, any, Alias>, alias: NoInfer<Alias>): Dep<T> {
  return wrapped({ kind: 'alias', of, alias })
}

type UntypedTrain = (
  inputs: unknown,
  context: unknown,
) => Promise<Trained<unknown, unknown>> | Trained<unknown, unknown>

async function* produceModels(
  asset: string,
  call: Call,
  schema: Schema<Facts>,
  train: UntypedTrain,
): AsyncGenerator<Produced> {
  for (const partition of call.partitions) {
    const context = { ...contextOf(call), partition: partition.key }
    const { model, metrics } = await train(await call.inputs(partition), context)
    const at = { asset, partition: partition.text }
    yield { output: '', partition, value: model, facts: await parseMetrics(at, schema, metrics) }
  }
}

/** What a Standard Schema answers. */
interface Validated {
  readonly value?: Facts
  readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] }[] | undefined
}

async function parseMetrics(at: Address, schema: Schema<Facts>, metrics: unknown): Promise<Facts> {
  const { value, issues } = (await schema['~standard'].validate(metrics)) as Validated
  if (value && !issues) return value
  const found = (issues ?? []).map(({ message, path }) => `\`${(path ?? []).join('.')}\`: ${message}`)
  return fail('VALUE_REFUSED', {
    asset: at.asset,
    partition: at.partition ?? undefined,
    message: `asset \`${at.asset}\`: the metrics that training gave are refused by their schema: ${found.join('; ')}`,
    hint: 'Nothing was written. Mend the training, or the schema.',
  })
}
