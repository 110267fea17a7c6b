import type { Arrangement } from '../layout/arrangement.ts'
import type { Camera } from '../paint/camera.ts'
import { type Moves, movesOf, onTheWay } from './moves.ts'

export const motionMs = 200
/** Of more than this nobody sees which one went where. */
const mostBoxes = 1500
const mostSlow = 1

/** A drawing that becomes another one. */
export class Motion {
  readonly #before: Arrangement
  readonly #after: Arrangement
  readonly #then: Camera
  #moves: Moves | undefined
  #start = Number.NaN
  #slowFrames = 0

  /** `then` is the camera that saw the first one. */
  constructor(before: Arrangement, after: Arrangement, then: Camera) {
    this.#before = before
    this.#after = after
    this.#then = then
  }

  static suits(before: Arrangement, after: Arrangement): boolean {
    return Math.max(before.kind.length, after.kind.length) <= mostBoxes
  }

  /** What is seen at a time by the camera of the second one; undefined once it is over. It begins when this is first asked. */
  at(time: number, now: Camera): Arrangement | undefined {
    if (Number.isNaN(this.#start)) this.#start = time
    const left = 1 - (time - this.#start) / motionMs
    if (left <= 0 || this.#slowFrames > mostSlow) return undefined
    this.#moves ??= movesOf(this.#before, this.#after, [this.#then, now])
    return onTheWay(this.#after, this.#moves, left ** 3)
  }

  /** A frame took too long: if another one does, it is over. */
  slow(): void {
    this.#slowFrames += 1
  }
}
