import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { RootSearch } from '../router/search.ts'

/** What is to be made: a selection, and which partitions of it. Absent `partitions`: what is missing or stale. */
export interface MaterializeAsk {
  readonly selection: string
  readonly partitions?: string | undefined
  /** Make again what is fresh. */
  readonly force?: boolean | undefined
  /** Also what is behind upstream. */
  readonly upstream?: boolean | undefined
  /** Also everything downstream. */
  readonly downstream?: boolean | undefined
}

/**
 * Opens the materialize dialog on the page that is shown, and changes what it asks for: it plans first, and starts nothing until
 * that is confirmed. What it asks for stands in the address.
 */
export function useOpenMaterialize(): (ask: MaterializeAsk) => void {
  const navigate = useNavigate()
  return useCallback(
    ({ selection, partitions, force, upstream, downstream }) => {
      const asked: RootSearch = {
        materialize: selection,
        partitions: partitions === '' ? undefined : partitions,
        force: force || undefined,
        upstream: upstream || undefined,
        downstream: downstream || undefined,
      }
      // Every page has these in its search, which the compiler cannot tell of `.`.
      void navigate({ to: '.', search: ((old: object) => ({ ...old, ...asked })) as never, replace: isOpen() })
    },
    [navigate],
  )
}

export function useCloseMaterialize(): () => void {
  const navigate = useNavigate()
  return useCallback(() => {
    const none: Required<RootSearch> = {
      materialize: undefined,
      partitions: undefined,
      force: undefined,
      upstream: undefined,
      downstream: undefined,
    }
    void navigate({ to: '.', search: ((old: object) => ({ ...old, ...none })) as never })
  }, [navigate])
}

/** What the dialog was opened with, from the address; undefined while it is closed. */
export function useMaterializeRequest(): MaterializeAsk | undefined {
  const { materialize, ...rest }: RootSearch = useSearch({ strict: false })
  return materialize === undefined ? undefined : { ...rest, selection: materialize }
}

/** Changes within the open dialog are no steps of the browser's history. */
function isOpen(): boolean {
  return new URLSearchParams(location.search).has('materialize')
}
