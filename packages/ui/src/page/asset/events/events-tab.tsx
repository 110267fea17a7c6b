import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { AssetBody, EventItem } from '../../../contract/assets.ts'
import { useApiPages } from '../../api/use-api.ts'
import { classNames } from '../../components/class-names.ts'
import { Answer, Empty, ProblemNote } from '../../components/note.tsx'
import { Facts, Panel } from '../../components/panel.tsx'
import { Choices } from '../../components/tabs.tsx'
import { Ticked } from '../../components/ticked.tsx'
import { Ago } from '../../components/time.tsx'
import { formatTime } from '../../words/format.ts'
import { FactValue } from '../fact-list.tsx'
import { useAssetSearch } from '../use-asset-search.ts'
import { EventMark } from './event-mark.tsx'
import styles from './events.module.css'
import { type Shown, useLiveEvents } from './use-live-events.ts'

const rowHeight = 36

const filters = [
  { id: '', label: 'Changes' },
  { id: 'materialized', label: 'Materializations' },
  { id: 'observed', label: 'Observations' },
  { id: 'checked', label: 'Checks' },
  { id: 'step_failed', label: 'Failures' },
  { id: 'all', label: 'All' },
] as const

/** There are more of these than of all others together: they come when they are asked for. */
const plentiful = 'checked,step_started'

/** What happened to an asset, the newest first: the lines that are seen, read page by page, and live. */
export function EventsTab({ asset }: { readonly asset: AssetBody }): ReactNode {
  const [{ types: chosen = '' }, change] = useAssetSearch()
  const input = useMemo(() => ({ asset: asset.key, query: { limit: 200, ...shownBy(chosen) } }), [asset.key, chosen])
  const events = useApiPages('events', input)
  useLiveEvents(asset.key, input, shownBy(chosen))
  return (
    <Panel className={styles['panel']}>
      <div className={styles['filters']}>
        <Choices
          label="Events"
          items={filters}
          current={filters.find(({ id }) => id === chosen)?.id ?? ''}
          onChoose={(id) => change({ types: id === '' ? undefined : id })}
        />
      </div>
      <Answer of={events}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={chosen === '' ? 'Nothing has happened to it yet' : 'No such event'}>
              {chosen === ''
                ? 'Materialize it, and what happens is told here as it happens.'
                : 'Choose other events above.'}
            </Empty>
          ) : (
            <EventList
              items={items}
              onEnd={() => {
                if (events.hasNextPage && !events.isFetchingNextPage) void events.fetchNextPage()
              }}
            />
          )
        }
      </Answer>
    </Panel>
  )
}

/** What a filter asks for. */
function shownBy(filter: string): Shown {
  if (filter === 'all') return {}
  return filter === '' ? { without: plentiful } : { types: filter }
}

function EventList({ items, onEnd }: { readonly items: readonly EventItem[]; readonly onEnd: () => void }): ReactNode {
  const scroll = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<number>()
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]?.position ?? index,
    overscan: 10,
  })
  const rows = virtual.getVirtualItems()
  const isAtEnd = (rows.at(-1)?.index ?? 0) >= items.length - 20
  useEffect(() => {
    if (isAtEnd) onEnd()
  }, [isAtEnd, onEnd])
  return (
    <div ref={scroll} className={styles['scroll']} tabIndex={-1}>
      <ol style={{ height: virtual.getTotalSize() }} className={styles['list']} aria-label="Events">
        {rows.map(({ index, key, start }) => {
          const item = items[index]
          return (
            item && (
              <li
                key={String(key)}
                data-index={index}
                aria-posinset={index + 1}
                aria-setsize={items.length}
                ref={virtual.measureElement}
                style={{ transform: `translateY(${start}px)` }}
              >
                <EventRow
                  item={item}
                  isOpen={open === item.position}
                  onToggle={() => setOpen(open === item.position ? undefined : item.position)}
                />
              </li>
            )
          )
        })}
      </ol>
    </div>
  )
}

interface EventRowProps {
  readonly item: EventItem
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function EventRow({ item, isOpen, onToggle }: EventRowProps): ReactNode {
  return (
    <>
      <button type="button" className={styles['row']} aria-expanded={isOpen} onClick={onToggle}>
        <EventMark level={item.level} />
        <span className={styles['when']}>
          <Ago time={item.time} />
        </span>
        <span className={classNames(styles['text'], item.level === 'error' && styles['loud'])}>
          <Ticked text={item.text} />
        </span>
        <span className={styles['partitions']}>{item.partitions}</span>
      </button>
      {isOpen && <EventDetail item={item} />}
    </>
  )
}

function EventDetail({ item }: { readonly item: EventItem }): ReactNode {
  const { time, type, partitions, runId, facts = {}, problem, position } = item
  return (
    <div className={styles['detail']}>
      {problem && <ProblemNote problem={problem} />}
      <Facts
        of={[
          ['When', formatTime(time)],
          ['Event', `${type}, ${position} in the log`],
          ['Partitions', partitions],
          [
            'Run',
            runId && (
              <Link to="/runs/$run" params={{ run: runId }} className={styles['link']}>
                {runId}
              </Link>
            ),
          ],
          ...Object.entries(facts).map(([name, value]) => [name, <FactValue key={name} value={value} />] as const),
        ]}
      />
    </div>
  )
}
