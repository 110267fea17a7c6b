import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTheme } from '../../theme/theme.ts'
import { CalendarLayout, type Rect } from './calendar-layout.ts'
import { CalendarPainter } from './calendar-painter.ts'
import { type CalendarShape, keysShape } from './calendar-shapes.ts'
import { HoverLabel } from './hover-label.tsx'
import { paletteOf } from './palette.ts'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import { onRangeKey, type Steps } from './range-keys.ts'
import { type Surface, useCanvas, useSize } from './use-canvas.ts'
import type { Keys } from './use-keys.ts'
import { type Pointed, useRangeDrag } from './use-range-drag.ts'

export interface PictureProps {
  readonly data: PartitionData
  readonly series: Series
  readonly keys: Keys
  readonly pointed: Pointed
  readonly onChange: (next: Pointed) => void
  /** What is shown, for who does not see it. */
  readonly label: string
}

/** Cells of keys are at least so wide: few have room for their names. */
const keyCell = { named: 132, bare: 26, mostNamed: 300 }

/** The calendar of times, or as many keys in a line as have room. */
function useShape({ grain, shape, count }: PartitionData, width: number): CalendarShape | undefined {
  const columns = Math.max(1, Math.floor(width / (count <= keyCell.mostNamed ? keyCell.named : keyCell.bare)))
  return useMemo(() => (grain === undefined ? keysShape(count, columns) : shape), [grain, shape, count, columns])
}

/** Every partition as a cell of a calendar, on one canvas that is as large as what is seen of it. */
export function CalendarView(props: PictureProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(frame)
  const [scrolled, setScrolled] = useState(0)
  const shape = useShape(props.data, width)
  const layout = useMemo(
    () =>
      shape && width > 0 ? new CalendarLayout(shape, props.data.places, Math.max(width, shape.leastWidth)) : undefined,
    [shape, props.data.places, width],
  )
  const { active } = props.pointed
  const shown = useRef('')
  useEffect(() => {
    const rect = active === undefined ? undefined : layout?.rectOf(active)
    // Once for each, and again where it went elsewhere: nobody is taken back who scrolls away from it.
    const place = `${active} ${width}`
    if (!rect || shown.current === place) return
    shown.current = place
    bringIntoView(frame.current, rect)
  }, [active, layout, width])
  return (
    <div
      ref={frame}
      className={styles['scroll']}
      onScroll={(event) => setScrolled(Math.round(event.currentTarget.scrollTop))}
    >
      {layout && (
        <div style={{ width: Math.max(width, layout.shape.leastWidth), height: layout.height }}>
          <CalendarCanvas
            {...props}
            layout={layout}
            scrolled={scrolled}
            height={Math.min(layout.height, height || tallest())}
          />
        </div>
      )}
    </div>
  )
}

/** What is not seen comes to the middle, so that what is around it is seen, too. */
function bringIntoView(frame: HTMLDivElement | null, { y, height }: Rect): void {
  if (!frame) return
  const isSeen = y + height > frame.scrollTop && y < frame.scrollTop + frame.clientHeight
  if (!isSeen) frame.scrollTop = y - frame.clientHeight / 2
}

/** How high the frame can get, as partitions.module.css has it: known before it is filled, it is painted but once. */
function tallest(): number {
  return Math.max(360, innerHeight - 390)
}

interface CanvasProps extends PictureProps {
  readonly layout: CalendarLayout
  readonly scrolled: number
  readonly height: number
}

function CalendarCanvas(props: CanvasProps): ReactNode {
  const { data, series, keys, pointed, onChange, label, layout, scrolled, height } = props
  const hits = useMemo(
    () => ({
      at: (x: number, y: number) => layout.indexAt(x, y + scrolled),
      near: (x: number, y: number) => layout.nearestTo(x, y + scrolled),
    }),
    [layout, scrolled],
  )
  const { dragged, hover, handlers } = useRangeDrag(hits, pointed, onChange)
  const theme = useTheme()
  const nameAt = data.grain === undefined ? keys.textAt : undefined
  const painter = useMemo(
    // Colours are other ones in another theme.
    () => new CalendarPainter({ layout, runs: series.runs, palette: paletteOf(data.statuses, theme), nameAt }),
    [layout, series.runs, data.statuses, theme, nameAt],
  )
  const selected = dragged ?? pointed.selected
  const canvas = useCanvas(
    useCallback(
      ({ context, height }: Surface) =>
        painter.paint(context, scrolled, scrolled + height, {
          selected,
          active: pointed.active,
          hovered: hover?.index,
        }),
      [painter, scrolled, selected, pointed.active, hover?.index],
    ),
  )
  return (
    <>
      <canvas
        ref={canvas}
        className={styles['canvas']}
        style={{ height }}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="application"
        aria-roledescription="calendar of partitions"
        aria-label={label}
        onKeyDown={(event) => onRangeKey(event, stepsOf(layout), pointed, onChange)}
        {...handlers}
      />
      {hover && <HoverLabel hover={hover} status={data.statuses[series.runs.statusAt(hover.index)]} keys={keys} />}
    </>
  )
}

/** Along time to the neighbour; across it to the cell beside, where there is one. */
function stepsOf(layout: CalendarLayout): Steps {
  const { places, cellWidth, cellHeight, shape } = layout
  const beside: Steps['beside'] = (index, towards) => {
    const forth = towards === 'right' || towards === 'down' ? 1 : -1
    const isAlong = (towards === 'up' || towards === 'down') === (shape.runs === 'down')
    const rect = layout.rectOf(index)
    if (isAlong || rect === undefined) return index + forth
    const [right, down] = shape.runs === 'down' ? [forth, 0] : [0, forth]
    return layout.indexAt(rect.x + (0.5 + right) * cellWidth, rect.y + (0.5 + down) * cellHeight) ?? index + forth
  }
  return { count: places.count, beside }
}
