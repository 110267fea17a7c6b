import { at, drawnAt } from '../layout/adjacency.ts'
import { type Arrangement, boxKind } from '../layout/arrangement.ts'
import type { Rect } from '../paint/camera.ts'
import { rectOf } from '../paint/hit-test.ts'

interface Shift {
  readonly x: number
  readonly y: number
}

/**
 * How far something has moved from one drawing to the next that is to stay where it is on the screen: the group or the stack
 * that was opened or closed; if it was none or several, what is nearest to a point. Undefined: nothing is in both.
 */
export function keptPlace(before: Arrangement, after: Arrangement, near: { x: number; y: number }): Shift | undefined {
  const changed = [...changedGroups(before, after), ...changedStacks(before, after)]
  const [only] = changed
  if (only && changed.length === 1) return only
  return nearestMoved(before, after, near)
}

/** The title of a frame stands where its group's box did. */
function changedGroups(before: Arrangement, after: Arrangement): readonly Shift[] {
  const opened = framesOfBoxes(after, before).map(({ frame, box }) => shift(box, frame))
  const closed = framesOfBoxes(before, after).map(({ frame, box }) => shift(frame, box))
  return [...opened, ...closed]
}

/** Groups that are a frame in one drawing and a box in the other. */
function framesOfBoxes(framed: Arrangement, boxed: Arrangement): readonly { frame: Rect; box: Rect }[] {
  const frameOf = new Map(Array.from(framed.frames.group, (group, frame) => [group, frame]))
  return Array.from(boxed.kind.keys()).flatMap((box) => {
    const frame = boxed.kind[box] === boxKind.group ? frameOf.get(at(boxed.of, box)) : undefined
    return frame === undefined ? [] : [{ frame: rectOf(framed.frames, frame), box: rectOf(boxed, box) }]
  })
}

function changedStacks(before: Arrangement, after: Arrangement): readonly Shift[] {
  const unfolded = stacksUnfolded(before, after).map(({ stack, first }) => shift(stack, first))
  const folded = stacksUnfolded(after, before).map(({ stack, first }) => shift(first, stack))
  return [...unfolded, ...folded]
}

/** Stacks of one drawing whose first asset has a box of its own in the other. */
function stacksUnfolded(stacked: Arrangement, single: Arrangement): readonly { stack: Rect; first: Rect }[] {
  return Array.from(stacked.kind.keys()).flatMap((box) => {
    if (stacked.kind[box] !== boxKind.stack) return []
    const first = at(single.boxOf, at(stacked.of, box))
    if (first < 0 || single.kind[first] !== boxKind.asset) return []
    return [{ stack: rectOf(stacked, box), first: rectOf(single, first) }]
  })
}

function nearestMoved(before: Arrangement, after: Arrangement, near: { x: number; y: number }): Shift | undefined {
  let nearest = -1
  let least = Number.POSITIVE_INFINITY
  before.boxOf.forEach((box, asset) => {
    if (box < 0 || at(after.boxOf, asset) < 0) return
    const x = drawnAt(before.x, box) + drawnAt(before.w, box) / 2
    const y = drawnAt(before.y, box) + drawnAt(before.h, box) / 2
    const far = Math.hypot(x - near.x, y - near.y)
    if (far >= least) return
    least = far
    nearest = asset
  })
  if (nearest < 0) return undefined
  return shift(rectOf(before, at(before.boxOf, nearest)), rectOf(after, at(after.boxOf, nearest)))
}

function shift(from: Rect, to: Rect): Shift {
  return { x: to.x - from.x, y: to.y - from.y }
}
