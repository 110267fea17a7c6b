// The arithmetic under IntervalSet: sorted runs, each an arithmetic progression with a step of its own.

/** The integers `from`, `from + step` ... `to`, both ends included. A lone integer has step 1. */
export interface Run {
  readonly from: number
  readonly to: number
  readonly step: number
}

/** How many integers are in a run. */
export function sizeOf({ from, to, step }: Run): number {
  return (to - from) / step + 1
}

/** Whether a run holds an integer. */
export function holds({ from, to, step }: Run, value: number): boolean {
  return value >= from && value <= to && (value - from) % step === 0
}

/**
 * Adds a run whose integers all follow the last one. Read from the left, each run takes all that goes on in its step, so
 * that one set has one list of runs, however it came about.
 */
export function append(runs: Run[], { from, to, step }: Run): void {
  const last = runs.at(-1)
  if (last === undefined) {
    runs.push(runOf(from, to, step))
    return
  }
  const wanted = last.from === last.to ? from - last.to : last.step
  if (from - last.to !== wanted) runs.push(runOf(from, to, step))
  else if (from === to || step === wanted) runs[runs.length - 1] = { from: last.from, to, step: wanted }
  else {
    runs[runs.length - 1] = { from: last.from, to: from, step: wanted }
    append(runs, runOf(from + step, to, step))
  }
}

/** The part of a run from `low` to `high`, both included; undefined when nothing lies there. */
export function part({ from, to, step }: Run, low: number, high: number): Run | undefined {
  const first = low <= from ? from : from + Math.ceil((low - from) / step) * step
  const last = high >= to ? to : from + Math.floor((high - from) / step) * step
  return first <= last ? runOf(first, last, step) : undefined
}

/** Integers of both lists, in runs that ascend; stops where one list ends. */
export function* common(a: readonly Run[], b: readonly Run[], [i, j]: readonly [number, number]): Generator<Run> {
  let [at, against] = [i, j]
  let [mine, theirs] = [a[at], b[against]]
  while (mine !== undefined && theirs !== undefined) {
    const shared = meeting(mine, theirs)
    if (shared !== undefined) yield shared
    if (mine.to < theirs.to) mine = a[++at]
    else theirs = b[++against]
  }
}

/** Integers of either list. Where progressions interleave, it goes integer by integer. */
export function unionOf(a: readonly Run[], b: readonly Run[]): readonly Run[] {
  const runs: Run[] = []
  let [i, j] = [0, 0]
  let [mine, theirs] = [a[0], b[0]]
  while (mine !== undefined && theirs !== undefined) {
    const [low, high] = mine.from <= theirs.from ? [mine, theirs] : [theirs, mine]
    const { taken, rest } = head(low, high)
    append(runs, taken)
    const after = part(high, taken.to + 1, Number.POSITIVE_INFINITY)
    if (low === mine) [mine, theirs] = [rest ?? a[++i], after ?? b[++j]]
    else [theirs, mine] = [rest ?? b[++j], after ?? a[++i]]
  }
  for (; mine !== undefined; mine = a[++i]) append(runs, mine)
  for (; theirs !== undefined; theirs = b[++j]) append(runs, theirs)
  return runs
}

/** Integers of `whole` that are not in `gone`, all of which must be in `whole`. */
export function differenceOf(whole: readonly Run[], gone: Iterable<Run>): readonly Run[] {
  const runs: Run[] = []
  const holes = gone[Symbol.iterator]()
  let hole: Run | undefined = next(holes)
  for (const run of whole) {
    let left: Run | undefined = run
    while (left !== undefined && hole !== undefined && hole.from <= left.to) {
      const solid: Run = hole.step === run.step ? hole : { from: hole.from, to: hole.from, step: 1 }
      const end = Math.min(solid.to, left.to)
      const before = part(left, left.from, hole.from - 1)
      if (before !== undefined) append(runs, before)
      left = part(left, end + 1, left.to)
      hole = part(hole, end + 1, hole.to) ?? next(holes)
    }
    if (left !== undefined) append(runs, left)
  }
  return runs
}

/** What can be taken of `low`, which begins first, before `high` must be looked at, and what is left of it. */
function head(low: Run, high: Run): { readonly taken: Run; readonly rest: Run | undefined } {
  const isOn = (high.from - low.from) % low.step === 0 && (high.from === high.to || high.step % low.step === 0)
  // On its steps, `high` adds nothing to `low` as far as both go.
  const end = isOn ? Math.min(low.to, high.to) : Math.max(low.from, high.from - 1)
  const taken = part(low, low.from, end) ?? low
  return { taken, rest: part(low, end + 1, low.to) }
}

/** Integers of both runs. */
function meeting(a: Run, b: Run): Run | undefined {
  const [low, high] = [Math.max(a.from, b.from), Math.min(a.to, b.to)]
  if (low > high) return undefined
  const [fine, coarse] = a.step <= b.step ? [a, b] : [b, a]
  if (coarse.step % fine.step === 0)
    return (coarse.from - fine.from) % fine.step === 0 ? part(coarse, low, high) : undefined
  const first = firstMeeting(coarse, fine, low)
  if (first === undefined || first > high) return undefined
  const step = (coarse.step / gcd(coarse.step, fine.step)) * fine.step
  return runOf(first, first + Math.floor((high - first) / step) * step, step)
}

/** The first integer from `low` on that both progressions reach, if they went on for ever. */
function firstMeeting(coarse: Run, fine: Run, low: number): number | undefined {
  const start = coarse.from + Math.ceil((low - coarse.from) / coarse.step) * coarse.step
  const divisor = gcd(coarse.step, fine.step)
  if ((fine.from - start) % divisor !== 0) return undefined
  // start + steps * coarse.step must be fine.from modulo fine.step; products of two steps may need more than 53 bits.
  const modulus = BigInt(fine.step / divisor)
  const steps = BigInt((fine.from - start) / divisor) * inverseOf(BigInt(coarse.step / divisor), modulus)
  return start + Number(((steps % modulus) + modulus) % modulus) * coarse.step
}

/** The number that `value` multiplied by gives 1, modulo one that it shares no divisor with. */
function inverseOf(value: bigint, modulus: bigint): bigint {
  let [divisor, rest, inverse, following] = [value % modulus, modulus, 1n, 0n]
  while (rest !== 0n) {
    const times = divisor / rest
    ;[divisor, rest, inverse, following] = [rest, divisor - times * rest, following, inverse - times * following]
  }
  return inverse
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

function runOf(from: number, to: number, step: number): Run {
  return { from, to, step: from === to ? 1 : step }
}

function next(runs: Iterator<Run>): Run | undefined {
  const { done, value } = runs.next()
  return done ? undefined : value
}
