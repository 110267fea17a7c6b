import { type ReactNode, useCallback, useEffect, useMemo } from 'react'
import { useTheme } from '../../theme/theme.ts'
import { indexInBar, paintBar, paintStretch } from './bar-painter.ts'
import type { PictureProps } from './calendar-view.tsx'
import { HoverLabel } from './hover-label.tsx'
import { orderOf, paletteOf } from './palette.ts'
import styles from './partitions.module.css'
import { onRangeKey } from './range-keys.ts'
import { type Surface, useCanvas } from './use-canvas.ts'
import { useRangeDrag } from './use-range-drag.ts'

/** All partitions of a series side by side, however many there are. `thin`: a strip above another picture. */
export function BarView({
  data,
  series,
  keys,
  pointed,
  onChange,
  label,
  thin = false,
}: PictureProps & { readonly thin?: boolean }): ReactNode {
  const theme = useTheme()
  const window = useMemo(() => ({ from: 0, to: Math.max(0, data.count - 1) }), [data.count])
  const bar = useMemo(
    () => ({ runs: series.runs, window, order: orderOf(data.statuses), palette: paletteOf(data.statuses, theme) }),
    [series.runs, window, data.statuses, theme],
  )
  const near = (x: number) => indexInBar(window, canvas.current?.clientWidth ?? 1, x)
  const { dragged, hover, handlers } = useRangeDrag({ at: near, near }, pointed, onChange)
  const selected = dragged ?? pointed.selected
  const canvas = useCanvas(
    useCallback(
      ({ context, width, height, scale }: Surface) => {
        const rect = { x: 0, y: 0, width, height }
        paintBar(context, bar, rect, scale)
        if (selected) paintStretch(context, bar, rect, selected)
        else if (pointed.active !== undefined)
          paintStretch(context, bar, rect, { from: pointed.active, to: pointed.active })
      },
      [bar, selected, pointed.active],
    ),
  )
  const beside = (index: number, towards: string) => index + (towards === 'right' || towards === 'down' ? 1 : -1)
  return (
    <>
      <canvas
        ref={canvas}
        className={thin ? styles['strip'] : styles['bar']}
        tabIndex={thin ? -1 : 0}
        role={thin ? 'img' : 'application'}
        aria-label={label}
        onKeyDown={(event) => onRangeKey(event, { count: data.count, beside }, pointed, onChange)}
        {...handlers}
      />
      {!thin && <Ticks keys={keys} count={data.count} />}
      {hover && <HoverLabel hover={hover} status={data.statuses[series.runs.statusAt(hover.index)]} keys={keys} />}
    </>
  )
}

/** The keys at both ends of a bar, and at some places in between. */
export function Ticks({ keys, count }: Pick<PictureProps, 'keys'> & { readonly count: number }): ReactNode {
  const { want } = keys
  const indexes = useMemo(() => {
    const places = Math.min(6, count)
    return Array.from({ length: places }, (_, place) => Math.round((place * (count - 1)) / Math.max(1, places - 1)))
  }, [count])
  useEffect(() => want(indexes), [want, indexes])
  return (
    <div className={styles['ticks']} aria-hidden="true">
      {indexes.map((index) => (
        <span key={index}>{keys.textAt(index) ?? '…'}</span>
      ))}
    </div>
  )
}
