import { Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from '../components/class-names.ts'
import { StatusPill } from '../components/pill.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { StatusMark } from '../components/status-mark.tsx'
import { Ticked } from '../components/ticked.tsx'
import { Ago } from '../components/time.tsx'
import { useNarrow } from '../components/use-narrow.ts'
import { VirtualRows } from '../components/virtual-rows.tsx'
import type { CatalogSearch, catalogSorts } from '../router/search.ts'
import { formatCount } from '../words/format.ts'
import styles from './catalog-page.module.css'
import type { CatalogRow } from './catalog-rows.ts'

type Sort = (typeof catalogSorts)[number]

const columns: readonly (readonly [name: string, sort: Sort | undefined])[] = [
  ['Asset', 'key'],
  ['Status', 'status'],
  ['Why', undefined],
  ['Group', 'group'],
  ['Partitions', 'partitions'],
  ['Materialized', 'newest'],
]

export function CatalogList({
  rows,
  search,
  onSort,
}: {
  readonly rows: readonly CatalogRow[]
  readonly search: CatalogSearch
  readonly onSort: (search: CatalogSearch) => void
}): ReactNode {
  const narrow = useNarrow(1000)
  return (
    <div className={styles['list']}>
      <Head search={search} onSort={onSort} />
      <VirtualRows items={rows} rowHeight={narrow ? 76 : 48} label="Assets" keyOf={({ key }) => key}>
        {(row) => <Row row={row} />}
      </VirtualRows>
    </div>
  )
}

function Head({
  search: { sort = 'key', desc },
  onSort,
}: {
  readonly search: CatalogSearch
  readonly onSort: (search: CatalogSearch) => void
}): ReactNode {
  return (
    <div className={styles['head']} role="group" aria-label="Sort by">
      {columns.map(([name, by]) =>
        by ? (
          <button
            key={name}
            type="button"
            className={styles['sort']}
            data-chosen={by === sort || undefined}
            aria-pressed={by === sort}
            onClick={() => onSort({ sort: by, desc: by === sort && !desc ? true : undefined })}
          >
            {name}
            {by === sort && (desc ? <ArrowUp size={11} /> : <ArrowDown size={11} />)}
          </button>
        ) : (
          <span key={name}>{name}</span>
        ),
      )}
    </div>
  )
}

function Row({ row }: { readonly row: CatalogRow }): ReactNode {
  const { key, description, status, late, why, group, kinds, counts, partitions, newest } = row
  return (
    <Link to="/assets/$asset" params={{ asset: key }} className={styles['row']}>
      <span className={styles['name']}>
        <b>{key}</b>
        {description && <span>{description}</span>}
      </span>
      <span className={styles['status']}>
        {status && <StatusPill status={status} />}
        {late && <StatusMark status="late" named />}
      </span>
      <span className={classNames(styles['why'], status === 'failed' && styles['loud'])} title={why}>
        <Ticked text={why} />
      </span>
      <span className={classNames(styles['dim'], styles['wide'])}>{[group, ...kinds].filter(Boolean).join(' · ')}</span>
      <span className={classNames(styles['partitions'], styles['wide'])}>
        <span className={styles['dim']}>
          {counts && counts.total > 1 ? `${partitions} · ${formatCount(counts.total)}` : partitions}
        </span>
        {counts && counts.total > 1 && <StatusBar counts={counts} />}
      </span>
      <span className={classNames(styles['dim'], styles['wide'])}>{newest > 0 ? <Ago time={newest} /> : 'never'}</span>
    </Link>
  )
}
