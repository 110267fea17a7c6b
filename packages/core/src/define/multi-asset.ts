import { fail } from '../errors/index.ts'
import type { IoManager } from '../io/index.ts'
import { parseAssetKey } from '../keys/index.ts'
import { type KeyOf, type Partitions, unpartitioned, type Unpartitioned } from '../partitions/index.ts'
import { type Asset, columnAnswer, contextOf, type Deps, type FittingDeps, type Make } from './asset.ts'
import type { DeclareColumns } from './columns/index.ts'
import type { Checks } from './check.ts'
import type { Context } from './context.ts'
import { type AssetDefinition, assetObject, type Call, type Produced, type StepDefinition } from './definition.ts'
import type { InputOf } from './dep.ts'
import type { Described } from './described.ts'
import type { Opened, Resources } from './resource.ts'
import type { Schema, Value } from './schema.ts'
import { describedBy, outputDefinition, type OutputSpec } from './single-output.ts'

/** One asset of a `multiAsset`. */
export interface Output<T> extends Described {
  readonly key: string
  readonly schema: Schema<T>
  readonly io?: IoManager<NoInfer<Value<T>>> | undefined
  readonly checks?: Checks<NoInfer<Value<T>>> | undefined
}

/** One call makes several assets. With `subset` it may be asked for some of them: `context.wanted` names those. */
export function multiAsset<
  O,
  const D extends Deps = {},
  const P extends Partitions = Unpartitioned,
  const R extends Resources = {},
  const S extends boolean = false,
>(
  name: string,
  spec: Described & {
    readonly outputs: { readonly [N in keyof O]: Output<O[N]> }
    readonly deps?: FittingDeps<D, NoInfer<P>> | undefined
    readonly resources?: R | undefined
    readonly partitions?: P | undefined
    readonly subset?: S | undefined
    /** What the columns of its outputs are made of, for column lineage: see `DeclareColumns`. */
    readonly columns?:
      | { readonly [N in keyof O]?: DeclareColumns<NoInfer<D>, NoInfer<Value<O[N]>>> | undefined }
      | undefined
  },
  materialize: Make<
    { readonly [N in keyof D]: InputOf<D[N], never> },
    Context<KeyOf<P>, { readonly [N in keyof R]: Opened<R[N]> }> & { readonly wanted: ReadonlySet<keyof O> },
    S extends true ? { readonly [N in keyof O]?: Value<O[N]> } : { readonly [N in keyof O]: Value<O[N]> }
  >,
): { readonly [N in keyof O]: Asset<Value<O[N]>, P> } {
  const make = materialize as unknown as UntypedMakeAll
  const outputs: { [output: string]: AssetDefinition } = {}
  const step: StepDefinition = Object.freeze({
    name: parseAssetKey(name),
    outputs,
    deps: () => spec.deps ?? {},
    partitions: spec.partitions ?? unpartitioned,
    resources: spec.resources ?? {},
    subset: spec.subset ?? false,
    grain: 'partition' as const,
    described: describedBy(spec, undefined),
    code: () => ({ functions: [make] }),
    produce: (call: Call) => produceAll(name, call, make),
  })
  const declared = (spec.columns ?? {}) as { readonly [output: string]: unknown }
  for (const [output, of] of Object.entries(spec.outputs as unknown as { readonly [output: string]: Output<never> })) {
    const both: OutputSpec = { ...spec, ...of, deps: undefined } as unknown as OutputSpec
    const columnLineage = columnAnswer(declared[output])
    outputs[output] = Object.freeze({ ...outputDefinition(of.key, output, step, both), columnLineage })
  }
  Object.freeze(outputs)
  const faces = Object.entries(outputs).map(([output, definition]) => [output, assetObject(definition, {})])
  return Object.freeze(Object.fromEntries(faces))
}

type UntypedMakeAll = (
  inputs: unknown,
  context: unknown,
) => Promise<{ [output: string]: unknown }> | { [output: string]: unknown }

async function* produceAll(name: string, call: Call, make: UntypedMakeAll): AsyncGenerator<Produced> {
  for (const partition of call.partitions) {
    const inputs = await call.inputs(partition)
    const values = await make(inputs, { ...contextOf(call), partition: partition.key, wanted: call.wanted })
    for (const output of call.wanted) {
      if (!Object.hasOwn(values ?? {}, output)) {
        fail('OUTPUT_MISSING', {
          partition: partition.text ?? undefined,
          message: `multiAsset \`${name}\` gave no output \`${output}\`; it gave ${
            Object.keys(values ?? {})
              .map((key) => `\`${key}\``)
              .join(', ') || 'nothing'
          }`,
          hint: 'Give back every output, or with `subset: true` every one that `context.wanted` names.',
        })
      }
      yield { output, partition, value: values[output] }
    }
  }
}
