import type { AssetStatusReport } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { aroundFlags } from '../flags.ts'
import type { Screen } from '../print/screen.ts'
import { statusMark } from '../print/status-mark.ts'
import { table } from '../print/table.ts'
import { count, number } from '../print/words.ts'
import { selectionOf } from '../selection-of.ts'

export const status: Command = {
  args: '[selection...]',
  about: 'Counts the partitions whose time is over. Exits with 0 however the assets stand.',
  flags: aroundFlags,
  examples: [
    ['headwater status', 'all assets'],
    ['headwater status status:stale', 'those that are stale'],
    ['headwater status --json', 'for programs'],
  ],
  run: (call) =>
    call.withProject(async (project): Promise<Answer> => {
      const reports = await project.status(selectionOf(call))
      return { data: reports, text: (screen) => statusText(screen, reports) }
    }),
}

function statusText(screen: Screen, reports: readonly AssetStatusReport[]): string {
  const rows = reports.map((report) => {
    const { asset, counts, rows, newest } = report
    const there = counts.total === 1 && !newest?.partition ? '' : `${number(counts.fresh)}/${number(counts.total)}`
    return [
      statusMark(screen, report.status),
      asset,
      there,
      newest?.partition ?? '',
      rows === undefined ? '' : number(rows),
      { text: causeOf(report), style: 'dim' } as const,
    ]
  })
  const titles = [
    { title: 'status' },
    { title: 'asset' },
    { title: 'fresh', align: 'right' },
    { title: 'last made' },
    { title: 'rows', align: 'right' },
    { title: '' },
  ] as const
  return `${table(screen, titles, rows)}\n\n${screen.paint('dim', tally(reports))}\n`
}

function causeOf({ status, counts, causes, missing, external, lastFailure }: AssetStatusReport): string {
  const partitions = counts.total > 1
  const parts = [
    ...(counts.failed > 0
      ? [`${partitions ? `${number(counts.failed)} failed: ` : ''}${lastFailure?.message ?? ''}`]
      : []),
    ...(counts.missing > 0 && partitions ? [`missing ${missing}`] : []),
    ...causes.map(({ reason, count: of }) => (partitions ? `${reason} (${number(of)})` : reason)),
    ...(external && status === 'missing' ? ['made elsewhere, and not there'] : external ? ['made elsewhere'] : []),
  ]
  return parts.join('; ')
}

function tally(reports: readonly AssetStatusReport[]): string {
  const kinds = ['fresh', 'stale', 'missing', 'failed'] as const
  const parts = kinds.map((kind) => [kind, reports.filter(({ status }) => status === kind).length] as const)
  return `${count(reports.length, 'asset')}: ${parts
    .filter(([, of]) => of > 0)
    .map(([kind, of]) => `${number(of)} ${kind}`)
    .join(', ')}`
}
