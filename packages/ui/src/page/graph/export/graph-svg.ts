import type { Scene } from '../model/scene.ts'
import type { Rect } from '../paint/camera.ts'
import type { Highlight } from '../paint/highlight.ts'
import { paintCard } from '../paint/paint-cards.ts'
import { paintEdges } from '../paint/paint-edges.ts'
import { paintFrames } from '../paint/paint-frames.ts'
import { paintSelected } from '../paint/paint-graph.ts'
import type { Palette } from '../paint/palette.ts'
import { escaped, SvgContext } from './svg-context.ts'

export interface ExportLook {
  /** In colours that every program knows. */
  readonly palette: Palette
  readonly highlight: Highlight
}

/** Around what is drawn. */
const margin = 32

/** All of a drawing, not only what is seen of it. */
export function wholeOf({ arrangement: { width, height } }: Scene): Rect {
  return { x: -margin, y: -margin, w: Math.ceil(width) + 2 * margin, h: Math.ceil(height) + 2 * margin }
}

/**
 * A drawing as a file of SVG: every box is a group with the name that `nameOf` gives it. `measure` tells how wide a text is in a
 * typeface, such as `600 13px Inter`.
 */
export function graphSvg(
  scene: Scene,
  { palette, highlight }: ExportLook,
  { nameOf, measure }: { nameOf: (box: number) => string; measure: (text: string, font: string) => number },
): string {
  const context = new SvgContext(measure)
  const near = wholeOf(scene)
  const painting = { near, scale: 1, palette, highlight, lit: highlight.lit }
  paintFrames(context, scene, painting)
  paintEdges(context, scene, painting)
  for (const box of scene.statuses.keys())
    context.group(nameOf(box), () => paintCard(context, scene, { ...painting, box }))
  paintSelected(context, scene, painting)
  const { x, y, w, h } = near
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${x} ${y} ${w} ${h}" font-family="${escaped(`Inter, ${palette.sans}`)}">`,
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${escaped(palette.bg)}"/>`,
    ...context.elements,
    '</svg>\n',
  ].join('\n')
}
