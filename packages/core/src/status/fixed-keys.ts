import type { ProjectModel } from '../graph/index.ts'
import type { Partitions } from '../partitions/index.ts'

/** The keys of all fixed dimensions in the project, in the order of declaration. Looks through its assets once. */
export function fixedKeys(model: ProjectModel): readonly string[] {
  const known = keysOf.get(model) ?? collected(model)
  keysOf.set(model, known)
  return known
}

const keysOf = new WeakMap<ProjectModel, readonly string[]>()

function collected(model: ProjectModel): readonly string[] {
  const keys = new Set<string>()
  const seen = new Set<Partitions>()
  for (const { partitions } of model.assets.values()) {
    if (seen.has(partitions)) continue
    seen.add(partitions)
    for (const dimension of dimensionsOf(partitions)) {
      if (dimension.kind === 'keys') for (const key of dimension.keys) keys.add(key)
    }
  }
  return [...keys]
}

function dimensionsOf(partitions: Partitions): readonly Partitions[] {
  return partitions.kind === 'product'
    ? Object.values(partitions.dimensions as { readonly [name: string]: Partitions })
    : [partitions]
}
