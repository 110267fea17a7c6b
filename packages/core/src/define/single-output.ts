import { parseAssetKey } from '../keys/index.ts'
import type { Partitions } from '../partitions/index.ts'
import { unpartitioned } from '../partitions/index.ts'
import type { AnyDep } from './dep.ts'
import { checkNodes, type Checks } from './check.ts'
import { type AssetDefinition, assetObject, type StepDefinition } from './definition.ts'
import type { Described } from './described.ts'
import type { Resources } from './resource.ts'
import type { Schema } from './schema.ts'
import type { IoManager } from '../io/index.ts'

/** What declarations have in common once their types have done their work. */
export interface OutputSpec extends Described {
  readonly deps?: { readonly [name: string]: AnyDep } | undefined
  readonly resources?: Resources | undefined
  readonly partitions?: Partitions | undefined
  readonly schema?: Schema<unknown> | undefined
  readonly io?: IoManager<never> | undefined
  readonly checks?: Checks<never> | undefined
}

/** How one kind of asset is made. */
export interface Making
  extends Pick<StepDefinition, 'grain' | 'code' | 'produce' | 'reading' | 'observe' | 'problems'> {
  readonly kinds?: readonly string[] | undefined
  readonly aliases?: AssetDefinition['aliases']
  readonly target?: AssetDefinition['target']
  readonly virtual?: AssetDefinition['virtual']
  readonly query?: AssetDefinition['query']
  readonly columnLineage?: AssetDefinition['columnLineage']
}

/** The definition of a step with one asset, and the way to its public face. Kinds of assets are built on this. */
export function singleOutput(
  key: string,
  spec: OutputSpec,
  making: Making,
): {
  readonly definition: AssetDefinition
  face<Extra extends object>(extra: Extra): ReturnType<typeof assetObject<Extra>>
} {
  parseAssetKey(key)
  const described = describedBy(spec, making.kinds)
  const outputs: { [output: string]: AssetDefinition } = {}
  const step: StepDefinition = Object.freeze({
    name: key,
    outputs,
    deps: () => spec.deps ?? {},
    partitions: spec.partitions ?? unpartitioned,
    resources: spec.resources ?? {},
    subset: false,
    described,
    ...making,
  })
  const definition = Object.freeze({
    ...outputDefinition(key, '', step, spec),
    described,
    aliases: making.aliases,
    target: making.target,
    virtual: making.virtual,
    query: making.query,
    columnLineage: making.columnLineage,
  })
  outputs[''] = definition
  Object.freeze(outputs)
  return { definition, face: (extra) => assetObject(definition, extra) }
}

/** The definition of one output of a step. */
export function outputDefinition(
  key: string,
  output: string,
  step: StepDefinition,
  spec: Omit<OutputSpec, 'deps'>,
): AssetDefinition {
  return {
    key: parseAssetKey(key),
    output,
    step,
    described: describedBy(spec, undefined),
    partitions: step.partitions,
    schema: spec.schema,
    io: spec.io,
    checks: checkNodes(spec.checks),
  }
}

/** What the spec says about the asset, apart from how it is made. */
export function describedBy(spec: Described, kinds: readonly string[] | undefined): Described {
  const { description, group, owners, tags, metadata, automation, retry, timeoutMs, pool } = spec
  const { codeVersion, codePackages, retain } = spec
  return Object.freeze({
    description,
    group,
    owners,
    kinds: [...new Set([...(kinds ?? []), ...(spec.kinds ?? [])])],
    tags,
    metadata,
    automation,
    retry,
    timeoutMs,
    pool,
    codeVersion,
    codePackages,
    retain,
  })
}
