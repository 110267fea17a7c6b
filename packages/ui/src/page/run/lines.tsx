import { type ReactNode, useCallback, useState } from 'react'
import type { Facts, Problem } from '../../contract/words.ts'
import { Button } from '../components/button.tsx'
import { classNames } from '../components/class-names.ts'
import { Empty, ErrorNote, ProblemNote, Wait } from '../components/note.tsx'
import { StatusMark } from '../components/status-mark.tsx'
import { VirtualRows } from '../components/virtual-rows.tsx'
import { formatClock, formatCount, formatTime } from '../words/format.ts'
import type { FeedState } from './feed.ts'
import styles from './lines.module.css'

/** One line of a log or of the events of a run. */
export interface Line {
  readonly position: number
  readonly time: number
  readonly level: 'info' | 'warn' | 'error' | 'ok'
  readonly asset: string | undefined
  readonly partition: string | undefined
  readonly text: string
  readonly facts: Facts | undefined
  readonly problem: Problem | undefined
}

interface LinesProps<T> {
  readonly feed: FeedState<T>
  readonly lineOf: (item: T) => Line
  readonly label: string
  /** Whether more may come: the list follows its end. */
  readonly running: boolean
  /** Filters. */
  readonly children: ReactNode
  readonly empty: ReactNode
}

/** Lines as they come: of thousands only those in view are in the page. One that is pressed is shown in full below. */
export function Lines<T>({ feed, lineOf, label, running, children, empty }: LinesProps<T>): ReactNode {
  const [follow, setFollow] = useState(running)
  const [opened, setOpened] = useState<number>()
  const scrolledUp = useCallback(() => setFollow(false), [])
  const item = opened === undefined ? undefined : feed.items.find((one) => lineOf(one).position === opened)
  return (
    <>
      <div className={styles['bar']}>
        {children}
        <span className={styles['count']}>
          {formatCount(feed.items.length)} lines
          {running && (
            <Button small aria-pressed={follow} onClick={() => setFollow(!follow)}>
              {follow ? 'Following' : 'Follow'}
            </Button>
          )}
        </span>
      </div>
      {feed.error && <ErrorNote error={feed.error} />}
      {feed.items.length === 0 ? (
        !feed.error && (feed.complete ? empty : <Wait />)
      ) : (
        <VirtualRows
          className={styles['lines']}
          items={feed.items}
          rowHeight={21}
          label={label}
          keyOf={(one) => lineOf(one).position}
          follow={follow}
          onScrolledUp={scrolledUp}
        >
          {(one) => <LineRow line={lineOf(one)} opened={opened} onOpen={setOpened} />}
        </VirtualRows>
      )}
      {item && <LineDetail line={lineOf(item)} />}
    </>
  )
}

function LineRow({
  line,
  opened,
  onOpen,
}: {
  readonly line: Line
  readonly opened: number | undefined
  readonly onOpen: (position: number | undefined) => void
}): ReactNode {
  const { position, time, level, asset, partition, text, facts } = line
  const isOpen = opened === position
  return (
    <button
      type="button"
      className={classNames(styles['line'], styles[level])}
      aria-pressed={isOpen}
      onClick={() => onOpen(isOpen ? undefined : position)}
    >
      <time>{formatClock(time)}</time>
      <LevelMark level={level} />
      <span className={styles['asset']}>{asset ?? 'run'}</span>
      <span className={styles['text']}>
        {text.split('\n', 1)[0]} <i>{[partition, facts && factsInWords(facts)].filter(Boolean).join(' ')}</i>
      </span>
    </button>
  )
}

const marks = { error: 'failed', warn: 'warn', ok: 'succeeded' } as const

function LevelMark({ level }: { readonly level: Line['level'] }): ReactNode {
  return level === 'info' ? <span className={styles['dot']}>·</span> : <StatusMark status={marks[level]} />
}

function LineDetail({ line }: { readonly line: Line }): ReactNode {
  const { time, asset, partition, text, facts, problem } = line
  return (
    <section className={styles['detail']} aria-label="Line" tabIndex={0}>
      <p className={styles['dot']}>{[formatTime(time), asset, partition].filter(Boolean).join(' · ')}</p>
      <pre>{text}</pre>
      {facts && <pre>{JSON.stringify(facts, undefined, 2)}</pre>}
      {problem && <ProblemNote problem={problem} />}
    </section>
  )
}

function factsInWords(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

/** For a list without lines. */
export function NoLines({ filtered, what }: { readonly filtered: boolean; readonly what: string }): ReactNode {
  if (filtered) return <Empty title="No line matches">Take a filter away to see more.</Empty>
  return (
    <Empty title={`No ${what}`}>
      What assets say with <code>log.info()</code> stands here.
    </Empty>
  )
}
