import { Link } from '@tanstack/react-router'
import { type ReactNode, useCallback, useMemo } from 'react'
import type { RunItem } from '../../contract/runs.ts'
import { useApiPages } from '../api/use-api.ts'
import { buttonClass } from '../components/button.tsx'
import { Command } from '../components/copy.tsx'
import { Answer, Empty } from '../components/note.tsx'
import { StatusPill } from '../components/pill.tsx'
import { Ago } from '../components/time.tsx'
import { useNarrow } from '../components/use-narrow.ts'
import { VirtualRows } from '../components/virtual-rows.tsx'
import type { RunsSearch } from '../router/search.ts'
import { formatSeconds } from '../words/format.ts'
import { BackfillActions } from './backfill-actions.tsx'
import styles from './backfill-list.module.css'
import { BackfillProgress } from './backfill-progress.tsx'

/** Runs over more than one partition of an asset: how far each is, and what can be done with it. */
export function BackfillList({ search: { outcome, asset, q } }: { readonly search: RunsSearch }): ReactNode {
  const backfills = useApiPages('runs', { query: { outcome, asset, q, backfills: 'true', limit: 100 } })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = backfills
  const narrow = useNarrow(1000)
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const resumedBy = useMemo(
    () => new Map(backfills.data?.flatMap(({ runId, resumes }) => (resumes === undefined ? [] : [[resumes, runId]]))),
    [backfills.data],
  )
  return (
    <div className={styles['list']}>
      <Answer of={backfills}>
        {(items) =>
          items.length === 0 ? (
            <NoBackfills filtered={(outcome ?? asset ?? q) !== undefined} />
          ) : (
            <VirtualRows
              items={items}
              rowHeight={narrow ? 112 : 64}
              label="Backfills"
              keyOf={({ runId }) => runId}
              onEnd={more}
            >
              {(run) => <Row run={run} resumedBy={resumedBy.get(run.runId)} />}
            </VirtualRows>
          )
        }
      </Answer>
    </div>
  )
}

function Row({ run, resumedBy }: { readonly run: RunItem; readonly resumedBy: string | undefined }): ReactNode {
  const { runId, selection, outcome, startedAt, seconds, resumes } = run
  return (
    <div className={styles['row']}>
      <span className={styles['outcome']}>
        <StatusPill status={outcome} />
      </span>
      <div className={styles['what']}>
        <Link to="/runs/$run" params={{ run: runId }} className={styles['selection']} title={selection}>
          {selection || runId}
        </Link>
        <span className={styles['dim']}>
          <Ago time={startedAt} />
          {seconds !== undefined && ` · took ${formatSeconds(seconds)}`}
          {resumes !== undefined && <RunLink run={resumes}> · the rest of </RunLink>}
          {resumedBy !== undefined && <RunLink run={resumedBy}> · resumed by </RunLink>}
        </span>
      </div>
      <BackfillProgress run={run} />
      {resumedBy === undefined && <BackfillActions run={run} />}
    </div>
  )
}

function RunLink({ run, children }: { readonly run: string; readonly children: string }): ReactNode {
  return (
    <>
      {children}
      <Link to="/runs/$run" params={{ run }} className={styles['run']}>
        {run}
      </Link>
    </>
  )
}

function NoBackfills({ filtered }: { readonly filtered: boolean }): ReactNode {
  if (filtered) return <Empty title="No backfill matches">Take a filter away to see more.</Empty>
  return (
    <Empty
      title="No backfill yet"
      actions={
        <>
          <Command text="headwater backfill --dry-run --partitions missing '*'" />
          <Link to="/assets" className={buttonClass()}>
            Open the catalog
          </Link>
        </>
      }
    >
      A backfill makes many partitions of an asset in one run. Open an asset, drag over a range of its partitions and
      press Materialize. On the command line this says what all that is missing would take:
    </Empty>
  )
}
