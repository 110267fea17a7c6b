import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatCount } from '../words/format.ts'
import styles from './tabs.module.css'

export interface TabItem {
  readonly id: string
  readonly label: string
  /** How many there are inside. */
  readonly count?: number | undefined
}

/** The parts of a page, as links: the chosen one is `?tab=` of the address, the first one when that is absent. */
export function Tabs({
  label,
  items,
  current,
}: {
  /** What the tabs are of, for who does not see them. */
  readonly label: string
  readonly items: readonly TabItem[]
  readonly current: string
}): ReactNode {
  return (
    <nav className={styles['tabs']} aria-label={label}>
      {items.map((item) => (
        <Link
          key={item.id}
          to="."
          search={(old: object) => ({ ...old, tab: item.id }) as never}
          className={styles['tab']}
          activeProps={{}}
          aria-current={item.id === current ? 'page' : undefined}
        >
          {item.label} {item.count !== undefined && <span className={styles['count']}>{formatCount(item.count)}</span>}
        </Link>
      ))}
    </nav>
  )
}

/** One of a few, such as Calendar, Bar, List. */
export function Choices<T extends string>({
  label,
  items,
  current,
  onChoose,
}: {
  readonly label: string
  readonly items: readonly { readonly id: T; readonly label: string }[]
  readonly current: T
  readonly onChoose: (id: T) => void
}): ReactNode {
  return (
    <div className={styles['choices']} role="group" aria-label={label}>
      {items.map(({ id, label: word }) => (
        <button
          key={id}
          type="button"
          className={styles['choice']}
          aria-pressed={id === current}
          onClick={() => onChoose(id)}
        >
          {word}
        </button>
      ))}
    </div>
  )
}
