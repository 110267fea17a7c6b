import type { ColumnAt, Project } from '@headwater/core'

/**
 * The column that `asset.column` names; undefined where the whole text is an asset, or nothing in it is. Keys and columns
 * both may hold dots: what stands before one of them is the asset, the longest that there is. As everywhere, the last
 * segment of a key will do where no other key ends with it.
 */
export function columnNamed(project: Pick<Project, 'graph'>, text: string): ColumnAt | undefined {
  const keys = project.graph.keys
  if (assetNamed(keys, text) !== undefined) return undefined
  for (let dot = text.lastIndexOf('.'); dot > 0; dot = text.lastIndexOf('.', dot - 1)) {
    const asset = assetNamed(keys, text.slice(0, dot))
    if (asset !== undefined) return { asset, column: text.slice(dot + 1) }
  }
  return undefined
}

function assetNamed(keys: readonly string[], name: string): string | undefined {
  if (keys.includes(name)) return name
  const [only, ...others] = keys.filter((key) => key.endsWith(`/${name}`))
  return others.length === 0 ? only : undefined
}
