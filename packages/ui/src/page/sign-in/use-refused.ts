import { useEffect } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { useApi } from '../api/use-api.ts'
import { useLiveState } from '../live/live.ts'

/** While the stream is cut off the server is asked so often whether it still knows this browser. */
const askAgainMs = 5000

/** Why the server answers this browser nothing; undefined while it does. */
export function useRefused(): ApiError | undefined {
  const { data, error, refetch } = useApi('info', {})
  const isCut = useLiveState() !== 'live' && data !== undefined
  useEffect(() => {
    if (!isCut) return undefined
    const timer = setInterval(() => void refetch(), askAgainMs)
    return () => clearInterval(timer)
  }, [isCut, refetch])
  return error?.status === 401 ? error : undefined
}
