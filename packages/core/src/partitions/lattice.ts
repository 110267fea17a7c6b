// The arithmetic under IntervalSet: runs whose members lie on one lattice `first + n * step`.

export interface Span {
  readonly from: number
  readonly to: number
}

/** Sorted spans that no step joins; `step` is the greatest common one, 0 for fewer than two members. */
export interface Lattice {
  readonly spans: readonly Span[]
  readonly step: number
}

/** Greatest common divisor; 0 is a multiple of everything. */
export function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

/** Adds a span at the end, joining it to the last one when it overlaps or is one step away. */
export function append(spans: Span[], span: Span, step: number): void {
  const last = spans.at(-1)
  if (last === undefined || span.from > last.to + step) spans.push(span)
  else if (span.to > last.to) spans[spans.length - 1] = { from: last.from, to: span.to }
}

/** The same members at their greatest step: lone members may be multiples of something larger than `step`. */
export function latticeOf(spans: readonly Span[], step: number): Lattice {
  const first = spans[0]
  if (first === undefined || spans.some((span) => span.from < span.to)) return { spans, step }
  const greatest = spans.reduce((divisor, span) => gcd(divisor, span.from - first.from), 0)
  const joined: Span[] = []
  for (const span of spans) append(joined, span, greatest)
  return { spans: joined, step: greatest }
}

/** Whether each member of `coarse` that falls into a span of `fine` is a member of `fine`. */
export function isOn(coarse: Lattice, fine: Lattice): boolean {
  return coarse.step % fine.step === 0 && (firstOf(coarse) - firstOf(fine)) % fine.step === 0
}

/** Members of both; `coarse` must be on `fine`. */
export function intersectionOf(coarse: Lattice, fine: Lattice): readonly Span[] {
  const step = coarse.step || 1
  const spans: Span[] = []
  let [i, j] = [0, 0]
  let [mine, theirs] = [coarse.spans[0], fine.spans[0]]
  while (mine !== undefined && theirs !== undefined) {
    const from = mine.from + Math.max(0, Math.ceil((theirs.from - mine.from) / step)) * step
    const to = mine.to - Math.max(0, Math.ceil((mine.to - theirs.to) / step)) * step
    if (from <= to) append(spans, { from, to }, step)
    if (mine.to < theirs.to) mine = coarse.spans[++i]
    else theirs = fine.spans[++j]
  }
  return spans
}

/** Members of either; both must have some. */
export function unionOf(a: Lattice, b: Lattice): Lattice {
  const step = gcd(gcd(a.step, b.step), firstOf(a) - firstOf(b))
  const [left, right] = [refined(a, step), refined(b, step)]
  const spans: Span[] = []
  let [i, j] = [0, 0]
  let [mine, theirs] = [left[0], right[0]]
  while (mine !== undefined || theirs !== undefined) {
    if (mine !== undefined && (theirs === undefined || mine.from <= theirs.from)) {
      append(spans, mine, step)
      mine = left[++i]
    } else if (theirs !== undefined) {
      append(spans, theirs, step)
      theirs = right[++j]
    }
  }
  return { spans, step }
}

/** Members of `whole` that are not in `part`; every member of `part` must be in `whole`. */
export function differenceOf(whole: Lattice, part: Lattice): readonly Span[] {
  const step = whole.step || 1
  const taken = refined(part, step)
  const spans: Span[] = []
  let index = 0
  for (const span of whole.spans) {
    let from = span.from
    for (let gone = taken[index]; gone !== undefined && gone.to <= span.to; gone = taken[++index]) {
      if (gone.from > from) spans.push({ from, to: gone.from - step })
      from = gone.to + step
    }
    if (from <= span.to) spans.push({ from, to: span.to })
  }
  return spans
}

/** The same members as spans of a smaller step, where a run of the larger one falls apart. */
function refined(lattice: Lattice, step: number): readonly Span[] {
  if (lattice.step === step) return lattice.spans
  const spans: Span[] = []
  for (const { from, to } of lattice.spans) {
    for (let value = from; value <= to; value += lattice.step || 1) append(spans, { from: value, to: value }, step)
  }
  return spans
}

function firstOf(lattice: Lattice): number {
  return lattice.spans[0]?.from ?? 0
}
