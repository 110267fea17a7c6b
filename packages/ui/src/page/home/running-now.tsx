import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { HomeBody } from '../../contract/graph.ts'
import { Panel } from '../components/panel.tsx'
import { Progress } from '../components/progress.tsx'
import { Silence } from '../components/silence.tsx'
import { StatusMark } from '../components/status-mark.tsx'
import { Elapsed } from '../components/time.tsx'
import { formatCount } from '../words/format.ts'
import styles from './running-now.module.css'

export function RunningNow({ runs }: { readonly runs: HomeBody['running'] }): ReactNode {
  return (
    <Panel title="Running now" aside={runs.length > 0 && formatCount(runs.length)}>
      {runs.length === 0 && <p className={styles['quiet']}>Nothing runs.</p>}
      <ul>
        {runs.map(({ runId, selection, startedAt, done, of, silentSince }) => (
          <li key={runId}>
            <Link to="/runs/$run" params={{ run: runId }} className={styles['run']}>
              <StatusMark status="running" named />
              <span className={styles['name']}>{selection || runId}</span>
              <span className={styles['detail']}>
                {formatCount(done)} of {formatCount(of)} · <Elapsed since={startedAt} />
              </span>
              <div className={styles['progress']}>
                {silentSince === undefined ? (
                  <Progress done={done} of={of} label={`Run ${runId}`} />
                ) : (
                  <Silence since={silentSince} />
                )}
              </div>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
