import type { AssetDescription, Project } from '@headwater/core'

const known = new WeakMap<Project['graph'], ReadonlyMap<string, AssetDescription>>()

/** What all assets say of themselves, in topological order. It does not change while a project is served. */
export function describedIn(project: Project): ReadonlyMap<string, AssetDescription> {
  const described = known.get(project.graph) ?? new Map(project.describe().map((asset) => [asset.key, asset]))
  known.set(project.graph, described)
  return described
}
