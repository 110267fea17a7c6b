import { type PointerEvent, type ReactNode, useEffect, useRef } from 'react'
import { useTheme } from '../../theme/theme.ts'
import { drawnAt } from '../layout/adjacency.ts'
import type { Scene } from '../model/scene.ts'
import { seen } from '../paint/camera.ts'
import { rectOf } from '../paint/hit-test.ts'
import { type Palette, readPalette } from '../paint/palette.ts'
import styles from './graph-canvas.module.css'
import type { GraphView } from './graph-view.ts'

const width = 172
const height = 106
const margin = 8

/** The whole drawing at a glance, with what is seen of it. A press goes there. */
export function Minimap({ view, scene }: { readonly view: GraphView; readonly scene: Scene }): ReactNode {
  const whole = useRef<HTMLCanvasElement>(null)
  const window = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  const { scale, left, top } = fitOf(scene)
  useEffect(() => {
    if (whole.current) paintWhole(whole.current, scene, readPalette())
  }, [scene, theme])
  useEffect(() => {
    let size = 0
    const follow = () => {
      const { x, y, w, h } = seen(view.camera, view.size)
      const style = window.current?.style
      if (!style) return
      style.transform = `translate(${left + x * scale}px, ${top + y * scale}px)`
      // Panning leaves the size as it is, and to set it would lay out the page.
      if (size === w * scale) return
      size = w * scale
      style.width = `${size}px`
      style.height = `${h * scale}px`
    }
    follow()
    return view.onFrame(follow)
  }, [view, scale, left, top])
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const frame = event.currentTarget.getBoundingClientRect()
    view.lookAt((event.clientX - frame.left - left) / scale, (event.clientY - frame.top - top) / scale)
  }
  return (
    <div className={styles['minimap']} aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      <canvas ref={whole} />
      <div ref={window} className={styles['window']} />
    </div>
  )
}

/** In the middle, and no larger than needed. */
function fitOf({ arrangement }: Scene): { scale: number; left: number; top: number } {
  const scale = Math.min(
    (width - 2 * margin) / Math.max(1, arrangement.width),
    (height - 2 * margin) / Math.max(1, arrangement.height),
    0.12,
  )
  return { scale, left: (width - arrangement.width * scale) / 2, top: (height - arrangement.height * scale) / 2 }
}

function paintWhole(canvas: HTMLCanvasElement, scene: Scene, { quiet }: Palette): void {
  const ratio = devicePixelRatio
  canvas.width = width * ratio
  canvas.height = height * ratio
  const context = canvas.getContext('2d')
  if (!context) return
  const { scale, left, top } = fitOf(scene)
  context.setTransform(scale * ratio, 0, 0, scale * ratio, left * ratio, top * ratio)
  // A box that would be thinner than a pixel is one pixel high.
  const least = 1 / scale
  // One fill for each colour: to change it for each of thousands of boxes takes longer than to paint them.
  for (const colour of new Set(Object.values(quiet))) {
    context.fillStyle = colour
    context.beginPath()
    scene.statuses.forEach((status, box) => {
      if (quiet[status ?? 'missing'] !== colour) return
      const { x, y, w, h } = rectOf(scene.arrangement, box)
      context.rect(x, y, Math.max(w, least), Math.max(h, least))
    })
    context.fill()
  }
  context.strokeStyle = quiet.missing
  context.lineWidth = least
  scene.frames.forEach((_, frame) => {
    const { x, y, w, h } = scene.arrangement.frames
    context.strokeRect(drawnAt(x, frame), drawnAt(y, frame), drawnAt(w, frame), drawnAt(h, frame))
  })
}
