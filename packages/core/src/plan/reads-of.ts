import type { StepDefinition } from '../define/definition.ts'
import { inputsOf, ioOf, type ProjectModel } from '../graph/index.ts'
import type { PlanRead } from './plan.ts'

/** How a step reads its deps; undefined for those that are handed values. */
export function readsOf(model: ProjectModel, step: StepDefinition): readonly PlanRead[] | undefined {
  const { reading } = step
  if (!reading) return undefined
  return inputsOf(model, step).flatMap(({ dep, asset, through }) => {
    const definition = model.assets.get(asset)
    if (!definition || through !== undefined) return []
    const io = ioOf(model, definition)
    return [{ dep, asset, how: reading(io, definition.schema), store: io?.name ?? 'nothing' }]
  })
}
