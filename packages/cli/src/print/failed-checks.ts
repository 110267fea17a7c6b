import type { FailedCheck } from '@headwater/core'
import type { Screen } from './screen.ts'
import { count, facts } from './words.ts'

/** Checks that did not pass, one line each: which partitions, and one of them with what was found. */
export function failedChecks(screen: Screen, failed: readonly FailedCheck[]): readonly string[] {
  return [...Map.groupBy(failed, checkName).values()].map((group) => groupLine(screen, group))
}

/** `market/fct daily_move`: the name of a check among all. */
export function checkName({ asset, check }: FailedCheck): string {
  return `${asset} ${check}`
}

/** What one check found on one partition: `2014-01-28 (move: -0.0799)`. */
export function finding({ partition, facts: found, problem }: FailedCheck): string {
  const words = problem ? problem.message : facts(found)
  return [partition, words && (partition === null ? words : `(${words})`)].filter(Boolean).join(' ')
}

/** The glyph of a severity. */
export function severityMark(screen: Screen, { severity }: FailedCheck): string {
  const { bad, warning } = screen.glyphs
  return severity === 'error' ? screen.paint('red', bad) : screen.paint('yellow', warning)
}

function groupLine(screen: Screen, group: readonly FailedCheck[]): string {
  const [first] = group
  if (!first) return ''
  const found = finding(first)
  const example = group.length === 1 ? found : `${count(group.length, 'partition')}${found && `, e.g. ${found}`}`
  const blocking = first.blocking ? ', blocking' : ''
  return `${severityMark(screen, first)} ${checkName(first)}${example && `: ${example}`}${screen.paint('dim', ` [${first.severity}${blocking}]`)}`
}
