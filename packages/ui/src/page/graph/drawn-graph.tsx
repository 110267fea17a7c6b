import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { StatusBody } from '../../contract/graph.ts'
import { Button } from '../components/button.tsx'
import { Empty, Wait } from '../components/note.tsx'
import styles from './graph-page.module.css'
import { at } from './layout/adjacency.ts'
import { boxKind } from './layout/arrangement.ts'
import type { GraphModel } from './model/graph-model.ts'
import { groupPrefix, stackPrefix } from './model/graph-terms.ts'
import { type Drawn, useArrangement } from './model/use-arrangement.ts'
import type { GraphState } from './model/use-graph-state.ts'
import { useHighlight, useScene } from './model/use-scene.ts'
import type { Hit } from './paint/hit-test.ts'
import { GraphCanvas } from './view/graph-canvas.tsx'

/** The groups and assets of a selection, drawn. */
export function DrawnGraph({
  model,
  status,
  state,
  assets,
  isKnown,
  subject,
}: {
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  readonly state: GraphState
  /** Absent: all. */
  readonly assets: readonly number[] | undefined
  /** Whether that is known by now; before, nothing is laid out. */
  readonly isKnown: boolean
  /** While this stays the same, the drawing is looked at from the same place. */
  readonly subject: string
}): ReactNode {
  const drawn = useArrangement(isKnown ? model : undefined, {
    assets,
    open: state.open,
    selected: state.selected,
    subject,
  })
  const scene = useScene(drawn, status)
  const highlight = useHighlight(drawn, state)
  const does = useDoes(drawn, state)
  if (!drawn || !scene) return <div className={styles['wait']}>{<Wait label="Laying out the graph" />}</div>
  if (scene.statuses.length === 0) return <Nothing state={state} />
  const onClick = (hit: Hit | undefined, mode: Parameters<GraphState['select']>[1]) => {
    if (hit?.kind === 'frame') does.open(hit)
    else if (hit && drawn.arrangement.kind[hit.box] === boxKind.stack) does.open(hit)
    else state.select(hit && does.nameOf(hit.box), mode)
  }
  return (
    <GraphCanvas
      drawn={drawn}
      scene={scene}
      highlight={highlight}
      onClick={onClick}
      onOpen={does.open}
      onKey={does.press}
    />
  )
}

function Nothing({ state }: { readonly state: GraphState }): ReactNode {
  const isAll = state.q === ''
  return (
    <div className={styles['wait']}>
      <Empty
        title={isAll ? 'There are no assets yet' : 'Nothing is selected'}
        actions={!isAll && <Button onClick={() => state.change({ q: '' }, true)}>Show all assets</Button>}
      >
        {isAll
          ? 'Declare one with asset() in a file of the project and start the server again.'
          : 'No asset fits the selection.'}
      </Empty>
    </div>
  )
}

/** What opening and the keys do. */
function useDoes(drawn: Drawn | undefined, state: GraphState) {
  const navigate = useNavigate()
  const nameOf = (box: number) => {
    if (!drawn) return ''
    const of = at(drawn.arrangement.of, box)
    const isGroup = drawn.arrangement.kind[box] === boxKind.group
    return isGroup ? groupPrefix + drawn.model.groupName(of) : drawn.model.keyOf(of)
  }
  const open = (hit: Hit) => {
    if (!drawn) return
    const { arrangement, model } = drawn
    if (hit.kind === 'frame') state.toggle(model.groupName(at(arrangement.frames.group, hit.frame)))
    else if (arrangement.kind[hit.box] === boxKind.group) state.toggle(model.groupName(at(arrangement.of, hit.box)))
    else if (arrangement.kind[hit.box] === boxKind.stack) unfold(nameOf(hit.box))
    else void navigate({ to: '/assets/$asset', params: { asset: nameOf(hit.box) } })
  }
  const unfold = (first: string) => {
    const kept = [...state.open].filter((name) => state.view !== 'assets' || name.startsWith(stackPrefix))
    state.change({ open: [...kept, stackPrefix + first] }, true)
  }
  const press = (key: string) => {
    const [first] = state.selected
    if (key === 'Escape' && first !== undefined) state.select(undefined)
    else if (key === 'e' && first !== undefined) toggleGroupOf(first)
    else if (key === 'u') state.change({ dir: state.direction === 'up' ? undefined : 'up' })
    else if (key === 'd') state.change({ dir: state.direction === 'down' ? undefined : 'down' })
    else return false
    return true
  }
  const toggleGroupOf = (one: string) => {
    const asset = drawn?.model.numberOf.get(one)
    const group =
      asset === undefined ? one.slice(groupPrefix.length) : drawn?.model.groupName(drawn.model.group[asset] ?? -1)
    if (group) state.toggle(group)
  }
  return { nameOf, open, press }
}
