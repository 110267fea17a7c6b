import type { Scene } from '../model/scene.ts'
import { paintGraph } from '../paint/paint-graph.ts'
import { type ExportLook, wholeOf } from './graph-svg.ts'

/** Pixels for one of the drawing: sharp on screens of today. */
const wanted = 2
/** What browsers still make a canvas of. */
const longestSide = 16_000
const mostPixels = 120_000_000

/** So many pixels for one of the drawing that the picture can still be made. */
export function pngScale({ w, h }: { readonly w: number; readonly h: number }): number {
  return Math.min(wanted, longestSide / Math.max(w, h), Math.sqrt(mostPixels / (w * h)))
}

/** A drawing as a file of PNG. */
export function graphPng(scene: Scene, { palette, highlight }: ExportLook): Promise<Blob> {
  const near = wholeOf(scene)
  const scale = pngScale(near)
  const canvas = new OffscreenCanvas(Math.floor(near.w * scale), Math.floor(near.h * scale))
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) throw new Error('This browser gives no canvas of that size.')
  context.fillStyle = palette.bg
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.setTransform(scale, 0, 0, scale, -near.x * scale, -near.y * scale)
  paintGraph(context, scene, { near, scale, pixel: 1 / scale, palette, highlight })
  return canvas.convertToBlob({ type: 'image/png' })
}
