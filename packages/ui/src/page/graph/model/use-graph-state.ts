import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { GraphSearch } from '../../router/search.ts'
import type { ClickMode } from '../view/gestures.ts'
import type { GraphModel } from './graph-model.ts'
import type { Direction } from './reach.ts'

export type GraphViewName = NonNullable<GraphSearch['view']>

/** As many assets are still read one by one; of more, groups are shown at first. */
const fewAssets = 60

const route = getRouteApi('/graph')

export interface GraphState {
  readonly q: string
  readonly view: GraphViewName
  /** Names of open groups, and `stack:KEY` of unfolded stacks. */
  readonly open: ReadonlySet<string>
  /** Asset keys, and `group:NAME` of groups. */
  readonly selected: readonly string[]
  readonly direction: Direction
  readonly column: string | undefined
  /** Changes some of the address. A step that one may want to go back from is a step of the browser's history. */
  readonly change: (change: Partial<GraphSearch>, step?: boolean) => void
  readonly select: (one: string | undefined, mode?: ClickMode) => void
  readonly toggle: (group: string) => void
}

/** What the address says of the graph page, and how to change it. */
export function useGraphState(model: GraphModel | undefined): GraphState {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const view = search.view ?? (model && model.count <= fewAssets ? 'assets' : 'groups')
  const { open: opened, sel, dir, q, column } = search
  const change = useCallback(
    (next: Partial<GraphSearch>, step = false) =>
      void navigate({ search: (old) => withoutEmpty({ ...old, ...next }), replace: !step }),
    [navigate],
  )
  return useMemo(() => {
    const open = new Set(view === 'assets' ? [...(model?.body.groups ?? []), ...(opened ?? [])] : opened)
    const selected = sel ?? []
    return {
      q: q ?? '',
      view,
      open,
      selected,
      direction: dir ?? 'both',
      column,
      change,
      select: (one, mode = 'only') => change({ sel: selectedWith(selected, one, mode), column: undefined }),
      toggle: (group) => {
        // A group that is closed among all assets leaves the others open.
        const next = new Set(open)
        if (!next.delete(group)) next.add(group)
        change({ view: 'groups', open: [...next] }, true)
      },
    }
  }, [view, model, opened, sel, dir, q, column, change])
}

function selectedWith(old: readonly string[], one: string | undefined, mode: ClickMode): readonly string[] {
  if (one === undefined) return []
  if (mode === 'only') return [one]
  if (mode === 'path') return old[0] === undefined || old[0] === one ? [one] : [old[0], one]
  return old.includes(one) ? old.filter((other) => other !== one) : [...old, one]
}

function withoutEmpty(search: { readonly [K in keyof GraphSearch]: GraphSearch[K] | undefined }): GraphSearch {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined && value.length > 0)
  return Object.fromEntries(kept) as GraphSearch
}
