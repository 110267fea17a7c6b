import type { Scene } from '../model/scene.ts'
import type { Rect } from './camera.ts'
import type { Context } from './context.ts'
import { overlaps, rectOf } from './hit-test.ts'
import { paintCards } from './paint-cards.ts'
import { paintEdges } from './paint-edges.ts'
import { paintFloatingTitles, paintFrames } from './paint-frames.ts'
import type { Painting } from './painting.ts'

/** The graph, without the ground under it and what moves over it. Returns how many boxes and edges that was. */
export function paintGraph(context: Context, scene: Scene, painting: Painting): number {
  paintFrames(context, scene, painting)
  const edges = paintEdges(context, scene, painting)
  const cards = paintCards(context, scene, { ...painting, lit: painting.highlight.lit })
  paintFloatingTitles(context, scene, painting)
  paintSelected(context, scene, painting)
  return edges + cards
}

export function paintSelected(
  context: Context,
  { arrangement }: Scene,
  { near, scale, palette, highlight }: Painting,
): void {
  context.strokeStyle = palette.accent
  context.lineWidth = Math.max(2, 2 / scale)
  for (const box of highlight.selected) if (overlaps(arrangement, box, near)) outline(context, rectOf(arrangement, box))
}

/** The edge of a box, as round as the box is. */
export function outline(context: Context, { x, y, w, h }: Rect): void {
  context.beginPath()
  context.roundRect(x, y, w, h, 9)
  context.stroke()
}
