import { type ReactNode, useMemo } from 'react'
import type { RunBody } from '../../contract/runs.ts'
import { classNames } from '../components/class-names.ts'
import { StatusMark } from '../components/status-mark.tsx'
import { statusWords } from '../words/mark.ts'
import { useNow } from '../components/time.tsx'
import { useNarrow } from '../components/use-narrow.ts'
import { VirtualRows } from '../components/virtual-rows.tsx'
import { formatCount, formatSeconds, plural } from '../words/format.ts'
import styles from './gantt.module.css'
import { type GanttRow, ganttRows, lengthOf, ticksOf } from './gantt-rows.ts'

const rowHeight = 24

interface GanttProps {
  readonly run: RunBody
  /** The asset that is chosen. */
  readonly chosen: string | undefined
  readonly onChoose: (asset: string | undefined) => void
  /** Dim what is not on the path that took longest. */
  readonly critical: boolean
}

/** When each asset of a run was made: one bar each, from its first step to the end of its last. */
export function Gantt({ run, chosen, onChoose, critical }: GanttProps): ReactNode {
  const clock = useNow()
  const now = run.outcome === 'running' ? clock : 0
  const rows = useMemo(() => ganttRows(run, now), [run, now])
  const length = lengthOf(run, now)
  return (
    <section
      className={styles['gantt']}
      aria-label="Assets over time"
      style={{ height: 40 + rows.length * rowHeight + 8 }}
    >
      <Axis run={run} length={length} />
      <VirtualRows items={rows} rowHeight={rowHeight} label="Assets of this run" keyOf={({ asset }) => asset.asset}>
        {(row) => (
          <Row
            row={row}
            length={length}
            chosen={row.asset.asset === chosen}
            dimmed={critical && !row.asset.critical}
            onPress={() => onChoose(row.asset.asset === chosen ? undefined : row.asset.asset)}
          />
        )}
      </VirtualRows>
    </section>
  )
}

function Axis({ run, length }: { readonly run: RunBody; readonly length: number }): ReactNode {
  const narrow = useNarrow(760)
  return (
    <div className={styles['axis']}>
      <span>{summaryOf(run)}</span>
      <div className={styles['ticks']} aria-hidden="true">
        {ticksOf(length, narrow ? 3 : 8).map((tick) => (
          <span key={tick} className={styles['tick']} style={{ left: percent(tick, length) }}>
            {formatSeconds(tick)}
          </span>
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  readonly row: GanttRow
  readonly length: number
  readonly chosen: boolean
  readonly dimmed: boolean
  readonly onPress: () => void
}

function Row({ row, length, chosen, dimmed, onPress }: RowProps): ReactNode {
  const { asset, mark, bar } = row
  const names = classNames(
    styles['row'],
    styles[mark],
    !bar && styles['idle'],
    asset.critical && styles['critical'],
    dimmed && styles['dimmed'],
  )
  return (
    <button type="button" className={names} aria-pressed={chosen} title={labelOf(row)} onClick={onPress}>
      <span className={styles['name']}>
        <StatusMark status={mark} named />
        <span>{asset.asset}</span>
      </span>
      <span className={styles['lane']}>
        {bar && <Bar row={row} bar={bar} length={length} />}
        {row.blockedBy && <span className={styles['blocked']}>blocked by {row.blockedBy}</span>}
      </span>
    </button>
  )
}

function Bar({
  row: { asset },
  bar: { from, to },
  length,
}: {
  readonly row: GanttRow
  readonly bar: { readonly from: number; readonly to: number }
  readonly length: number
}): ReactNode {
  const done = asset.made + asset.cutOff
  return (
    <>
      <span className={styles['bar']} style={{ left: percent(from, length), width: percent(to - from, length) }}>
        {asset.of > 1 && <span className={styles['done']} style={{ width: percent(done, asset.of) }} />}
      </span>
      <span className={styles['length']} style={{ left: percent(to, length) }}>
        {formatSeconds(to - from)}
        {asset.of > 1 && ` · ${done < asset.of ? `${formatCount(done)} of ` : ''}${formatCount(asset.of)}`}
      </span>
    </>
  )
}

function labelOf({ asset, mark, bar, blockedBy }: GanttRow): string {
  const parts = [`${asset.asset}: ${statusWords[mark].toLowerCase()}`]
  if (asset.of > 1) parts.push(`${formatCount(asset.made + asset.cutOff)} of ${plural(asset.of, 'partition')}`)
  if (bar) parts.push(formatSeconds(bar.to - bar.from))
  if (asset.rows !== undefined) parts.push(plural(asset.rows, 'row'))
  if (asset.critical) parts.push('on the critical path')
  if (blockedBy) parts.push(`blocked by ${blockedBy}`)
  return parts.join(', ')
}

function summaryOf(run: RunBody): string {
  const sum = (of: (asset: RunBody['assets'][number]) => number) =>
    run.assets.reduce((total, asset) => total + of(asset), 0)
  const failed = sum(({ failed }) => failed)
  const running = run.outcome === 'running' ? sum((asset) => asset.running) : 0
  const done = sum(({ made, cutOff }) => made + cutOff)
  return [
    `${formatCount(done)} of ${formatCount(run.partitions)} done`,
    failed > 0 && `${formatCount(failed)} failed`,
    running > 0 && `${formatCount(running)} running`,
  ]
    .filter(Boolean)
    .join(' · ')
}

function percent(part: number, of: number): string {
  return `${((100 * part) / of).toFixed(3)}%`
}
