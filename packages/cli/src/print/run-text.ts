import type { RunResult, StepOutcome } from '@headwater/core'
import { failedChecks } from './failed-checks.ts'
import { failureBlocks } from './failure-blocks.ts'
import { blockedLines, movesText, nothingText } from './plan-rest.ts'
import type { Screen } from './screen.ts'
import { count, duration, indented, number } from './words.ts'

/** What the reader is told beside the result: where to look, and how to go on. */
export interface Closing {
  /** Where what was made last lies. */
  readonly places: readonly string[]
  /** The project's folder, when the command was called elsewhere: places are relative to it. */
  readonly folder: string
  /** The command that says more. */
  readonly next: string
  /** The command that makes what is left. */
  readonly resume: string | undefined
}

/** What a run came to. */
export function runText(screen: Screen, result: RunResult, closing: Closing): string {
  if (result.steps.length === 0) {
    const moves = movesText(result.plan, 'History that was taken over:')
    return `${nothingText(screen, result.plan)}${moves && `\n${moves}\n`}`
  }
  const lines = [
    headline(screen, result),
    ...restLines(result).map((line) => indented(line)),
    ...checkLines(screen, result).map((line) => indented(line)),
    ...blockedLines(screen, result.plan).map((line) => indented(line)),
  ]
  const failures = failureBlocks(screen, result.failures)
  const end = closingLines(screen, closing)
  return `${[lines.join('\n'), ...failures, end.join('\n')].filter((block) => block !== '').join('\n\n')}\n`
}

function headline(screen: Screen, { steps, outcome, seconds }: RunResult): string {
  const made = steps.filter((step) => step.made > 0)
  const assets = new Set(made.flatMap((step) => step.assets))
  const rows = sum(steps, (step) => step.rows)
  const what = [
    count(assets.size, 'asset'),
    count(
      sum(steps, (step) => step.made),
      'partition',
    ),
    ...(rows > 0 ? [count(rows, 'row')] : []),
  ].join(', ')
  const words = `${what} in ${duration(seconds)}`
  const { good, bad, warning } = screen.glyphs
  switch (outcome) {
    case 'succeeded':
      return `${screen.paint('green', good)} ${screen.paint('bold', `Materialized ${words}.`)}`
    case 'failed':
      return `${screen.paint('red', bad)} ${screen.paint('bold', `Something failed. Materialized ${words}.`)}`
    case 'cancelled':
      return `${screen.paint('yellow', warning)} ${screen.paint('bold', `Cancelled. Materialized ${words}; that stays.`)}`
    default:
      return outcome satisfies never
  }
}

function restLines({ steps }: RunResult): readonly string[] {
  const kinds: readonly [of: (step: StepOutcome) => number, meaning: string][] = [
    [({ cutOff }) => cutOff, 'cut off: what is upstream came out the same'],
    [({ skipped }) => skipped, 'skipped: what is upstream is not there'],
    [({ failed }) => failed, 'failed'],
  ]
  return kinds.flatMap(([of, meaning]) =>
    sum(steps, of) > 0 ? [`${count(sum(steps, of), 'partition')} ${meaning}`] : [],
  )
}

function checkLines(screen: Screen, { checks }: RunResult): readonly string[] {
  if (checks.passed + checks.failed.length === 0) return []
  const failed = checks.failed.length > 0 ? `, ${number(checks.failed.length)} did not` : ''
  return [
    `checks: ${number(checks.passed)} passed${failed}`,
    ...failedChecks(screen, checks.failed).map((line) => indented(line)),
  ]
}

function closingLines(screen: Screen, { places, folder, next, resume }: Closing): readonly string[] {
  const lies = places.length > 0 && folder !== '' ? [`everything lies in ${folder}`] : []
  const rest = resume === undefined ? [] : [`to make the rest: ${resume}`]
  return [...places.map((place) => `last made: ${place}`), ...lies, ...rest, `next: ${next}`].map((line) =>
    indented(screen.paint('dim', line)),
  )
}

function sum(steps: readonly StepOutcome[], of: (step: StepOutcome) => number): number {
  return steps.reduce((total, step) => total + of(step), 0)
}
