import { type ReactNode, useMemo } from 'react'
import type { StatusBody } from '../../contract/graph.ts'
import { Button } from '../components/button.tsx'
import { Empty, Wait } from '../components/note.tsx'
import styles from './graph-page.module.css'
import { boxKind } from './layout/arrangement.ts'
import type { GraphModel } from './model/graph-model.ts'
import { unfoldedStacks } from './model/unfolded.ts'
import { useArrangement } from './model/use-arrangement.ts'
import { useGraphActions } from './model/use-graph-actions.ts'
import type { GraphState } from './model/use-graph-state.ts'
import type { Selected } from './model/use-selected.ts'
import { useHighlight, useScene } from './model/use-scene.ts'
import type { Hit } from './paint/hit-test.ts'
import { Folds } from './view/folds.tsx'
import { GraphCanvas } from './view/graph-canvas.tsx'

export interface DrawnGraphProps {
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  readonly state: GraphState
  readonly selected: Selected
  /** While this stays the same, the drawing is looked at from the same place. */
  readonly subject: string
}

/** The groups and assets of a selection, drawn. */
export function DrawnGraph({ model, status, state, selected, subject }: DrawnGraphProps): ReactNode {
  // Before it is known what is selected, nothing is laid out.
  const drawn = useArrangement(selected.isKnown ? model : undefined, {
    assets: selected.assets,
    open: state.open,
    selected: state.selected,
    subject,
  })
  const scene = useScene(drawn, status)
  const highlight = useHighlight(drawn, state)
  const unfolded = useMemo(
    () => (drawn ? unfoldedStacks(drawn.model, drawn.request, state.open) : []),
    [drawn, state.open],
  )
  const does = useGraphActions(drawn, state, unfolded)
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
      current={state.selected.at(-1)}
      onClick={onClick}
      onOpen={does.open}
      onKey={does.press}
      nameOf={does.nameOf}
    >
      <Folds unfolded={unfolded} onFold={does.fold} />
    </GraphCanvas>
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
