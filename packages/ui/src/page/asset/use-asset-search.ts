import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { AssetSearch } from '../router/search.ts'

const route = getRouteApi('/assets/$asset')

/** The asset whose page is shown. */
export function useAssetKey(): string {
  return route.useParams().asset
}

/** What the address of the page says; with `undefined` a choice is taken back. */
export type AssetChange = { readonly [K in keyof AssetSearch]?: AssetSearch[K] | undefined }

/** What the address says, and a way to say something else. What is looked at does not fill the history of the browser. */
export function useAssetSearch(): readonly [AssetSearch, (change: AssetChange) => void] {
  const search: AssetSearch = route.useSearch()
  const navigate = useNavigate()
  const change = useCallback(
    (next: AssetChange) =>
      void navigate({ to: '.', search: ((old: AssetSearch) => ({ ...old, ...next })) as never, replace: true }),
    [navigate],
  )
  return [search, change]
}
