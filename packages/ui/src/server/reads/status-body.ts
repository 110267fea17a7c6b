import type { AssetStatusReport } from '@headwater/core'
import type { AssetStatusBody } from '../../contract/assets.ts'
import type { Counts } from '../../contract/words.ts'

/** How an asset stands, for a page. `running`: how many partitions stand how, where a run makes some of them. */
export function statusBodyOf(report: AssetStatusReport, running: Counts | undefined): AssetStatusBody {
  const { asset, causes, newest, rows, lastFailure, failedChecks, late } = report
  // What it found when it last ran is no other trouble.
  const isLate = (check: string) => late.some((each) => each.check === check)
  const { total, open } = report.counts
  const counts = running ?? { ...report.counts, running: 0, total: total + open }
  const body = {
    asset,
    status: wordFor(report, counts),
    counts,
    causes: causes.map(({ reason, count, partitions }) => ({ reason, count, partitions })),
    ...(newest && {
      newest: { partition: newest.partition, time: newest.time, ...(newest.runId && { runId: newest.runId }) },
    }),
    ...(rows !== undefined && { rows }),
    ...(lastFailure && { lastFailure }),
    failedChecks: failedChecks.filter(({ check }) => !isLate(check)).map((check) => ({ ...check })),
    late: late.map((each) => ({ ...each })),
  }
  return { ...body, why: whyOf(body) }
}

/** What is being made says so, whatever it was before. */
function wordFor(
  { status, external, counts: { total } }: AssetStatusReport,
  counts: Counts,
): AssetStatusBody['status'] {
  if (counts.running > 0) return 'running'
  if (total === 0 && counts.open > 0) return 'open'
  return external && status === 'fresh' ? 'external' : status
}

/** The first thing to say of an asset that is not as it should be, in a line; empty where it is. */
function whyOf({ counts, causes, lastFailure, failedChecks, late }: Omit<AssetStatusBody, 'why'>): string {
  const [check] = failedChecks
  const [due] = late
  const [cause] = causes
  if (counts.failed > 0 && lastFailure) return `${lastFailure.code}: ${firstLineOf(lastFailure.message)}`
  if (check) return `check \`${check.check}\` does not pass${check.partitions && `: ${check.partitions}`}`
  if (due) return due.partition === null ? 'late: it was to be made again' : `late: ${due.partition} is due`
  if (cause) return cause.reason
  return counts.missing > 0 ? 'missing' : ''
}

function firstLineOf(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
