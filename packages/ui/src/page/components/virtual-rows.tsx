import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './virtual-rows.module.css'

/**
 * A list of which only what is in view is in the page. Rows have one height, since lists of measured heights jump while they are
 * scrolled. `label` names the list; `onEnd` is called when its end comes near.
 */
export function VirtualRows<T>({
  items,
  rowHeight,
  label,
  keyOf,
  children,
  onEnd,
  follow = false,
  onScrolledUp,
  className,
}: {
  readonly items: readonly T[]
  /** Pixels. */
  readonly rowHeight: number
  readonly label: string
  readonly keyOf: (item: T, index: number) => string | number
  readonly children: (item: T, index: number) => ReactNode
  readonly onEnd?: () => void
  /** Stay at the end while rows are added. */
  readonly follow?: boolean
  /** Called when a person scrolls away from the end. */
  readonly onScrolledUp?: () => void
  readonly className?: string | undefined
}): ReactNode {
  const view = useRef<HTMLDivElement>(null)
  const top = useRef(0)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => view.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (onEnd && last >= items.length - 20) onEnd()
  }, [last, items.length, onEnd])
  useEffect(() => {
    if (follow && items.length > 0) rows.scrollToIndex(items.length - 1, { align: 'end' })
  }, [follow, items.length, rows])
  return (
    <div
      ref={view}
      className={classNames(styles['view'], className)}
      role="list"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop } }) => {
        // Rows that are added only move the end down, so that only a person scrolls up.
        if (scrollTop < top.current) onScrolledUp?.()
        top.current = scrollTop
      }}
    >
      <div className={styles['space']} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, start }) => (
          <Row key={rowKey(items, index, keyOf)} top={start} height={rowHeight} of={items.length} index={index}>
            {children(items[index] as T, index)}
          </Row>
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  readonly top: number
  readonly height: number
  readonly index: number
  readonly of: number
  readonly children: ReactNode
}

function Row({ top, height, index, of, children }: RowProps): ReactNode {
  return (
    <div
      className={styles['row']}
      role="listitem"
      aria-setsize={of}
      aria-posinset={index + 1}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {children}
    </div>
  )
}

function rowKey<T>(items: readonly T[], index: number, keyOf: (item: T, index: number) => string | number) {
  return keyOf(items[index] as T, index)
}
