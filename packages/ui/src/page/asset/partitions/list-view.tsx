import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { Status } from '../../../contract/words.ts'
import { classNames } from '../../components/class-names.ts'
import { Empty } from '../../components/note.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { formatCount, plural } from '../../words/format.ts'
import type { PictureProps } from './calendar-view.tsx'
import styles from './partitions.module.css'
import { rangeText } from './selection-text.ts'

const rowHeight = 34
/** So long rows rest before the keys that they end with are asked for. */
const restMs = 80

/** Partitions as ranges of equal status, as a table: what the pictures show, for keyboards, screen readers and fingers. */
export function ListView({
  statuses,
  ...props
}: PictureProps & {
  /** Only these; absent: all. */
  readonly statuses: readonly Status[] | undefined
}): ReactNode {
  const { data, series, keys, label } = props
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => {
    const wanted = data.statuses.map((status) => statuses?.includes(status) ?? true)
    // The newest first, as in the calendar.
    return [...series.runs.statuses.keys()].filter((run) => wanted[series.runs.statuses[run] ?? 0]).reverse()
  }, [data.statuses, series.runs, statuses])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const shown = virtual.getVirtualItems()
  const { want } = keys
  const [first = 0, last = 0] = [shown[0]?.index, shown.at(-1)?.index]
  useEffect(() => {
    const ends = () => rows.slice(first, last + 1).map((run) => (series.runs.ends[run] ?? 1) - 1)
    // What is only scrolled over is not asked for.
    const timer = setTimeout(() => want(ends()), restMs)
    return () => clearTimeout(timer)
  }, [want, rows, series.runs, first, last])
  if (rows.length === 0) return <Empty title="No partition stands like that">Choose other statuses above.</Empty>
  return (
    <div ref={scroll} className={styles['list']} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div className={classNames(styles['row'], styles['rowHead'])} role="row">
        <span role="columnheader">Status</span>
        <span role="columnheader">Partitions</span>
        <span role="columnheader" className={styles['number']}>
          Count
        </span>
        <span role="columnheader" className={styles['number']}>
          Share
        </span>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map(({ index, start }) => (
          <ListRow key={rows[index]} {...props} run={rows[index] ?? 0} position={index} top={start} />
        ))}
      </div>
    </div>
  )
}

interface RowProps extends PictureProps {
  readonly run: number
  readonly position: number
  readonly top: number
}

function ListRow({ data, series, keys, pointed, onChange, run, position, top }: RowProps): ReactNode {
  const { runs, starts } = series
  const status = data.statuses[runs.statuses[run] ?? 0] ?? 'missing'
  const [from, to] = [runs.startOf(run), (runs.ends[run] ?? 0) - 1]
  const first = starts[run] ?? keys.textAt(from) ?? ''
  const text = rangeText(first, from === to ? first : (keys.textAt(to) ?? `${formatCount(to - from)} more`))
  const isOn = pointed.selected?.from === from && pointed.selected.to === to
  return (
    <div
      className={classNames(styles['row'], isOn && styles['rowOn'])}
      style={{ position: 'absolute', insetInline: 0, transform: `translateY(${top}px)` }}
      role="row"
      aria-rowindex={position + 2}
    >
      <span role="cell">
        <Word status={status} />
      </span>
      <span role="cell">
        <button
          type="button"
          className={styles['key']}
          aria-pressed={isOn}
          title={`Select ${plural(to - from + 1, 'partition')}`}
          onClick={() => onChange({ active: to, selected: from === to ? undefined : { from, to } })}
        >
          {text}
        </button>
      </span>
      <span role="cell" className={styles['number']}>
        {formatCount(to - from + 1)}
      </span>
      <span role="cell" className={styles['number']}>
        {shareOf(to - from + 1, data.count)}
      </span>
    </div>
  )
}

function Word({ status }: { readonly status: Status }): ReactNode {
  return (
    <span className={styles['legend']}>
      <span>
        <StatusMark status={status} />
        {statusWords[status]}
      </span>
    </span>
  )
}

function shareOf(count: number, of: number): string {
  const share = (100 * count) / of
  return share < 0.1 ? '< 0.1%' : `${share.toFixed(1)}%`
}
