import { at, drawnAt } from '../layout/adjacency.ts'
import type { Arrangement } from '../layout/arrangement.ts'
import type { Scene } from '../model/scene.ts'
import type { Rect } from './camera.ts'
import type { Context } from './context.ts'
import { litEdges } from './highlight.ts'
import type { Painting } from './painting.ts'

/** What edges are drawn with: one path stands for many, so that they are one stroke. */
type Pen = Pick<Context, 'moveTo' | 'lineTo' | 'bezierCurveTo'>

/** Below this scale curves are not told from lines. */
const straightBelow = 0.25

/** So many are as thin as the screen can show: without a GPU, a thicker line takes ten times as long. */
const manyEdges = 100

/** The edges that come near a part of the drawing, those in the light over the others. Returns how many. */
export function paintEdges(
  context: Context,
  scene: Scene,
  { near, scale, pixel, palette, highlight }: Painting,
): number {
  const isLit = litEdges(scene, highlight)
  context.beginPath()
  const dark = traceEdges(context, scene.arrangement, { near, scale, which: (edge) => !isLit(edge) })
  context.lineWidth = dark > manyEdges && pixel !== undefined ? pixel * 0.99 : Math.max(1.4, 0.6 / scale)
  context.strokeStyle = palette.strongLine
  // A thousand lines over one another would be a grey plane.
  context.globalAlpha = (highlight.lit ? 0.45 : 1) * (dark > 2000 ? 0.45 : 1)
  if (dark > 0) context.stroke()
  context.globalAlpha = 1
  if (highlight.lit === undefined) return dark
  context.beginPath()
  const bright = traceEdges(context, scene.arrangement, { near, scale, which: isLit })
  context.lineWidth = Math.max(2, 1 / scale)
  context.strokeStyle = palette.accent
  if (bright > 0) context.stroke()
  return dark + bright
}

/** Adds the edges that come near a part of the drawing to a path. Returns how many. */
export function traceEdges(
  pen: Pen,
  { edges }: Arrangement,
  { near, scale, which }: { near: Rect; scale: number; which: (edge: number) => boolean },
): number {
  let drawn = 0
  for (let edge = 0; edge < edges.from.length; edge += 1) {
    if (!which(edge) || !isNear(edges, edge, near)) continue
    traceEdge(pen, edges, edge, { near, straight: scale < straightBelow })
    drawn += 1
  }
  return drawn
}

type Routes = Arrangement['edges']

function isNear({ bounds }: Routes, edge: number, near: Rect): boolean {
  return (
    drawnAt(bounds, edge * 4) < near.x + near.w &&
    drawnAt(bounds, edge * 4 + 1) < near.y + near.h &&
    drawnAt(bounds, edge * 4 + 2) > near.x &&
    drawnAt(bounds, edge * 4 + 3) > near.y
  )
}

/** Level where it leaves and arrives, and where it passes a column. What is left or right of the view is left out. */
function traceEdge(
  pen: Pen,
  { route, routeStart }: Routes,
  edge: number,
  { near, straight }: { near: Rect; straight: boolean },
): void {
  const start = at(routeStart, edge)
  let x = drawnAt(route, start * 2)
  let y = drawnAt(route, start * 2 + 1)
  let penIsThere = false
  for (let point = start + 1; point < at(routeStart, edge + 1); point += 1) {
    const toX = drawnAt(route, point * 2)
    const toY = drawnAt(route, point * 2 + 1)
    const isSeen = Math.min(x, toX) < near.x + near.w && Math.max(x, toX) > near.x
    if (isSeen && !penIsThere) pen.moveTo(x, y)
    penIsThere = isSeen
    if (isSeen && (straight || Math.abs(toY - y) < 0.5)) pen.lineTo(toX, toY)
    else if (isSeen) {
      const reach = toX > x ? (toX - x) / 2 : 60
      pen.bezierCurveTo(x + reach, y, toX - reach, toY, toX, toY)
    }
    x = toX
    y = toY
  }
}
