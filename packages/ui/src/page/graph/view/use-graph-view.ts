import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTheme } from '../../theme/theme.ts'
import { worstFirst } from '../model/box-status.ts'
import type { Scene } from '../model/scene.ts'
import { keptPlace } from '../motion/kept-place.ts'
import { type Rect, seen } from '../paint/camera.ts'
import { rectOf } from '../paint/hit-test.ts'
import type { Highlight } from '../paint/highlight.ts'
import { GraphView } from './graph-view.ts'

export interface Shown {
  readonly scene: Scene | undefined
  readonly highlight: Highlight
  /** While this stays the same the drawing is looked at from the same place. */
  readonly subject: string
}

/** A view on a canvas, in the colours of the theme, showing what is given. */
export function useGraphView(canvas: RefObject<HTMLCanvasElement | null>, shown: Shown): GraphView {
  const [view] = useState(() => new GraphView())
  const theme = useTheme()
  useLayoutEffect(() => (canvas.current ? view.attach(canvas.current) : undefined), [view, canvas])
  useEffect(() => view.recolour(theme), [view, theme])
  useShown(view, shown)
  return view
}

function useShown(view: GraphView, { scene, highlight, subject }: Shown): void {
  const opened = useRef<string>(undefined)
  useLayoutEffect(() => {
    if (!scene) return
    const isNew = opened.current !== subject
    const before = view.scene?.version === scene.version ? view.scene.arrangement : undefined
    view.show(scene, highlight)
    if (isNew) {
      view.open(whatMatters(scene, highlight))
      opened.current = subject
    } else if (before && before !== scene.arrangement) {
      const here = seen(view.camera, view.size)
      const middle = { x: here.x + here.w / 2, y: here.y + here.h / 2 }
      const kept = keptPlace(before, scene.arrangement, middle)
      if (kept) view.shift(-kept.x * view.camera.scale, -kept.y * view.camera.scale)
    }
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

/** Calls the latest function without being another one each time. */
export function useLatest<A extends readonly unknown[]>(latest: (...args: A) => void): (...args: A) => void {
  const held = useRef(latest)
  useLayoutEffect(() => {
    held.current = latest
  })
  return useCallback((...args: A) => held.current(...args), [])
}
