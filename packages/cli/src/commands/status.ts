import type { AssetStatusReport } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { aroundFlags } from '../flags.ts'
import { failedChecksOf } from '../print/failed-checks.ts'
import { lateLines } from '../print/late-text.ts'
import type { Screen } from '../print/screen.ts'
import { statusMark } from '../print/status-mark.ts'
import { type Cell, type Column, table } from '../print/table.ts'
import { ago, count, number, whichOnes } from '../print/words.ts'
import { selectionAround } from '../selection-of.ts'

export const status: Command = {
  args: '[selection...]',
  about:
    'Counts complete partitions; `open` are those whose time is not over. Exits with 1 when an asset failed, or by a check of severity error is late or did not pass.',
  flags: aroundFlags,
  examples: [
    ['headwater status', 'all assets'],
    ['headwater status status:stale', 'those that are stale'],
    ['headwater status status:late', 'those of which something is due and not there'],
    ['headwater status --json', 'for programs'],
  ],
  run: (call) =>
    call.withProject(async (project): Promise<Answer> => {
      const reports = await project.status(selectionAround(call))
      return {
        data: reports,
        exitCode: reports.some(isFailed) ? 1 : 0,
        text: (screen) => statusText(screen, reports),
      }
    }),
}

function isFailed({ status, failedChecks, late }: AssetStatusReport): boolean {
  return status === 'failed' || [...failedChecks, ...late].some(({ severity }) => severity === 'error')
}

const columns: readonly Column[] = [
  { title: 'status' },
  { title: 'asset' },
  { title: 'fresh', align: 'right' },
  { title: 'open', align: 'right' },
  { title: 'made' },
  { title: 'rows', align: 'right' },
  { title: '' },
]

function statusText(screen: Screen, reports: readonly AssetStatusReport[]): string {
  const now = Date.now()
  const rows = reports.map((report): readonly Cell[] => {
    const { asset, counts, rows, newest } = report
    const there = counts.total <= 1 && !newest?.partition ? '' : `${number(counts.fresh)}/${number(counts.total)}`
    return [
      statusMark(screen, report.status),
      asset,
      there,
      counts.open > 0 ? number(counts.open) : '',
      newest ? ago(newest.time, now) : '',
      rows === undefined ? '' : number(rows),
      { text: causeOf(report), style: 'dim' },
    ]
  })
  const checks = reports.flatMap((report) => [...lateLines(screen, report, now), ...failedChecksOf(screen, report)])
  const blocks = [table(screen, columns, rows), checks.join('\n'), screen.paint('dim', tally(reports))]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function causeOf({ status, counts, causes, missing, external, lastFailure }: AssetStatusReport): string {
  const partitions = counts.total > 1
  const parts = [
    ...(counts.failed > 0
      ? [`${partitions ? `${number(counts.failed)} failed: ` : ''}${lastFailure?.message ?? ''}`]
      : []),
    ...(counts.missing > 0 && partitions ? [`${number(counts.missing)} missing: ${whichOnes(missing)}`] : []),
    ...causes.map(({ reason, count: of }) => (partitions ? `${reason} (${number(of)})` : reason)),
    ...(counts.total === 0 ? ['no partitions yet'] : []),
    ...(external && status === 'missing' ? ['made elsewhere, and not there'] : external ? ['made elsewhere'] : []),
  ]
  return parts.join('; ')
}

function tally(reports: readonly AssetStatusReport[]): string {
  const kinds = ['fresh', 'stale', 'missing', 'failed'] as const
  const parts = [
    ...kinds.map((kind) => [kind, reports.filter(({ status }) => status === kind).length] as const),
    ['late', reports.filter(({ late }) => late.length > 0).length] as const,
  ]
  return `${count(reports.length, 'asset')}: ${parts
    .filter(([, of]) => of > 0)
    .map(([kind, of]) => `${number(of)} ${kind}`)
    .join(', ')}`
}
