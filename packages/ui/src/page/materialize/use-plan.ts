import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { PlanBody, PlanRequest } from '../../contract/runs.ts'
import type { ApiError } from '../api/api-error.ts'
import { write } from '../api/client.ts'
import type { MaterializeAsk } from './use-materialize.ts'

const pauseMs = 250

/** What materializing would do; planned again once what is asked for has not changed for a moment. Nothing is kept of it. */
export function usePlan(ask: MaterializeAsk): UseQueryResult<PlanBody, ApiError> & { readonly current: boolean } {
  const wanted = JSON.stringify(requestOf(ask))
  const [settled, setSettled] = useState(wanted)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), pauseMs)
    return () => clearTimeout(timer)
  }, [wanted])
  const plan = useQuery<PlanBody, ApiError>({
    queryKey: ['plan', settled],
    queryFn: () => write('plan', {}, JSON.parse(settled) as PlanRequest),
    enabled: ask.selection.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  })
  return { ...plan, current: settled === wanted && !plan.isPlaceholderData && !plan.isFetching }
}

function requestOf({ selection, partitions, force, upstream, downstream }: MaterializeAsk): PlanRequest {
  return {
    selection,
    ...(partitions ? { partitions } : {}),
    ...(force ? { force } : {}),
    ...(upstream ? { upstream } : {}),
    ...(downstream ? { downstream } : {}),
  }
}
