import type { ReactNode } from 'react'
import type { CheckItem } from '../../../contract/assets.ts'
import styles from './checks.module.css'

/** As many results as fit side by side. */
export const stripLength = 48

/** The newest results of a check side by side, the newest at the right; what failed is tall and red. */
export function CheckStrip({ items }: { readonly items: readonly CheckItem[] }): ReactNode {
  const shown = items.slice(0, stripLength).reverse()
  const failed = shown.filter(({ passed }) => !passed).length
  return (
    <span
      className={styles['strip']}
      role="img"
      aria-label={shown.length === 0 ? 'no results' : `${failed} of the last ${shown.length} results failed`}
    >
      {shown.map(({ position, partition, check, passed, severity }) => (
        <i
          key={`${position} ${partition} ${check}`}
          className={passed ? styles['passed'] : severity === 'warn' ? styles['warned'] : styles['failed']}
        />
      ))}
    </span>
  )
}
