import 'uplot/dist/uPlot.min.css'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import type { SeriesBody } from '../../../contract/assets.ts'
import { colour, useTheme } from '../../theme/theme.ts'
import { formatTime, plural } from '../../words/format.ts'
import type { ChartedField } from './charted-fields.ts'
import styles from './overview.module.css'

const height = 132
/** Room beside the only point: seconds, or partitions. */
const alone = 1800

/** One recorded number over time or partitions. The value under the pointer stands in its head. */
export function Chart({ body, field }: { readonly body: SeriesBody; readonly field: ChartedField }): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<number>()
  const theme = useTheme()
  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const chart = new uPlot(optionsOf(body, field, element.clientWidth, setAt), dataOf(body, field), element)
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      chart.destroy()
    }
    // Its colours are read anew in another theme.
  }, [body, field, theme])
  const last = field.values.findLastIndex((value) => value !== null)
  const shown = at ?? last
  const value = field.values[shown]
  return (
    <figure className={styles['chart']}>
      <h3>
        <span>{field.name}</span>
        <output>
          {value === null || value === undefined ? '' : `${field.format(value)} · ${labelOf(body, shown)}`}
        </output>
      </h3>
      <div ref={frame} className={styles['plot']} role="img" aria-label={wordsOf(field)} />
    </figure>
  )
}

function dataOf({ by, x }: SeriesBody, field: ChartedField): uPlot.AlignedData {
  return [by === 'time' ? x.map((time) => time / 1000) : x, [...field.values]]
}

function optionsOf(
  body: SeriesBody,
  field: ChartedField,
  width: number,
  onPoint: (index: number | undefined) => void,
): uPlot.Options {
  const axis = {
    stroke: colour('--ink-3'),
    font: `11px ${colour('--sans')}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height,
    padding: [6, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false }, points: { size: 7, fill: colour('--accent') } },
    scales: {
      x: { time: body.by === 'time', range: stretched },
      y: { range: rangeOf },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 80,
        values: (_, ticks) => (body.by === 'time' ? timeTexts(ticks) : ticks.map((tick) => keyAt(body, tick))),
      },
      { ...axis, size: 54, space: 28, values: (_, ticks) => ticks.map((tick) => field.format(tick)) },
    ],
    series: [
      {},
      {
        stroke: colour('--accent'),
        width: 1.5,
        fill: colour('--accent-soft'),
        spanGaps: true,
        points: { show: body.x.length < 60, size: 5, fill: colour('--accent') },
      },
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
  }
}

/** One point alone has room at both sides. */
function stretched({ data: [xs] }: uPlot, from: number, to: number): uPlot.Range.MinMax {
  const [first = 0] = xs
  return xs.length === 1 ? [first - alone, first + alone] : [from, to]
}

/** From zero where that does not flatten what there is to see. */
function rangeOf(_: uPlot, low: number, high: number): uPlot.Range.MinMax {
  if (low === high) return low === 0 ? [0, 1] : [Math.min(0, low * 1.2), Math.max(0, high * 1.2)]
  const room = (high - low) * 0.08
  return [low >= 0 && low < high * 0.6 ? 0 : low - room, high + room]
}

/** Days, or times of the day where ticks are closer. */
function timeTexts(ticks: readonly number[]): string[] {
  const step = (ticks[1] ?? Number.POSITIVE_INFINITY) - (ticks[0] ?? 0)
  const [from, to] = step >= 86_400 ? [0, 10] : step >= 60 ? [11, 16] : [11, 19]
  return ticks.map((tick) => formatTime(tick * 1000).slice(from, to))
}

function keyAt({ x, labels }: SeriesBody, place: number): string {
  return labels?.[x.indexOf(place)] ?? ''
}

function labelOf({ by, x, labels }: SeriesBody, index: number): string {
  return by === 'time' ? formatTime(x[index] ?? 0) : (labels?.[index] ?? '')
}

/** What the chart shows, for who does not see it. */
function wordsOf({ name, values, format }: ChartedField): string {
  const numbers = values.filter((value) => value !== null)
  const [low, high] = numbers.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  )
  return `${name}: ${plural(numbers.length, 'value')} from ${format(low ?? 0)} to ${format(high ?? 0)}, the last ${format(numbers.at(-1) ?? 0)}`
}
