import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTheme } from '../../theme/theme.ts'
import { worstFirst } from '../model/box-status.ts'
import type { Scene } from '../model/scene.ts'
import { type Rect, seen } from '../paint/camera.ts'
import { rectOf } from '../paint/hit-test.ts'
import type { Highlight } from '../paint/painter.ts'
import { GraphView } from './graph-view.ts'

export interface Shown {
  readonly scene: Scene | undefined
  readonly highlight: Highlight
  /** While this stays the same the drawing is looked at from the same place. */
  readonly subject: string
}

/** A view on a canvas, kept as large as its frame, in the colours of the theme, and showing what is given. */
export function useGraphView(canvas: RefObject<HTMLCanvasElement | null>, shown: Shown): GraphView | undefined {
  const [view, setView] = useState<GraphView>()
  const theme = useTheme()
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const made = new GraphView(element)
    const sizes = new ResizeObserver(([entry]) => entry && made.resize(entry.contentRect))
    made.resize(element.getBoundingClientRect())
    sizes.observe(element)
    setView(made)
    return () => {
      sizes.disconnect()
      made.close()
    }
  }, [canvas])
  useEffect(() => view?.recolour(), [view, theme])
  useShown(view, shown)
  return view
}

function useShown(view: GraphView | undefined, { scene, highlight, subject }: Shown): void {
  const opened = useRef<{ view: GraphView; subject: string }>(undefined)
  useLayoutEffect(() => {
    if (!view || !scene) return
    const isNew = opened.current?.view !== view || opened.current.subject !== subject
    const moved = isNew || !view.scene ? undefined : movement(view.scene, scene, view)
    view.show(scene, highlight)
    if (moved) view.shift(-moved.x * view.camera.scale, -moved.y * view.camera.scale)
    if (!isNew) return
    view.open(whatMatters(scene, highlight))
    opened.current = { view, subject }
  }, [view, scene, highlight, subject])
}

/** What is looked at first in a drawing that is too large to be read: what is selected, else what is worst. */
function whatMatters({ arrangement, statuses }: Scene, { selected }: Highlight): Rect | undefined {
  const [chosen] = selected
  if (chosen !== undefined) return rectOf(arrangement, chosen)
  for (const status of worstFirst.slice(0, 3)) {
    const box = statuses.indexOf(status)
    if (box >= 0) return rectOf(arrangement, box)
  }
  return undefined
}

/** How far what is in the middle of the screen has moved from one drawing to the next. */
function movement(before: Scene, after: Scene, view: GraphView): { x: number; y: number } | undefined {
  if (before.arrangement === after.arrangement) return undefined
  const here = seen(view.camera, view.size)
  const middle = { x: here.x + here.w / 2, y: here.y + here.h / 2 }
  let nearest = -1
  let least = Number.POSITIVE_INFINITY
  before.arrangement.boxOf.forEach((box, asset) => {
    if (box < 0 || (after.arrangement.boxOf[asset] ?? -1) < 0) return
    const { x, y, w, h } = rectOf(before.arrangement, box)
    const far = Math.hypot(x + w / 2 - middle.x, y + h / 2 - middle.y)
    if (far >= least) return
    least = far
    nearest = asset
  })
  if (nearest < 0) return undefined
  const from = rectOf(before.arrangement, before.arrangement.boxOf[nearest] ?? 0)
  const to = rectOf(after.arrangement, after.arrangement.boxOf[nearest] ?? 0)
  return { x: to.x - from.x, y: to.y - from.y }
}

/** Calls the latest function without being another one each time. */
export function useLatest<A extends readonly unknown[]>(latest: (...args: A) => void): (...args: A) => void {
  const held = useRef(latest)
  useLayoutEffect(() => {
    held.current = latest
  })
  return useCallback((...args: A) => held.current(...args), [])
}
