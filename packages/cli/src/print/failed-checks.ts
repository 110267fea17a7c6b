import type { AssetStatusReport, FailedCheck } from '@headwater/core'
import { sampleTable, withoutSamples } from './samples.ts'
import type { Screen } from './screen.ts'
import { count, facts, whichOnes } from './words.ts'

/** Checks that did not pass: which partitions, and one of them with what was found, and the first of its bad rows. */
export function failedChecks(screen: Screen, failed: readonly FailedCheck[]): readonly string[] {
  return [...Map.groupBy(failed, checkName).values()].map((group) => groupLine(screen, group))
}

/** `market/fct daily_move`: the name of a check among all. */
export function checkName({ asset, check }: FailedCheck): string {
  return `${asset} ${check}`
}

/** What one check found on one partition: `2014-01-28 (move: -0.0799)`. */
export function finding({ partition, facts: found, problem }: FailedCheck): string {
  const words = problem ? problem.message : facts(withoutSamples(found))
  return [partition, words && (partition === null ? words : `(${words})`)].filter(Boolean).join(' ')
}

/** The glyph of a severity. */
export function severityMark(screen: Screen, { severity }: Pick<FailedCheck, 'severity'>): string {
  const { bad, warning } = screen.glyphs
  return severity === 'error' ? screen.paint('red', bad) : screen.paint('yellow', warning)
}

/** The checks of an asset that did not pass when they last ran, one line each, with which partitions; not what is late now. */
export function failedChecksOf(
  screen: Screen,
  { asset, failedChecks: failed, late }: AssetStatusReport,
): readonly string[] {
  const others = failed.filter(({ check }) => late.every((each) => each.check !== check))
  return others.map(
    ({ check, severity, blocking, partitions, count: of }) =>
      `${severityMark(screen, { severity })} check ${asset} ${check} does not pass${partitions && ` on ${count(of, 'partition')}: ${whichOnes(partitions)}`}${kindText(screen, { severity, blocking })}`,
  )
}

function kindText(screen: Screen, { severity, blocking }: Pick<FailedCheck, 'severity' | 'blocking'>): string {
  return screen.paint('dim', ` [${severity}${blocking ? ', blocking' : ''}]`)
}

function groupLine(screen: Screen, group: readonly FailedCheck[]): string {
  const [first] = group
  if (!first) return ''
  const found = finding(first)
  const example = group.length === 1 ? found : `${count(group.length, 'partition')}${found && `, e.g. ${found}`}`
  const line = `${severityMark(screen, first)} ${checkName(first)}${example && `: ${example}`}${kindText(screen, first)}`
  return [line, sampleTable(screen, first.facts)].filter((part) => part !== '').join('\n')
}
