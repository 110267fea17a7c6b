import type { ReactNode } from 'react'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import styles from './graph-canvas.module.css'

const statuses = ['fresh', 'running', 'stale', 'failed', 'missing', 'external'] as const

export function Legend(): ReactNode {
  return (
    <ul className={styles['legend']} aria-label="What the marks mean">
      {statuses.map((status) => (
        <li key={status}>
          <StatusMark status={status} />
          {statusWords[status]}
        </li>
      ))}
    </ul>
  )
}
