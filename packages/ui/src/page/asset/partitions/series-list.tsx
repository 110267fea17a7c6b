import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { useTheme } from '../../theme/theme.ts'
import { formatCount } from '../../words/format.ts'
import { orderOf, paletteOf } from './palette.ts'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import { paintSeries, seriesHeight } from './series-painter.ts'
import { type Surface, useCanvas, useSize } from './use-canvas.ts'

interface SeriesListProps {
  readonly data: PartitionData
  readonly label: string
  /** Called when what has been read ends soon. */
  readonly onEnd: () => void
  readonly onChoose: (series: Series) => void
}

/** One line for each combination of the other dimensions, such as each symbol: its name, and its partitions as a bar. */
export function SeriesList(props: SeriesListProps): ReactNode {
  const { data, onEnd } = props
  const frame = useRef<HTMLDivElement>(null)
  const { height } = useSize(frame)
  const [scrolled, setScrolled] = useState(0)
  const total = data.series.length * seriesHeight
  return (
    <div
      ref={frame}
      className={styles['scroll']}
      onScroll={({ currentTarget: { scrollTop, clientHeight } }) => {
        setScrolled(scrollTop)
        if (scrollTop + clientHeight * 2 > total) onEnd()
      }}
    >
      <div style={{ height: total }}>
        <SeriesCanvas {...props} scrolled={scrolled} height={Math.min(total, height || innerHeight)} frame={frame} />
      </div>
    </div>
  )
}

interface SeriesCanvasProps extends SeriesListProps {
  readonly scrolled: number
  readonly height: number
  readonly frame: { readonly current: HTMLDivElement | null }
}

function SeriesCanvas({ data, label, onChoose, scrolled, height, frame }: SeriesCanvasProps): ReactNode {
  const { series, statuses } = data
  const [current, setCurrent] = useState<number>()
  const theme = useTheme()
  const colours = useMemo(() => ({ order: orderOf(statuses), palette: paletteOf(statuses, theme) }), [statuses, theme])
  const canvas = useCanvas(
    useCallback(
      (surface: Surface) => paintSeries(surface.context, { series, ...colours, scrolled, current }, surface),
      [series, colours, scrolled, current],
    ),
  )
  const choose = (index: number | undefined) => {
    const one = index === undefined ? undefined : series[index]
    if (one) onChoose(one)
  }
  const at = (y: number) => Math.min(Math.max(Math.floor((y + scrolled) / seriesHeight), 0), series.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -12, PageDown: 12 }[event.key]
    if (event.key === 'Enter') choose(current)
    else if (step !== undefined) {
      event.preventDefault()
      const next = Math.min(Math.max((current ?? -1) + step, 0), series.length - 1)
      setCurrent(next)
      bringIntoView(frame.current, next)
    }
  }
  const named = current === undefined ? undefined : series[current]
  return (
    <>
      <canvas
        ref={canvas}
        className={styles['canvas']}
        style={{ height, cursor: 'pointer' }}
        tabIndex={0}
        role="application"
        aria-roledescription="list of series"
        aria-label={label}
        onKeyDown={onKeyDown}
        onPointerMove={({ nativeEvent }) => setCurrent(at(nativeEvent.offsetY))}
        onPointerLeave={() => setCurrent(undefined)}
        onClick={({ nativeEvent }) => choose(at(nativeEvent.offsetY))}
      />
      <p className={styles['hidden']} aria-live="polite">
        {named && inWords(named, statuses)}
      </p>
    </>
  )
}

/** `AAPL: 1,258 fresh, 3 stale`. */
export function inWords(series: Series, statuses: readonly string[]): string {
  const counts = series.runs.countsBetween(0, Math.max(0, series.runs.count - 1), statuses.length)
  const words = statuses.flatMap((status, index) => (counts[index] ? `${formatCount(counts[index])} ${status}` : []))
  return `${series.of.join(' ')}: ${words.join(', ')}`
}

function bringIntoView(frame: HTMLDivElement | null, index: number): void {
  if (!frame) return
  const top = index * seriesHeight
  if (top < frame.scrollTop) frame.scrollTop = top
  else if (top + seriesHeight > frame.scrollTop + frame.clientHeight)
    frame.scrollTop = top + seriesHeight - frame.clientHeight
}
