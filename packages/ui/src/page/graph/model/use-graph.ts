import { useMemo } from 'react'
import type { StatusBody } from '../../../contract/graph.ts'
import { useApi } from '../../api/use-api.ts'
import { GraphModel } from './graph-model.ts'

/** The graph; undefined while it is being read. */
export function useGraph(): { model: GraphModel | undefined; error: Error | null; refetch: () => unknown } {
  const { data, error, refetch } = useApi('graph', {})
  // Asked for at the same time, though it is shown later.
  useApi('status', {})
  const model = useMemo(() => data && new GraphModel(data), [data])
  return { model, error, refetch }
}

/** How all assets stand; undefined while that is not known of this version of the graph. */
export function useStatus(model: GraphModel | undefined): StatusBody | undefined {
  const { data } = useApi('status', {})
  return data && data.version === model?.body.version ? data : undefined
}
