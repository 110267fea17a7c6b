import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import type { Scene } from '../model/scene.ts'
import type { Drawn } from '../model/use-arrangement.ts'
import { pathThrough } from '../model/use-scene.ts'
import type { Hit } from '../paint/hit-test.ts'
import type { Highlight } from '../paint/painter.ts'
import { type ClickMode, listenToGestures } from './gestures.ts'
import styles from './graph-canvas.module.css'
import type { GraphView } from './graph-view.ts'
import { Legend } from './legend.tsx'
import { Minimap } from './minimap.tsx'
import { type Arrow, nextBox } from './next-box.ts'
import { Twin } from './twin.tsx'
import { useGraphView, useLatest } from './use-graph-view.ts'
import { ZoomButtons } from './zoom-buttons.tsx'

export interface GraphCanvasProps {
  readonly drawn: Drawn
  readonly scene: Scene
  readonly highlight: Highlight
  readonly onClick: (hit: Hit | undefined, mode: ClickMode) => void
  readonly onOpen: (hit: Hit) => void
  /** A key that is not for moving about. Returns whether it did anything. */
  readonly onKey: (key: string) => boolean
}

/** The graph, painted; with what lies over it, and a twin of what is drawn for who does not see it. */
export function GraphCanvas({ drawn, scene, highlight, onClick, onOpen, onKey }: GraphCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = useGraphView(canvas, { scene, highlight, subject: drawn.subject })
  const id = useId()
  const [current] = [...highlight.selected].slice(-1)
  useGestures(canvas, view, { drawn, onClick, onOpen })
  useEffect(() => {
    if (view && current !== undefined && view.scene === scene) view.reveal(current)
    // Only when another box is selected: a drawing that changes does not run away from who looks at it.
  }, [view, current])
  const press = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || !view) return
    const arrow = arrows[event.key]
    if (arrow) {
      const next = current === undefined ? firstBox(scene) : nextBox(scene.arrangement, current, arrow)
      if (next !== undefined) onClick({ kind: 'box', box: next }, 'only')
    } else if (event.key === 'Enter' && current !== undefined) onOpen({ kind: 'box', box: current })
    else if (event.key === '+' || event.key === '=') view.zoomSmoothly(1.4)
    else if (event.key === '-') view.zoomSmoothly(1 / 1.4)
    else if (event.key === 'f') view.fit()
    else if (!onKey(event.key)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={styles['frame']}>
      <div
        className={styles['application']}
        role="application"
        aria-roledescription="graph"
        aria-label="Asset graph. Arrow keys follow edges, Enter opens."
        aria-activedescendant={current === undefined ? undefined : `${id}-${current}`}
        tabIndex={0}
        onKeyDown={press}
      >
        <canvas ref={canvas} className={styles['canvas']} />
        <Twin id={id} scene={scene} current={current} />
      </div>
      {view && <ZoomButtons view={view} />}
      <Legend />
      {view && <Minimap view={view} scene={scene} />}
    </div>
  )
}

const arrows: Readonly<Record<string, Arrow>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** Where the keyboard begins: the topmost of the leftmost. */
function firstBox({ arrangement: { x, y } }: Scene): number | undefined {
  const boxes = Array.from(x.keys())
  return boxes.sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || (y[a] ?? 0) - (y[b] ?? 0))[0]
}

function useGestures(
  canvas: { readonly current: HTMLCanvasElement | null },
  view: GraphView | undefined,
  { drawn, onClick, onOpen }: Pick<GraphCanvasProps, 'drawn' | 'onClick' | 'onOpen'>,
): void {
  const click = useLatest(onClick)
  const open = useLatest(onOpen)
  const hover = useLatest((hit: Hit | undefined) => {
    if (hit?.kind !== 'box') view?.point(undefined)
    else if (hit.box !== view?.pointed?.box) view?.point({ box: hit.box, path: pathThrough(drawn, hit.box) })
  })
  useEffect(() => {
    if (!view || !canvas.current) return undefined
    return listenToGestures(canvas.current, view, { onClick: click, onOpen: open, onHover: hover })
  }, [canvas, view, click, open, hover])
}
