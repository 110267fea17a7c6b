import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { useTheme } from '../../theme/theme.ts'
import { formatCount } from '../../words/format.ts'
import { HoverLabel } from './hover-label.tsx'
import { orderOf, paletteOf } from './palette.ts'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import type { Rectangle } from './rectangle.ts'
import { onSeriesKey } from './series-keys.ts'
import { paintSeries, seriesHeight } from './series-painter.ts'
import { type Surface, useCanvas, useSize } from './use-canvas.ts'
import type { Keys } from './use-keys.ts'
import { useRectangleDrag } from './use-rectangle-drag.ts'

interface SeriesListProps {
  readonly data: PartitionData
  readonly keys: Keys
  readonly label: string
  readonly selected: Rectangle | undefined
  readonly onSelect: (next: Rectangle) => void
  readonly onClear: () => void
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

function SeriesCanvas(props: SeriesCanvasProps): ReactNode {
  const { data, keys, label, onChoose, scrolled, height, frame, onSelect, onClear } = props
  const { series, statuses } = data
  const [current, setCurrent] = useState<number>()
  const onOpen = (row: number) => {
    const one = series[row]
    if (one) onChoose(one)
  }
  const lines = { series: series.length, partitions: data.count, onOpen, onSelect }
  const { dragged, hover, handlers } = useRectangleDrag({ ...lines, scrolled, onReach: setCurrent })
  const selected = dragged ?? props.selected
  const theme = useTheme()
  const colours = useMemo(() => ({ order: orderOf(statuses), palette: paletteOf(statuses, theme) }), [statuses, theme])
  const canvas = useCanvas(
    useCallback(
      (surface: Surface) => paintSeries(surface.context, { series, ...colours, scrolled, current, selected }, surface),
      [series, colours, scrolled, current, selected],
    ),
  )
  const onCurrent = (row: number) => {
    setCurrent(row)
    bringIntoView(frame.current, row)
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
        onKeyDown={(event) => onSeriesKey(event, { ...lines, current, selected: props.selected, onCurrent, onClear })}
        {...handlers}
      />
      {named && hover && (
        <HoverLabel hover={hover} of={named.of} status={statuses[named.runs.statusAt(hover.index)]} keys={keys} />
      )}
      <p className={styles['hidden']} aria-live="polite">
        {named && inWords(named, statuses)}
      </p>
    </>
  )
}

/** `AAPL: 1,258 fresh, 3 stale`. */
function inWords(series: Series, statuses: readonly string[]): string {
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
