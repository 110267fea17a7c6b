import type { IoManager } from '../io/index.ts'
import type { KeyOf, Partitions, Unpartitioned } from '../partitions/index.ts'
import { type Asset, contextOf } from './asset.ts'
import type { Checks } from './check.ts'
import type { Context } from './context.ts'
import type { Call, Observation } from './definition.ts'
import type { Described } from './described.ts'
import type { Opened, Resources } from './resource.ts'
import type { Schema, Value } from './schema.ts'
import { type OutputSpec, singleOutput } from './single-output.ts'

/**
 * Made elsewhere. Before anything is planned or shown, `observe` looks at it and reports its data version. Without
 * `observe` its content is read by its IO manager and hashed; without either it counts as there and unchanged.
 */
export function externalAsset<T = unknown, const P extends Partitions = Unpartitioned, const R extends Resources = {}>(
  key: string,
  spec: Described & {
    readonly schema?: Schema<T> | undefined
    readonly partitions?: P | undefined
    readonly io?: IoManager<NoInfer<Value<T>>> | undefined
    readonly checks?: Checks<NoInfer<Value<T>>> | undefined
    readonly resources?: R | undefined
    readonly observe?:
      | ((context: Context<KeyOf<P>, { readonly [N in keyof R]: Opened<R[N]> }>) => Observation | Promise<Observation>)
      | undefined
  },
): Asset<Value<T>, P> {
  const look = spec.observe as ((context: unknown) => Observation | Promise<Observation>) | undefined
  const made = singleOutput(key, spec as unknown as OutputSpec, {
    grain: 'partition',
    code: () => ({ functions: [] }),
    observe: look && (async (call: Call) => look({ ...contextOf(call), partition: call.partitions[0]?.key ?? null })),
  })
  return made.face({}) as never
}
