import type { ReactNode } from 'react'
import { classNames } from '../components/class-names.ts'
import styles from './page.module.css'

/** What scrolls below the head of a page. */
export function PageBody({
  children,
  className,
}: {
  readonly children: ReactNode
  readonly className?: string | undefined
}): ReactNode {
  return (
    <div className={classNames(styles['page'], className)} tabIndex={-1}>
      {children}
    </div>
  )
}
