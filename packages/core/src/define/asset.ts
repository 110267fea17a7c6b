import type { IoManager } from '../io/index.ts'
import type { KeyOf, Partitions, Unpartitioned } from '../partitions/index.ts'
import type { Checks } from './check.ts'
import {
  carriedBy,
  type ColumnAnswer,
  type DeclareColumns,
  declaredColumns,
  type UntypedDeclaration,
} from './columns/index.ts'
import type { Context } from './context.ts'
import { type AnyDep, type Dep, type Fits, type InputOf, type ValueIn } from './dep.ts'
import type { Call, Produced } from './definition.ts'
import type { Described } from './described.ts'
import type { Opened, Resources } from './resource.ts'
import type { Schema, Value } from './schema.ts'
import { singleOutput } from './single-output.ts'

/** `T` is the value, `P` how it is cut. An asset is its own identity mapping. */
export interface Asset<out T = unknown, out P = unknown> extends Dep<T, P> {
  readonly key: string
}
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyAsset = Asset<any, any>
export type ValueOf<A extends AnyAsset> = ValueIn<A>
// oxlint-disable-next-line typescript/no-explicit-any
export type PartitionOf<A extends AnyAsset> = A extends Asset<any, infer P> ? KeyOf<P> : never

/** An asset made by a function: `materialize` is that function, for unit tests. */
export interface FunctionAsset<out T, out P, in I, in C> extends Asset<T, P> {
  readonly materialize: (inputs: I, context: C) => T | Promise<T>
}

export type Deps = { readonly [name: string]: AnyDep }
/** `deps` may be a getter, for files that import each other: it is read when the project is defined, never before. */
export type FittingDeps<D, P> = D & { readonly [N in keyof D]: Fits<D[N], P> }

/** What an asset made by a function declares. */
export interface AssetSpec<T, D, P, R> extends Described {
  /** What it reads, by the names that its function uses. */
  readonly deps?: FittingDeps<D, NoInfer<P>> | undefined
  readonly resources?: R | undefined
  /** Absent: one value, not partitioned. */
  readonly partitions?: P | undefined
  /** Absent: the asset has no value, it is made for its effect. */
  readonly schema?: Schema<T> | undefined
  /** Where the value is kept. Absent: the project's default. */
  readonly io?: IoManager<NoInfer<Value<T>>> | undefined
  readonly checks?: Checks<NoInfer<Value<T>>> | undefined
  /** What its columns are made of, for column lineage: see `DeclareColumns`. */
  readonly columns?: DeclareColumns<NoInfer<D>, NoInfer<Value<T>>> | undefined
}
/** The conditional lets the compiler see what `spec` says while it types the function: `'a'` stays `'a'` under `z.enum(['a', 'b'])`. */
export type Make<I, C, T> = [T] extends [infer Made] ? (inputs: I, context: C) => Made | Promise<Made> : never

/** An asset made by a function over its inputs. The function comes last, so that everything before it types it. */
export function asset<
  T = void,
  const D extends Deps = {},
  const P extends Partitions = Unpartitioned,
  const R extends Resources = {},
>(
  key: string,
  spec: AssetSpec<T, D, P, R>,
  materialize: Make<
    { readonly [N in keyof D]: InputOf<D[N], Value<T>> },
    Context<KeyOf<P>, { readonly [N in keyof R]: Opened<R[N]> }>,
    Value<T>
  >,
): FunctionAsset<
  Value<T>,
  P,
  { readonly [N in keyof D]: InputOf<D[N], Value<T>> },
  Context<KeyOf<P>, { readonly [N in keyof R]: Opened<R[N]> }>
> {
  const make = materialize as unknown as UntypedMake
  const made = singleOutput(key, spec as AnySpec, {
    grain: 'partition',
    code: () => carriedBy(make)?.code ?? { functions: [make] },
    produce: (call) => produceOne(call, make),
    columnLineage: carriedBy(make)?.columnLineage ?? columnAnswer(spec.columns),
  })
  return made.face({ materialize: make }) as never
}

/** The answer that a declaration gives, if there is one. */
export function columnAnswer(declare: unknown): ColumnAnswer | undefined {
  return declare === undefined ? undefined : declaredColumns(declare as UntypedDeclaration)
}

type UntypedMake = (inputs: unknown, context: unknown) => unknown
/** A spec whose types have done their work. */
export type AnySpec = AssetSpec<unknown, Deps, Partitions, Resources>

async function* produceOne(call: Call, make: UntypedMake): AsyncGenerator<Produced> {
  for (const partition of call.partitions) {
    const inputs = await call.inputs(partition)
    const value = await make(inputs, { ...contextOf(call), partition: partition.key })
    yield { output: '', partition, value }
  }
}

/** The part of a call that user code may see. */
export function contextOf(call: Call): Omit<Context<unknown, unknown>, 'partition'> {
  return {
    runId: call.runId,
    resources: call.resources,
    log: call.log,
    signal: call.signal,
    metadata: (facts) => call.metadata(facts),
  }
}
