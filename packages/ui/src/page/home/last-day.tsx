import type { ReactNode } from 'react'
import type { HomeBody } from '../../contract/graph.ts'
import { Panel } from '../components/panel.tsx'
import { plural } from '../words/format.ts'
import styles from './last-day.module.css'

type Hour = HomeBody['hours'][number]
const outcomes = ['failed', 'cancelled', 'succeeded'] as const

/** How the runs of the last 24 hours ended, hour by hour. */
export function LastDay({ hours }: { readonly hours: readonly Hour[] }): ReactNode {
  const most = Math.max(1, ...hours.map(sumOf))
  const runs = hours.reduce((sum, hour) => sum + sumOf(hour), 0)
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0)
  const words = `${plural(runs, 'run')}${failed > 0 ? ` · ${failed} failed` : ''}`
  return (
    <Panel title="Last 24 hours" aside={words} padded>
      <div className={styles['hours']} role="img" aria-label={`In the last 24 hours: ${words}`}>
        {hours.map((hour) => (
          <div key={hour.start} className={styles['hour']} title={titleOf(hour)}>
            {outcomes
              .filter((outcome) => hour[outcome] > 0)
              .map((outcome) => (
                <i key={outcome} className={styles[outcome]} style={{ height: `${(100 * hour[outcome]) / most}%` }} />
              ))}
          </div>
        ))}
      </div>
      <div className={styles['axis']}>
        <span>24 h ago</span>
        <span>now</span>
      </div>
    </Panel>
  )
}

function sumOf(hour: Hour): number {
  return hour.succeeded + hour.failed + hour.cancelled
}

function titleOf(hour: Hour): string {
  const from = `${String(new Date(hour.start).getHours()).padStart(2, '0')}:00`
  const parts = outcomes.filter((outcome) => hour[outcome] > 0).map((outcome) => `${hour[outcome]} ${outcome}`)
  return `${from} · ${parts.join(', ') || 'no runs'}`
}
