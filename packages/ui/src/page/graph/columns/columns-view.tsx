import { type ReactNode, useMemo } from 'react'
import { useApi } from '../../api/use-api.ts'
import { Empty, ErrorNote, Wait } from '../../components/note.tsx'
import { plural } from '../../words/format.ts'
import type { GraphModel } from '../model/graph-model.ts'
import type { GraphState } from '../model/use-graph-state.ts'
import { columnGraph, columnId, columnPath } from './column-graph.ts'
import { ColumnDrawing } from './column-drawing.tsx'
import styles from './columns-view.module.css'

/** Which columns of which assets the columns of the selected asset are made of, and what is made of them. */
export function ColumnsView({ model, state }: { readonly model: GraphModel; readonly state: GraphState }): ReactNode {
  const asset = state.selected.find((key) => model.numberOf.has(key))
  if (asset !== undefined) return <ColumnsOf key={asset} asset={asset} state={state} />
  return (
    <div className={styles['middle']}>
      <Empty title="Columns of which asset?">
        Select an asset in the graph or in the list, and come back: its columns are drawn with what they are made of.
      </Empty>
    </div>
  )
}

function ColumnsOf({ asset, state }: { readonly asset: string; readonly state: GraphState }): ReactNode {
  const lineage = useApi('columnLineage', { asset, query: { direction: 'both' } })
  const body = useApi('asset', { asset })
  const graph = useMemo(
    () =>
      lineage.data &&
      body.data &&
      columnGraph(
        lineage.data,
        body.data.columns.map(({ name }) => name),
      ),
    [lineage.data, body.data],
  )
  const chosen = state.column === undefined ? undefined : columnId(asset, state.column)
  const path = useMemo(
    () => (graph && chosen !== undefined ? columnPath(graph.edges, chosen) : undefined),
    [graph, chosen],
  )
  const error = lineage.error ?? body.error
  if (error) return <div className={styles['middle']}>{<ErrorNote error={error} />}</div>
  if (!graph || !lineage.data) return <div className={styles['middle']}>{<Wait />}</div>
  const { problems } = lineage.data
  return (
    <div className={styles['view']}>
      {problems.length > 0 && <Problems problems={problems} />}
      {graph.edges.length === 0 && problems.length === 0 && (
        <p className={styles['none']}>No other asset is known to give columns to this one or to take columns of it.</p>
      )}
      <ColumnDrawing
        graph={graph}
        path={path}
        chosen={chosen}
        own={asset}
        onChoose={(of, column) =>
          state.change(chosen === columnId(of, column) ? { column: undefined } : { sel: [of], column }, of !== asset)
        }
      />
    </div>
  )
}

/** What is not known is said, but in one line: lineage with holes is the rule wherever code is not SQL. */
function Problems({ problems }: { readonly problems: readonly string[] }): ReactNode {
  return (
    <details className={styles['problems']}>
      <summary>Not all of it is known: {plural(problems.length, 'gap')}</summary>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </details>
  )
}
