import type { ReactNode } from 'react'
import type { Facts } from '../../contract/words.ts'
import { formatCount } from '../words/format.ts'
import styles from './fact-list.module.css'

/** What was recorded beside something, in one line; links only where they lead to a web page. */
export function FactList({ facts }: { readonly facts: Facts }): ReactNode {
  return (
    <span className={styles['facts']}>
      {Object.entries(facts).map(([name, value]) => (
        <span key={name}>
          {name} <FactValue value={value} />
        </span>
      ))}
    </span>
  )
}

/** One recorded value as people read it. */
export function FactValue({ value }: { readonly value: Facts[string] }): ReactNode {
  if (typeof value === 'string' && /^https?:\/\//.test(value)) {
    return (
      <a href={value} target="_blank" rel="noreferrer" className={styles['link']}>
        {value}
      </a>
    )
  }
  if (typeof value === 'number') return <b>{Number.isInteger(value) ? formatCount(value) : value.toPrecision(4)}</b>
  return <b>{String(value)}</b>
}
