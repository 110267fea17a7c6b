import { drawnAt } from '../layout/adjacency.ts'
import { type Arrangement, framePadding, type Places } from '../layout/arrangement.ts'
import type { Rect } from './camera.ts'

export type Hit = { readonly kind: 'box'; readonly box: number } | { readonly kind: 'frame'; readonly frame: number }

/**
 * What is at a point of the drawing: a box, or the title of a frame. Every box is looked at, since ten thousand take some
 * microseconds.
 */
export function hitTest(arrangement: Arrangement, x: number, y: number): Hit | undefined {
  const box = placeAt(arrangement, x, y)
  if (box >= 0) return { kind: 'box', box }
  const frame = placeAt(arrangement.frames, x, y)
  if (frame < 0 || y > drawnAt(arrangement.frames.y, frame) + framePadding.top - 6) return undefined
  return { kind: 'frame', frame }
}

export function rectOf(places: Places, index: number): Rect {
  return {
    x: drawnAt(places.x, index),
    y: drawnAt(places.y, index),
    w: drawnAt(places.w, index),
    h: drawnAt(places.h, index),
  }
}

export function overlaps({ x, y, w, h }: Places, index: number, rect: Rect): boolean {
  const left = drawnAt(x, index)
  const top = drawnAt(y, index)
  return (
    left < rect.x + rect.w &&
    left + drawnAt(w, index) > rect.x &&
    top < rect.y + rect.h &&
    top + drawnAt(h, index) > rect.y
  )
}

function placeAt({ x, y, w, h }: Places, px: number, py: number): number {
  for (let i = x.length - 1; i >= 0; i -= 1) {
    if (
      px >= drawnAt(x, i) &&
      px <= drawnAt(x, i) + drawnAt(w, i) &&
      py >= drawnAt(y, i) &&
      py <= drawnAt(y, i) + drawnAt(h, i)
    )
      return i
  }
  return -1
}
