import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { SearchBody } from '../../contract/graph.ts'
import { useApi } from '../api/use-api.ts'
import { showOverlay } from '../layout/overlay.ts'
import { pages } from '../layout/pages.ts'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'
import { chooseTheme } from '../theme/theme.ts'
import { matching, type Offer, offersOf } from './offers.ts'

export type Runnable = Offer & { readonly run: () => void }

/** What fits the text: pages and actions at once, and what the server finds among assets, columns, groups, checks and runs. */
export function useOffers(text: string): { readonly offers: readonly Runnable[]; readonly searching: boolean } {
  const own = useOwnOffers()
  const go = useGoTo()
  const q = text.trim()
  const found = useApi('search', { query: { q, limit: 30 } }, { enabled: q !== '', keep: true })
  return useMemo(() => {
    const hits = q === '' ? [] : offersOf(found.data?.hits ?? [])
    const offers = [...hits.map((offer) => ({ ...offer, run: () => go(offer.hit) })), ...matching(own, q)]
    return { offers, searching: found.isFetching }
  }, [q, own, go, found.data, found.isFetching])
}

function useOwnOffers(): readonly Runnable[] {
  const navigate = useNavigate()
  const materialize = useOpenMaterialize()
  return useMemo(() => {
    const action = (name: string, detail: string, run: () => void): Runnable => ({
      id: `action ${name}`,
      kind: 'action',
      name,
      detail,
      run,
    })
    return [
      ...pages.map(
        ({ to, name, key }): Runnable => ({
          id: `page ${to}`,
          kind: 'page',
          name,
          detail: `Page · ${key.toUpperCase()}`,
          run: () => void navigate({ to }),
        }),
      ),
      action('Materialize what is behind', 'Plans everything that is missing or stale', () =>
        materialize({ selection: '*' }),
      ),
      action('Dark theme', 'Theme', () => chooseTheme('dark')),
      action('Light theme', 'Theme', () => chooseTheme('light')),
      action('Theme of the system', 'Theme', () => chooseTheme('system')),
      action('Keyboard', 'Which keys do what', () => showOverlay('keys')),
    ]
  }, [navigate, materialize])
}

function useGoTo(): (hit: SearchBody['hits'][number]) => void {
  const navigate = useNavigate()
  return useMemo(
    () => (hit) => {
      const asset = hit.asset ?? hit.name
      const to = '/assets/$asset'
      switch (hit.kind) {
        case 'asset':
          return void navigate({ to, params: { asset } })
        case 'column':
          return void navigate({ to, params: { asset }, search: { tab: 'columns', column: hit.name } })
        case 'check':
          return void navigate({ to, params: { asset }, search: { tab: 'checks', check: hit.name } })
        case 'group':
          return void navigate({ to: '/assets', search: { q: `group:"${hit.name}"` } })
        case 'run':
          return void navigate({ to: '/runs/$run', params: { run: hit.name } })
        default:
          return hit.kind satisfies never
      }
    },
    [navigate],
  )
}
