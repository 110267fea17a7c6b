import type { ReactNode } from 'react'
import type { Counts } from '../../contract/words.ts'
import { formatCount } from '../words/format.ts'
import { statusWords } from '../words/mark.ts'
import styles from './status-bar.module.css'

const order = ['fresh', 'running', 'stale', 'failed', 'open', 'missing'] as const

/** How many of many stand how, as parts of one bar; in words for who does not see it. */
export function StatusBar({ counts }: { readonly counts: Counts }): ReactNode {
  const parts = order.filter((status) => counts[status] > 0)
  const words = parts.map((status) => `${formatCount(counts[status])} ${statusWords[status].toLowerCase()}`).join(', ')
  return (
    <div className={styles['bar']} role="img" aria-label={words || 'nothing'} title={words}>
      {parts.map((status) => (
        <i key={status} className={styles[status]} style={{ flexGrow: counts[status] }} />
      ))}
    </div>
  )
}
