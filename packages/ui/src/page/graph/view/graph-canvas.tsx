import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { ExportButton } from '../export/export-button.tsx'
import type { Scene } from '../model/scene.ts'
import type { Drawn } from '../model/use-arrangement.ts'
import { pathThrough } from '../model/use-scene.ts'
import type { Hit } from '../paint/hit-test.ts'
import type { Highlight } from '../paint/highlight.ts'
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
  /** The asset or group that was selected last. */
  readonly current: string | undefined
  readonly onClick: (hit: Hit | undefined, mode: ClickMode) => void
  readonly onOpen: (hit: Hit) => void
  /** A key that is not for moving about. Returns whether it did anything. */
  readonly onKey: (key: string) => boolean
  readonly nameOf: (box: number) => string
  /** What lies over the drawing beside the tools. */
  readonly children?: ReactNode
}

/** The graph, painted; with what lies over it, and a twin of what is drawn for who does not see it. */
export function GraphCanvas(props: GraphCanvasProps): ReactNode {
  const { drawn, scene, highlight, onClick, onOpen } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = useGraphView(canvas, { scene, highlight, subject: drawn.subject })
  const id = useId()
  const [current] = [...highlight.selected].slice(-1)
  useGestures(canvas, view, { drawn, onClick, onOpen })
  useEffect(() => {
    if (current !== undefined && view.scene === scene) view.reveal(current)
    // Only when something else is selected: a drawing that changes does not run away from who looks at it.
  }, [view, props.current])
  const press = pressOf(view, current, props)
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
      <ZoomButtons view={view} />
      <div className={styles['export']}>
        <ExportButton scene={scene} highlight={highlight} nameOf={props.nameOf} />
      </div>
      {props.children}
      <Legend />
      <Minimap view={view} scene={scene} />
    </div>
  )
}

/** What the keys do; those that move about are handled here. */
function pressOf(
  view: GraphView,
  current: number | undefined,
  { scene, onClick, onOpen, onKey }: GraphCanvasProps,
): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const arrow = arrows[event.key]
    if (arrow) {
      // The keyboard begins at the topmost of the leftmost.
      const next = current === undefined ? scene.arrangement.order[0] : nextBox(scene.arrangement, current, arrow)
      if (next !== undefined) onClick({ kind: 'box', box: next }, 'only')
    } else if (event.key === 'Enter' && current !== undefined) onOpen({ kind: 'box', box: current })
    else if (event.key === '+' || event.key === '=') view.zoomSmoothly(1.4)
    else if (event.key === '-') view.zoomSmoothly(1 / 1.4)
    else if (event.key === 'f') view.fit()
    else if (!onKey(event.key)) return
    event.preventDefault()
    event.stopPropagation()
  }
}

const arrows: Readonly<Record<string, Arrow>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

function useGestures(
  canvas: { readonly current: HTMLCanvasElement | null },
  view: GraphView,
  { drawn, onClick, onOpen }: Pick<GraphCanvasProps, 'drawn' | 'onClick' | 'onOpen'>,
): void {
  const click = useLatest(onClick)
  const open = useLatest(onOpen)
  const hover = useLatest((hit: Hit | undefined) => {
    if (hit?.kind !== 'box') view.point(undefined)
    else if (hit.box !== view.pointed?.box) view.point({ box: hit.box, path: pathThrough(drawn, hit.box) })
  })
  useEffect(() => {
    if (!canvas.current) return undefined
    return listenToGestures(canvas.current, view, { onClick: click, onOpen: open, onHover: hover })
  }, [canvas, view, click, open, hover])
}
