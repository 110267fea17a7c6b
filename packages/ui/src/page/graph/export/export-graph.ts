import { type Palette, readPalette } from '../paint/palette.ts'
import type { ExportButtonProps } from './export-button.tsx'
import { graphPng } from './graph-png.ts'
import { graphSvg } from './graph-svg.ts'

/** A file of all that is drawn. */
export async function exportGraph(kind: 'svg' | 'png', { scene, highlight, nameOf }: ExportButtonProps): Promise<Blob> {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser gives no canvas.')
  const palette = inHex(readPalette(), context)
  if (kind === 'png') return graphPng(scene, { palette, highlight })
  const measure = (text: string, font: string) => {
    context.font = font
    return context.measureText(text).width
  }
  return new Blob([graphSvg(scene, { palette, highlight }, { nameOf, measure })], { type: 'image/svg+xml' })
}

/** `oklch()` is unknown to most programs that draw: the canvas tells what it comes to. */
function inHex(palette: Palette, context: OffscreenCanvasRenderingContext2D): Palette {
  const hex = (colour: string) => {
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
  const all = <T extends object>(colours: T): T =>
    Object.fromEntries(Object.entries(colours).map(([name, one]) => [name, hex(String(one))])) as T
  const { fill, quiet, text, sans, ...plain } = palette
  return { ...all(plain), fill: all(fill), quiet: all(quiet), text: all(text), sans }
}
