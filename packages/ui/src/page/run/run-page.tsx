import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { RunBody } from '../../contract/runs.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../components/button.tsx'
import { Answer } from '../components/note.tsx'
import { Silence } from '../components/silence.tsx'
import { StatusPill } from '../components/pill.tsx'
import { statusWords } from '../words/mark.ts'
import { Tabs } from '../components/tabs.tsx'
import { Ago, Elapsed } from '../components/time.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { useLiveTopic } from '../live/live.ts'
import type { RunSearch } from '../router/search.ts'
import { formatSeconds, plural } from '../words/format.ts'
import { EventPanel } from './event-panel.tsx'
import { FailurePanel } from './failure-panel.tsx'
import { Gantt } from './gantt.tsx'
import { LogPanel } from './log-panel.tsx'
import { progressInWords } from './progress-in-words.ts'
import { RunActions } from './run-actions.tsx'
import styles from './run-page.module.css'
import { StepPanel } from './step-panel.tsx'

const route = getRouteApi('/runs/$run')

/** One run as it goes: its assets over time, its logs, its events, its steps and what failed. */
export function RunPage(): ReactNode {
  const { run: runId } = route.useParams()
  const run = useApi('run', { run: runId })
  useLiveTopic(`run:${runId}`)
  return (
    <>
      <PageHeader
        title={runId}
        trail={[
          <Link key="runs" to="/runs">
            Runs
          </Link>,
        ]}
        actions={run.data && <RunActions run={run.data} />}
      >
        {run.data && <Meta run={run.data} />}
      </PageHeader>
      <Answer of={run}>{(body) => <Body run={body} />}</Answer>
    </>
  )
}

function Meta({ run }: { readonly run: RunBody }): ReactNode {
  return (
    <>
      <StatusPill status={run.outcome}>
        {statusWords[run.outcome]} ·{' '}
        {run.seconds === undefined ? <Elapsed since={run.startedAt} /> : formatSeconds(run.seconds)}
      </StatusPill>
      {run.silentSince !== undefined && <Silence since={run.silentSince} />}
      <span className={styles['meta']} title={run.selection}>
        {run.selection} · {plural(run.partitions, 'partition')} · <Ago time={run.startedAt} />
        {run.resumes !== undefined && (
          <>
            {' · the rest of '}
            <Link to="/runs/$run" params={{ run: run.resumes }}>
              {run.resumes}
            </Link>
          </>
        )}
      </span>
    </>
  )
}

function Body({ run }: { readonly run: RunBody }): ReactNode {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = (some: RunSearch) => void navigate({ search: (old) => ({ ...old, ...some }), replace: true })
  const failed = run.failures.length + run.failedChecks.length
  const running = run.outcome === 'running'
  const tab = search.tab ?? (failed > 0 && !running ? 'failures' : 'events')
  const panel = { run: run.runId, running, search, onChange: change }
  return (
    <div className={styles['body']}>
      <p className={styles['said']} role="status" aria-label="Progress">
        {progressInWords(run)}
      </p>
      <Gantt
        run={run}
        chosen={search.asset}
        onChoose={(asset) => change({ asset })}
        critical={search.critical ?? false}
      />
      <div className={styles['tabs']}>
        <Tabs
          label="Parts of the run"
          current={tab}
          items={[
            { id: 'events', label: 'Events' },
            { id: 'logs', label: 'Logs' },
            { id: 'plan', label: 'Steps' },
            { id: 'failures', label: 'Failures', count: failed },
          ]}
        />
        <Button
          small
          className={styles['critical']}
          aria-pressed={search.critical ?? false}
          onClick={() => change({ critical: search.critical ? undefined : true })}
        >
          Critical path
        </Button>
      </div>
      {tab === 'events' && <EventPanel {...panel} />}
      {tab === 'logs' && <LogPanel {...panel} />}
      {tab === 'plan' && <StepPanel {...panel} />}
      {tab === 'failures' && <FailurePanel run={run} />}
    </div>
  )
}
