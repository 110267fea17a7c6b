import { useMemo } from 'react'
import type { Status } from '../../contract/words.ts'
import { useApi } from '../api/use-api.ts'

/** How any asset of the project stands; undefined until that is known. */
export function useAssetStatuses(): (asset: string) => Status | undefined {
  const graph = useApi('graph', {}).data
  const statuses = useApi('status', {}).data
  return useMemo(() => {
    const nodes = new Map(graph?.keys.map((key, node) => [key, node]))
    const isSame = graph?.version === statuses?.version
    return (asset) => {
      const node = nodes.get(asset)
      return node === undefined || !isSame ? undefined : statuses?.statuses[statuses.status[node] ?? -1]
    }
  }, [graph, statuses])
}
