import type { AssetDefinition, StepDefinition } from '../define/definition.ts'
import type { Described } from '../define/described.ts'
import type { IoManager } from '../io/index.ts'
import type { AssetGraph } from './asset-graph.ts'
import type { ResolvedInput } from './resolve-dep.ts'

/** A project that was found sound: what plan, run and lineage work on. */
export interface ProjectModel {
  readonly assets: ReadonlyMap<string, AssetDefinition>
  /** In topological order. */
  readonly steps: readonly StepDefinition[]
  readonly inputs: ReadonlyMap<StepDefinition, readonly ResolvedInput[]>
  readonly graph: AssetGraph
  readonly defaults: ProjectDefaults
  /** The names that assets had before, the newest first: see `moved`. */
  readonly formerKeys: ReadonlyMap<string, readonly string[]>
}

/** What holds where an asset says nothing itself. */
export interface ProjectDefaults {
  readonly io: IoManager<never>
  readonly retry: Described['retry']
  readonly owners: readonly string[]
}

/** The inputs of a step, by the order of its deps; behind each that is a view what the view reads. */
export function inputsOf(model: ProjectModel, step: StepDefinition): readonly ResolvedInput[] {
  return model.inputs.get(step) ?? []
}

/** The assets that a step makes. */
export function assetsOf(step: StepDefinition): readonly AssetDefinition[] {
  return Object.values(step.outputs)
}

/** Who keeps the asset's values. Undefined: it has none, it is made for its effect. */
export function ioOf(model: Pick<ProjectModel, 'defaults'>, definition: AssetDefinition): IoManager<never> | undefined {
  return definition.io ?? (definition.schema ? model.defaults.io : undefined)
}
