import { Play } from 'lucide-react'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Choices } from '../components/tabs.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'
import { SelectionField } from '../selection/selection-field.tsx'
import { useSelection } from '../selection/use-selection.ts'
import { formatCount } from '../words/format.ts'
import { ColumnsView } from './columns/columns-view.tsx'
import { DrawnGraph } from './drawn-graph.tsx'
import styles from './graph-page.module.css'
import { Inspector } from './inspect/inspector.tsx'
import { statusOf } from './model/box-status.ts'
import type { GraphModel } from './model/graph-model.ts'
import { useStatus } from './model/use-graph.ts'
import { type GraphState, type GraphViewName, useGraphState } from './model/use-graph-state.ts'
import { ListView } from './view/list-view.tsx'

const views = [
  { id: 'groups', label: 'Groups' },
  { id: 'assets', label: 'Assets' },
  { id: 'columns', label: 'Columns' },
  { id: 'list', label: 'List' },
] as const

/** The graph page once the graph is there. */
export function GraphBody({ model }: { readonly model: GraphModel }): ReactNode {
  const status = useStatus(model)
  const state = useGraphState(model)
  const { assets, isKnown } = useSelected(state.q)
  // Another view is looked at anew; a group that is opened or closed is not.
  const [looks, setLooks] = useState(0)
  const choose = (view: GraphViewName) => {
    state.change({ view, open: undefined }, true)
    setLooks(looks + 1)
  }
  return (
    <>
      <PageHeader title="Graph" actions={<Actions state={state} model={model} assets={assets} />}>
        <div className={styles['field']}>
          <SelectionField
            value={state.q}
            onSelect={(q) => state.change({ q })}
            aside={isKnown && `${formatCount(assets?.length ?? model.count)} of ${formatCount(model.count)}`}
          />
        </div>
        <Choices label="View" items={views} current={state.view} onChoose={choose} />
      </PageHeader>
      <div className={styles['body']}>
        {state.view === 'list' ? (
          <ListView model={model} status={status} assets={assets} onSelect={state.select} />
        ) : state.view === 'columns' ? (
          <ColumnsView model={model} state={state} />
        ) : (
          <DrawnGraph
            model={model}
            status={status}
            state={state}
            subject={`${state.q}|${looks}`}
            {...{ assets, isKnown }}
          />
        )}
        <Inspector model={model} status={status} state={state} />
      </div>
    </>
  )
}

interface Selected {
  /** Absent: all. */
  readonly assets: readonly number[] | undefined
  /** Whether the server has said what a selection comes to. */
  readonly isKnown: boolean
}

/** The assets of a selection. While it is being typed and cannot be understood, those of the last one that could. */
function useSelected(q: string): Selected {
  const answer = useSelection(q)
  const last = useRef<readonly number[]>(undefined)
  if (q.trim() === '') last.current = undefined
  else if (answer?.nodes) last.current = answer.nodes
  return { assets: last.current, isKnown: q.trim() === '' || answer !== undefined }
}

/** One press makes what is stale of what is shown, after a look at the plan. */
function Actions({
  state,
  model,
  assets,
}: {
  readonly state: GraphState
  readonly model: GraphModel
  readonly assets: readonly number[] | undefined
}): ReactNode {
  const materialize = useOpenMaterialize()
  const status = useStatus(model)
  const due = useMemo(() => {
    const shown = assets ?? Array.from({ length: model.count }, (_, asset) => asset)
    return shown.filter((asset) => isDue(statusOf(asset, status))).length
  }, [assets, model, status])
  const selection = state.q === '' ? '*' : state.q
  return (
    <Button look={due > 0 ? 'primary' : undefined} onClick={() => materialize({ selection })}>
      <Play size={14} />
      {due > 0 ? `Materialize ${formatCount(due)} due…` : 'Materialize…'}
    </Button>
  )
}

function isDue(status: ReturnType<typeof statusOf>): boolean {
  return status === 'stale' || status === 'missing' || status === 'failed'
}
