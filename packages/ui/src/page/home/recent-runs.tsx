import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { HomeBody } from '../../contract/graph.ts'
import { Panel } from '../components/panel.tsx'
import { StatusMark } from '../components/status-mark.tsx'
import { Ago } from '../components/time.tsx'
import { formatSeconds } from '../words/format.ts'
import styles from './running-now.module.css'

export function RecentRuns({ runs }: { readonly runs: HomeBody['recent'] }): ReactNode {
  return (
    <Panel title="Recent runs" aside={<Link to="/runs">All runs</Link>}>
      {runs.length === 0 && <p className={styles['quiet']}>Nothing ran yet.</p>}
      <ul>
        {runs.map(({ runId, outcome, selection, startedAt, seconds }) => (
          <li key={runId}>
            <Link to="/runs/$run" params={{ run: runId }} className={styles['run']}>
              <StatusMark status={outcome} named />
              <span className={styles['name']}>{selection || runId}</span>
              <span className={styles['detail']}>
                {seconds !== undefined && `${formatSeconds(seconds)} · `}
                <Ago time={startedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
