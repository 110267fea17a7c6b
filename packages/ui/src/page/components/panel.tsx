import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './panel.module.css'

/** A part of a page: what it is called, what stands at its right, and what it holds. */
export function Panel({
  title,
  aside,
  padded = false,
  className,
  children,
}: {
  readonly title?: string
  readonly aside?: ReactNode
  /** Absent: what it holds reaches its edges, such as a table. */
  readonly padded?: boolean
  readonly className?: string | undefined
  readonly children: ReactNode
}): ReactNode {
  return (
    <section className={classNames(styles['panel'], padded && styles['padded'], className)} aria-label={title}>
      {title && <SectionTitle aside={aside}>{title}</SectionTitle>}
      {children}
    </section>
  )
}

export function SectionTitle({
  children,
  aside,
}: {
  readonly children: ReactNode
  readonly aside?: ReactNode
}): ReactNode {
  return (
    <h2 className={styles['title']}>
      {children}
      {aside && <span className={styles['aside']}>{aside}</span>}
    </h2>
  )
}

/** Names and what belongs to them; what is undefined is left out. */
export function Facts({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode])[] }): ReactNode {
  return (
    <dl className={styles['facts']}>
      {of
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <FactRow key={name} name={name} value={value} />
        ))}
    </dl>
  )
}

/** One number that matters. `loud`: it is trouble. */
export function Tile({
  label,
  value,
  detail,
  loud = false,
}: {
  readonly label: string
  readonly value: ReactNode
  readonly detail?: ReactNode
  readonly loud?: boolean
}): ReactNode {
  return (
    <div className={classNames(styles['panel'], styles['padded'], styles['tile'], loud && styles['loud'])}>
      <span>{label}</span>
      <b>{value}</b>
      {detail && <span>{detail}</span>}
    </div>
  )
}

function FactRow({ name, value }: { readonly name: string; readonly value: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
