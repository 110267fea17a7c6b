import type { Rect } from './camera.ts'
import type { Highlight } from './highlight.ts'
import type { Palette } from './palette.ts'

/** How a drawing is painted. */
export interface Painting {
  /** The part of it that is painted. */
  readonly near: Rect
  readonly scale: number
  /** How large a pixel of the screen is in it. Absent: there are no pixels. */
  readonly pixel?: number
  readonly palette: Palette
  readonly highlight: Highlight
}
