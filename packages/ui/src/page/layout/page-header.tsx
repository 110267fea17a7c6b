import { type ReactNode, useEffect, useRef } from 'react'
import styles from './page-header.module.css'

/** The page that the browser opened has the focus where the browser puts it. */
let isFirst = true

/** The head of every page: where one is, what stands beside it, and what can be done. `title` is also the title of the tab. */
export function PageHeader({
  title,
  trail,
  children,
  actions,
}: {
  readonly title: string
  /** What stands above the page: links, parted by slashes. */
  readonly trail?: readonly ReactNode[]
  readonly children?: ReactNode
  readonly actions?: ReactNode
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Headwater`
    // Who hears the page, or goes through it by keys, begins at the page that was gone to.
    if (!isFirst) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [title])
  return (
    <header className={styles['header']}>
      <div className={styles['title']}>
        {trail?.map((part, place) => (
          // Parts have no other name than their place.
          <Crumb key={place}>{part}</Crumb>
        ))}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      </div>
      {children && <div className={styles['middle']}>{children}</div>}
      {actions && <div className={styles['actions']}>{actions}</div>}
    </header>
  )
}

function Crumb({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <>
      <span>{children}</span>
      <span aria-hidden="true">/</span>
    </>
  )
}
