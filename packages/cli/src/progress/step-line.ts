import type { StepOutcome } from '@headwater/core'
import type { Screen } from '../print/screen.ts'
import { shortened, textWidth } from '../print/text-width.ts'
import { count, duration, number, rate } from '../print/words.ts'

/** Before so many seconds a rate is mostly chance. */
const tellingAfter = 1

/** How a line about a step is laid out: alike for all steps of a run. */
export interface StepLayout {
  readonly screen: Screen
  readonly nameWidth: number
  readonly barWidth: number
}

/** A layout for these names: what the counts need is kept free, then the names, then a bar if there still is room. */
export function stepLayout(screen: Screen, names: readonly string[]): StepLayout {
  const longest = Math.max(0, ...names.map(textWidth))
  const width = Math.min(screen.width, 120)
  const nameWidth = Math.max(8, Math.min(longest, width - 34))
  const barWidth = Math.min(24, width - nameWidth - 62)
  return { screen, nameWidth, barWidth: barWidth >= 6 ? barWidth : 0 }
}

/** How long a step has been at work, and how long it had been when it last got further. */
export interface Worked {
  readonly seconds: number
  readonly until: number
}

/** A step at work: spinner, name, bar, counts, rows, seconds, rate, time left. */
export function runningLine(
  { screen, nameWidth, barWidth }: StepLayout,
  outcome: StepOutcome,
  of: { readonly spin: number; readonly worked: Worked },
): string {
  const { spinner, bar, ellipsis } = screen.glyphs
  const over = settled(outcome)
  const filled = Math.round((over / Math.max(1, outcome.planned)) * barWidth)
  const picture =
    barWidth === 0
      ? ''
      : `${screen.paint('cyan', bar[0].repeat(filled))}${screen.paint('dim', bar[1].repeat(barWidth - filled))}  `
  const name = padded(shortened(outcome.step, nameWidth, ellipsis), nameWidth)
  const line = `${name}  ${picture}${tail(outcome, of.worked.seconds)}${paceOf(outcome, of.worked)}`
  return `${screen.paint('cyan', spinner[of.spin % spinner.length] ?? '')} ${line}`
}

/** A step at work in a log, without what moves. */
export function waitingLine({ screen, nameWidth }: StepLayout, outcome: StepOutcome, worked: Worked): string {
  const name = padded(shortened(outcome.step, nameWidth, screen.glyphs.ellipsis), nameWidth)
  return `${screen.glyphs.ellipsis} ${name}  ${tail(outcome, worked.seconds)}${paceOf(outcome, worked)}`
}

/** `  12/s  40 s left`; empty while that cannot be told. */
function paceOf(outcome: StepOutcome, worked: Worked): string {
  const left = secondsLeft(settled(outcome) / outcome.planned, worked)
  return left === undefined ? '' : `  ${rate(settled(outcome) / worked.until)}  ${duration(left)} left`
}

/**
 * How long it still takes when so much of it, from 0 to 1, is done, at the pace until it last got further: what is made in
 * one call does not seem to become slower while the call goes on. Undefined while that cannot be told.
 */
export function secondsLeft(part: number, { seconds, until }: Worked): number | undefined {
  if (part <= 0 || part >= 1 || until < tellingAfter) return undefined
  return Math.max(0, until / part - seconds)
}

/** A step that is done. */
export function doneLine({ screen, nameWidth }: StepLayout, outcome: StepOutcome): string {
  const { good, bad, warning, ellipsis } = screen.glyphs
  const mark =
    outcome.failed > 0
      ? screen.paint('red', bad)
      : settled(outcome) < outcome.planned || outcome.skipped > 0
        ? screen.paint('yellow', warning)
        : screen.paint('green', good)
  const name = padded(shortened(outcome.step, nameWidth, ellipsis), nameWidth)
  return `${mark} ${name}  ${tail(outcome, outcome.seconds)}`
}

/** Partitions that the run is through with, whatever became of them. */
export function settled({ made, cutOff, failed, skipped }: StepOutcome): number {
  return made + cutOff + failed + skipped
}

function tail(outcome: StepOutcome, seconds: number): string {
  const { made, planned, rows, cutOff, skipped, failed } = outcome
  const counts = padded(`${number(made)}/${number(planned)}`, number(planned).length * 2 + 1, 'start')
  const parts = [counts, rows > 0 ? count(rows, 'row') : '', duration(seconds)]
  const rest = [
    [cutOff, 'cut off'],
    [skipped, 'skipped'],
    [failed, 'failed'],
  ] as const
  return [...parts, ...rest.map(([of, meaning]) => (of > 0 ? `${number(of)} ${meaning}` : ''))]
    .filter((part) => part !== '')
    .join('  ')
}

function padded(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)))
  return side === 'start' ? space + text : text + space
}
