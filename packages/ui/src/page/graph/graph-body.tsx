import { lazy, type ReactNode, Suspense } from 'react'
import { Wait } from '../components/note.tsx'
import { DrawnGraph, type DrawnGraphProps } from './drawn-graph.tsx'
import styles from './graph-page.module.css'

// What the drawing does not need comes when it is looked at.
const ColumnsView = lazy(async () => ({ default: (await import('./columns/columns-view.tsx')).ColumnsView }))
const ListView = lazy(async () => ({ default: (await import('./view/list-view.tsx')).ListView }))
const Inspector = lazy(async () => ({ default: (await import('./inspect/inspector.tsx')).Inspector }))

/** The graph in one of its views, with what is selected beside it. */
export function GraphBody(props: DrawnGraphProps): ReactNode {
  const { model, status, state } = props
  return (
    <div className={styles['body']}>
      <Suspense
        fallback={
          <div className={styles['wait']}>
            <Wait />
          </div>
        }
      >
        <View {...props} />
      </Suspense>
      <Suspense>{state.selected.length > 0 && <Inspector model={model} status={status} state={state} />}</Suspense>
    </div>
  )
}

function View({ model, status, state, selected, subject }: DrawnGraphProps): ReactNode {
  switch (state.view) {
    case 'list':
      return <ListView model={model} status={status} assets={selected.assets} onSelect={state.select} />
    case 'columns':
      return <ColumnsView model={model} state={state} />
    default:
      return <DrawnGraph {...{ model, status, state, selected, subject }} />
  }
}
