import type { StepDefinition } from '../define/definition.ts'
import { assetsOf, type ProjectModel } from '../graph/index.ts'

/**
 * The steps that make the selected assets, in topological order, each with the assets it is asked for. A step that
 * cannot be asked for some of its assets is asked for all. Assets made elsewhere have no step to plan.
 */
export function wantedAssets(
  model: ProjectModel,
  keys: readonly string[],
): ReadonlyMap<StepDefinition, readonly string[]> {
  const selected = new Set(keys)
  const wanted = new Map<StepDefinition, readonly string[]>()
  for (const step of model.steps) {
    const all = assetsOf(step).map(({ key }) => key)
    const some = all.filter((key) => selected.has(key))
    if (step.produce && some.length > 0) wanted.set(step, step.subset ? some : all)
  }
  return wanted
}
