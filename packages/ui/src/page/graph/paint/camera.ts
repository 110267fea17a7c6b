/** What part of the drawing is seen: a point `p` of it is at `p * scale + x` on the screen. */
export interface Camera {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export interface Rect {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export const smallest = 0.02
export const largest = 2.5
/** Below this, cards cannot be read: the picture opens at a part of it instead. */
const readable = 0.62
const opened = 0.85

/** The whole drawing, as large as it goes and no larger than life. */
export function fitting(drawing: Size, view: Size, margin = 40): Camera {
  const scale = Math.min(
    1,
    (view.width - 2 * margin) / Math.max(1, drawing.width),
    (view.height - 2 * margin) / Math.max(1, drawing.height),
  )
  const whole = { x: 0, y: 0, w: drawing.width, h: drawing.height }
  return centred(whole, view, Math.max(smallest, scale))
}

/** A drawing that would be less of the screen than this, high or wide, would be a line. */
const thin = 1 / 6

/** The whole drawing; of one that would be a line, such as a chain of groups, as much of it as fills the screen the other way. */
export function fittingFrom(camera: Camera, drawing: Size, view: Size): Camera {
  const whole = fitting(drawing, view)
  const high = (drawing.height * whole.scale) / view.height
  const wide = (drawing.width * whole.scale) / view.width
  if (whole.scale >= readable || Math.min(high, wide) >= thin) return whole
  const scale = Math.min(opened, (whole.scale / Math.min(high, wide)) * 0.9)
  const middle = { x: (view.width / 2 - camera.x) / camera.scale, y: (view.height / 2 - camera.y) / camera.scale }
  return keptWithin(centred({ ...middle, w: 0, h: 0 }, view, scale), drawing, view)
}

/** With the middle of a rectangle in the middle of the screen. */
export function centred(rect: Rect, view: Size, scale: number): Camera {
  return {
    scale,
    x: view.width / 2 - (rect.x + rect.w / 2) * scale,
    y: view.height / 2 - (rect.y + rect.h / 2) * scale,
  }
}

/** What is seen at first: everything if that is readable, else what matters, else the beginning. */
export function opening(drawing: Size, view: Size, matters: Rect | undefined): Camera {
  const whole = fitting(drawing, view)
  if (whole.scale >= readable) return whole
  const camera = matters ? centred(matters, view, opened) : { x: 0, y: 0, scale: opened }
  return keptWithin(camera, drawing, view)
}

function keptWithin({ x, y, scale }: Camera, drawing: Size, view: Size): Camera {
  return {
    scale,
    x: within(x, drawing.width * scale, view.width),
    y: within(y, drawing.height * scale, view.height),
  }
}

/** Not further from an edge of the drawing than needed; in the middle where all of it is seen. */
function within(start: number, length: number, room: number, margin = 40): number {
  if (length + 2 * margin <= room) return (room - length) / 2
  return Math.min(margin, Math.max(room - margin - length, start))
}

/** Larger or smaller by a factor, with the point under the pointer kept where it is. */
export function zoomed(camera: Camera, factor: number, at: { readonly x: number; readonly y: number }): Camera {
  const scale = Math.min(largest, Math.max(smallest, camera.scale * factor))
  const ratio = scale / camera.scale
  return { scale, x: at.x - (at.x - camera.x) * ratio, y: at.y - (at.y - camera.y) * ratio }
}

export function moved(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy }
}

/** The part of the drawing that is seen, with some pixels around it. */
export function seen({ x, y, scale }: Camera, { width, height }: Size, around = 0): Rect {
  return {
    x: (-x - around) / scale,
    y: (-y - around) / scale,
    w: (width + 2 * around) / scale,
    h: (height + 2 * around) / scale,
  }
}

/** Moved as little as shows all of a rectangle. */
export function showing(camera: Camera, rect: Rect, { width, height }: Size, margin = 48): Camera {
  const left = rect.x * camera.scale + camera.x
  const top = rect.y * camera.scale + camera.y
  const dx = nudge(left, left + rect.w * camera.scale, { from: margin, to: width - margin })
  const dy = nudge(top, top + rect.h * camera.scale, { from: margin, to: height - margin })
  return dx === 0 && dy === 0 ? camera : moved(camera, dx, dy)
}

function nudge(start: number, end: number, { from, to }: { from: number; to: number }): number {
  if (start < from) return from - start
  return end > to ? to - end : 0
}
