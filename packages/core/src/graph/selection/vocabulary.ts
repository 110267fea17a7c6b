import type { AssetGraph } from '../asset-graph.ts'
import type { GraphAsset } from '../graph-asset.ts'
import { assetStatuses, type SelectionAttribute } from './selection-node.ts'

/** What a term with this attribute is compared with, of one asset: for tags their names, for a status nothing. */
export function attributeValues(asset: GraphAsset, attribute: SelectionAttribute): readonly string[] {
  switch (attribute) {
    case 'key':
      return [asset.key]
    case 'group':
      return asset.group === undefined ? [] : [asset.group]
    case 'kind':
      return asset.kinds
    case 'owner':
      return asset.owners
    case 'tag':
      return Object.keys(asset.tags)
    case 'status':
      return []
    default:
      return attribute satisfies never
  }
}

/** All values that the attribute has in the graph, each once, in the order of the assets. */
export function knownValues(graph: AssetGraph, attribute: SelectionAttribute): ReadonlySet<string> {
  if (attribute === 'status') return new Set(assetStatuses)
  return new Set(graph.assets().flatMap((asset) => attributeValues(asset, attribute)))
}

/** All values of the tags whose name passes the test. */
export function knownTagValues(graph: AssetGraph, isName: (name: string) => boolean): ReadonlySet<string> {
  const entries = graph.assets().flatMap((asset) => Object.entries(asset.tags))
  return new Set(entries.filter(([name]) => isName(name)).map(([, value]) => value))
}

/** What follows the last `/` of a key. */
export function lastSegment(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1)
}
