import { Link } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'
import type { RunItem } from '../../contract/runs.ts'
import { useApiPages } from '../api/use-api.ts'
import { buttonClass } from '../components/button.tsx'
import { classNames } from '../components/class-names.ts'
import { Answer, Empty } from '../components/note.tsx'
import { StatusPill } from '../components/pill.tsx'
import { Progress } from '../components/progress.tsx'
import { Ago, Elapsed } from '../components/time.tsx'
import { useNarrow } from '../components/use-narrow.ts'
import { VirtualRows } from '../components/virtual-rows.tsx'
import type { RunsSearch } from '../router/search.ts'
import { formatCount, formatSeconds } from '../words/format.ts'
import { countsInWords } from './counts-in-words.ts'
import styles from './runs-page.module.css'

/** Runs that match, as far as one scrolls. */
export function RunList({ search: { outcome, asset, q } }: { readonly search: RunsSearch }): ReactNode {
  const runs = useApiPages('runs', { query: { outcome, asset, q, limit: 100 } })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = runs
  const narrow = useNarrow(1000)
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <div className={styles['list']}>
      <Answer of={runs}>
        {(items) =>
          items.length === 0 ? (
            <NoRuns filtered={(outcome ?? asset ?? q) !== undefined} />
          ) : (
            <>
              <Head />
              <VirtualRows
                items={items}
                rowHeight={narrow ? 62 : 44}
                label="Runs"
                keyOf={({ runId }) => runId}
                onEnd={more}
              >
                {(run) => <Row run={run} />}
              </VirtualRows>
            </>
          )
        }
      </Answer>
    </div>
  )
}

function Head(): ReactNode {
  return (
    <div className={styles['head']} aria-hidden="true">
      <span>Outcome</span>
      <span>Selection</span>
      <span>Partitions</span>
      <span>Run</span>
      <span>Started</span>
      <span className={styles['number']}>Took</span>
      <span className={styles['number']}>Steps</span>
    </div>
  )
}

function Row({ run }: { readonly run: RunItem }): ReactNode {
  return (
    <Link to="/runs/$run" params={{ run: run.runId }} className={styles['row']}>
      <span>
        <StatusPill status={run.outcome} />
      </span>
      <span className={styles['selection']} title={run.selection}>
        {run.selection || run.runId}
      </span>
      <Partitions run={run} />
      <code className={classNames(styles['dim'], styles['id'])}>{run.runId}</code>
      <span className={classNames(styles['dim'], styles['when'])}>
        <Ago time={run.startedAt} />
      </span>
      <span className={styles['number']}>
        {run.seconds === undefined ? <Elapsed since={run.startedAt} /> : formatSeconds(run.seconds)}
      </span>
      <span className={styles['number']}>{formatCount(run.steps)}</span>
    </Link>
  )
}

function Partitions({ run }: { readonly run: RunItem }): ReactNode {
  if (run.outcome !== 'running') {
    const words = countsInWords(run.counts)
    return (
      <span className={classNames(styles['dim'], styles['progress'])} title={words}>
        {words || formatCount(run.partitions)}
      </span>
    )
  }
  return (
    <span className={styles['progress']}>
      {formatCount(run.done)} of {formatCount(run.partitions)}
      <Progress done={run.done} of={run.partitions} label={`Run ${run.runId}`} />
    </span>
  )
}

function NoRuns({ filtered }: { readonly filtered: boolean }): ReactNode {
  if (filtered) return <Empty title="No run matches">Take a filter away to see more.</Empty>
  return (
    <Empty
      title="Nothing ran yet"
      actions={
        <Link to="/assets" className={buttonClass()}>
          Open the catalog
        </Link>
      }
    >
      Choose assets in the catalog or on the graph and press Materialize: what would be made is shown before anything
      starts.
    </Empty>
  )
}
