import { type ReactNode, useState } from 'react'
import { ErrorNote, Wait } from '../components/note.tsx'
import { Choices } from '../components/tabs.tsx'
import { PageBody } from '../layout/page-body.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { SelectionField } from '../selection/selection-field.tsx'
import { formatCount } from '../words/format.ts'
import { GraphBody } from './graph-body.tsx'
import styles from './graph-page.module.css'
import { MaterializeBehind } from './materialize-behind.tsx'
import { useGraph, useStatus } from './model/use-graph.ts'
import { type GraphViewName, useGraphState } from './model/use-graph-state.ts'
import { type Selected, useSelected } from './model/use-selected.ts'

const views = [
  { id: 'groups', label: 'Groups' },
  { id: 'assets', label: 'Assets' },
  { id: 'columns', label: 'Columns' },
  { id: 'list', label: 'List' },
] as const

export function GraphPage(): ReactNode {
  const { model, error, refetch } = useGraph()
  const status = useStatus(model)
  const state = useGraphState(model)
  const selected = useSelected(state.q)
  // Another view is looked at anew; a group that is opened or closed is not.
  const [looks, setLooks] = useState(0)
  const choose = (view: GraphViewName) => {
    state.change({ view, open: undefined }, true)
    setLooks(looks + 1)
  }
  const behind = model && <MaterializeBehind model={model} status={status} state={state} assets={selected.assets} />
  return (
    <>
      <PageHeader title="Graph" actions={behind}>
        <div className={styles['field']}>
          <SelectionField
            value={state.q}
            onSelect={(q) => state.change({ q })}
            aside={model && selected.isKnown && countOf(selected, model.count)}
          />
        </div>
        {model && <Choices label="View" items={views} current={state.view} onChoose={choose} />}
      </PageHeader>
      {model ? (
        <GraphBody {...{ model, status, state, selected }} subject={`${state.q}|${looks}`} />
      ) : (
        <PageBody>{error ? <ErrorNote error={error} retry={() => void refetch()} /> : <Wait />}</PageBody>
      )}
    </>
  )
}

function countOf({ assets }: Selected, all: number): string {
  return `${formatCount(assets?.length ?? all)} of ${formatCount(all)}`
}
