import type { AssetStatusBody } from '../../contract/assets.ts'
import { formatCount, plural } from './format.ts'
import { lateWords } from './late.ts'
import type { Mark } from './mark.ts'

/** One thing that is wrong with an asset, in words. */
export interface Trouble {
  readonly status: Mark
  /** What it is, short: `4 stale`. */
  readonly word: string
  /** Why, in a sentence. */
  readonly text: string
  /** The code of the library, where something failed. */
  readonly code?: string
  /** The run in which it failed. */
  readonly runId?: string
}

/** What is wrong with an asset, the worst first; empty when all is well. */
export function troublesOf(status: AssetStatusBody): readonly Trouble[] {
  return [...failures(status), ...failedChecks(status), ...lateness(status), ...staleness(status), ...gaps(status)]
}

function failures({ lastFailure, counts }: AssetStatusBody): readonly Trouble[] {
  if (!lastFailure) return []
  const { code, message: text, runId } = lastFailure
  return [
    {
      status: 'failed',
      word: counts.failed > 0 ? many(counts.failed, counts.total, 'failed') : 'Failed',
      text,
      code,
      runId,
    },
  ]
}

function failedChecks({ failedChecks: checks }: AssetStatusBody): readonly Trouble[] {
  return checks.map(({ check, severity, partitions, count, blocking }) => ({
    status: severity === 'error' ? 'failed' : 'stale',
    word: `check ${check}`,
    text: [
      severity === 'error' ? 'fails' : 'warns',
      count === 0 ? '' : `: ${partitions}`,
      blocking ? '; what reads this asset waits' : '',
    ].join(''),
  }))
}

function lateness({ late }: AssetStatusBody): readonly Trouble[] {
  return late.map((each) => ({ status: 'late', word: 'Late', text: lateWords(each) }))
}

function staleness({ causes, counts }: AssetStatusBody): readonly Trouble[] {
  return causes.map(({ reason, count, partitions }) => ({
    status: 'stale',
    word: many(count, counts.total, 'stale'),
    text: counts.total > 1 ? `${reason}: ${partitions}` : reason,
  }))
}

function gaps({ counts }: AssetStatusBody): readonly Trouble[] {
  if (counts.missing === 0) return []
  const text = counts.missing === counts.total ? 'Never materialized' : `of ${plural(counts.total, 'partition')}`
  return [{ status: 'missing', word: many(counts.missing, counts.total, 'missing'), text }]
}

/** `4 stale`, and only `stale` for what has one partition. */
function many(count: number, total: number, word: string): string {
  return total > 1 ? `${formatCount(count)} ${word}` : `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
}
