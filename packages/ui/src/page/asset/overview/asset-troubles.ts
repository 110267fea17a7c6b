import type { AssetBody } from '../../../contract/assets.ts'
import type { Mark } from '../../words/mark.ts'
import { plural } from '../../words/format.ts'
import { lateWords } from '../../words/late.ts'

/** One thing that is to be known of how an asset stands. */
export interface Trouble {
  readonly mark: Mark
  readonly sentence: string
  readonly detail?: string
  /** What to do next. */
  readonly next?: string
  readonly action?: 'materialize' | 'check' | 'run' | 'partitions' | undefined
  readonly check?: string
}

/** What is wrong with an asset in plain words, the worst first; one sentence when nothing is. */
export function troublesOf(asset: AssetBody): readonly Trouble[] {
  const found = [
    ...failure(asset),
    ...checks(asset),
    ...running(asset),
    ...late(asset),
    ...stale(asset),
    ...missing(asset),
  ]
  return found.length > 0 ? found : [fine(asset)]
}

function failure({ status: { counts, lastFailure }, partitions }: AssetBody): readonly Trouble[] {
  if (counts.failed === 0 || !lastFailure) return []
  const what = partitions === 'unpartitioned' ? 'Its last run failed' : `${plural(counts.failed, 'partition')} failed`
  return [
    {
      mark: 'failed',
      sentence: `${what}: ${lastFailure.code}`,
      detail: lastFailure.message,
      next: 'Mend the cause, then re-run from the failure: only what failed and what waits for it is made.',
      action: 'run',
    },
  ]
}

function checks({ status: { failedChecks } }: AssetBody): readonly Trouble[] {
  return failedChecks.map(({ check, severity, blocking, partitions, count }) => ({
    mark: severity === 'warn' ? 'warn' : 'failed',
    sentence: `Check \`${check}\` ${severity === 'warn' ? 'warns' : 'fails'}${count > 1 ? ` on ${plural(count, 'partition')}` : ''}`,
    ...(partitions === '' ? {} : { detail: partitions }),
    next: blocking ? 'What reads it is not made until the check passes.' : 'Look at the rows that it kept.',
    action: 'check',
    check,
  }))
}

function running({ status: { counts }, partitions }: AssetBody): readonly Trouble[] {
  if (counts.running === 0) return []
  const what =
    partitions === 'unpartitioned'
      ? 'It is'
      : `${plural(counts.running, 'partition')} ${counts.running === 1 ? 'is' : 'are'}`
  return [{ mark: 'running', sentence: `${what} being made now` }]
}

function late({ status, external }: AssetBody): readonly Trouble[] {
  return status.late.map((each) => ({
    mark: 'late',
    sentence: `Late: ${lateWords(each)}`,
    detail: `As check \`${each.check}\` has it.`,
    ...(external ? {} : { next: 'Materialize it, or find out what keeps it waiting.', action: 'materialize' }),
  }))
}

function stale({ status: { counts, causes }, partitions }: AssetBody): readonly Trouble[] {
  const isCut = partitions !== 'unpartitioned'
  const told = causes.map(
    ({ reason, count, partitions }): Trouble => ({
      mark: 'stale',
      sentence: isCut ? `${plural(count, 'partition')} out of date: ${reason}` : `Out of date: ${reason}`,
      ...(isCut && partitions !== '' ? { detail: partitions } : {}),
      next: 'Materialize it: only what is out of date is made.',
      action: 'materialize',
    }),
  )
  if (told.length > 0 || counts.stale === 0) return told
  return [{ mark: 'stale', sentence: 'Out of date', next: 'Materialize it.', action: 'materialize' }]
}

function missing({ status: { counts }, partitions, external }: AssetBody): readonly Trouble[] {
  if (counts.missing === 0 || external) return []
  const isAll = counts.missing === counts.total
  const sentence =
    partitions === 'unpartitioned'
      ? 'It was not made yet'
      : isAll
        ? 'No partition was made yet'
        : `${plural(counts.missing, 'partition')} not made yet`
  return [{ mark: 'missing', sentence, next: 'Materialize what is missing.', action: 'materialize' }]
}

function fine({ status: { counts, status }, partitions, external }: AssetBody): Trouble {
  if (external)
    return { mark: 'external', sentence: 'It is made elsewhere', detail: 'Headwater only watches whether it changes.' }
  if (status === 'open') return { mark: 'open', sentence: 'Its partitions are not over yet' }
  return partitions === 'unpartitioned'
    ? { mark: 'fresh', sentence: 'Up to date', detail: 'Made by this code from this data: there is nothing to do.' }
    : {
        mark: 'fresh',
        sentence: `All ${plural(counts.fresh, 'partition')} are up to date`,
        detail: 'There is nothing to do.',
        action: 'partitions',
      }
}
