import type { RunReport, RunSummary } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { limitFlag } from '../flags.ts'
import { failedChecks } from '../print/failed-checks.ts'
import { failureBlocks } from '../print/failure-blocks.ts'
import { logLine } from '../print/log-line.ts'
import type { Screen, Style } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { shortened } from '../print/text-width.ts'
import { count, duration, moment, number } from '../print/words.ts'

const usual = 20
/** A longer selection is cut, such as that of a run which makes what another one left of many assets. */
const longest = 80
/** Log lines that are shown of a run; `--json` has them all. */
const shownLogs = 20

export const runs: Command = {
  args: '[run]',
  flags: [limitFlag(`runs at most, the newest first; default: ${usual}`)],
  examples: [
    ['headwater runs', 'the newest runs'],
    ['headwater runs 1m7y2224kvxw8h5cfefc', 'one run: what it made, its failures, checks and logs'],
  ],
  run: ({ args: [runId], flags: { limit = usual }, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      if (runId !== undefined) {
        const report = await project.run(runId)
        return { data: report, text: (screen) => runReportText(screen, report) }
      }
      const history = await project.runs(limit)
      return { data: history, text: (screen) => historyText(screen, history) }
    }),
}

const styles: { readonly [outcome in RunSummary['outcome']]: Style } = {
  running: 'cyan',
  succeeded: 'green',
  failed: 'red',
  cancelled: 'yellow',
}

function historyText(screen: Screen, history: readonly RunSummary[]): string {
  if (history.length === 0) return 'No run is recorded: nothing ran yet, or it was pruned.\n'
  const titles = [
    { title: 'run' },
    { title: 'outcome' },
    { title: 'began' },
    { title: 'took', align: 'right' },
    { title: 'made', align: 'right' },
    { title: 'selection' },
  ] as const
  const rows = history.map(({ runId, outcome, startedAt, seconds, counts, partitions, selection }) => [
    runId,
    { text: outcome, style: styles[outcome] },
    moment(startedAt),
    seconds === undefined ? '' : duration(seconds),
    `${number(counts['made'] ?? 0)}/${number(partitions)}`,
    shortened(selection, longest, screen.glyphs.ellipsis),
  ])
  return `${table(screen, titles, rows)}\n`
}

function runReportText(screen: Screen, report: RunReport): string {
  const {
    runId,
    outcome,
    selection,
    startedAt,
    seconds,
    pid,
    host,
    assets,
    failures,
    failedChecks: failed,
    logs,
  } = report
  const head = [
    `${screen.paint('bold', runId)}  ${screen.paint(styles[outcome], outcome)}`,
    `selection ${shortened(selection, longest, screen.glyphs.ellipsis)}`,
    `began ${moment(startedAt)}${seconds === undefined ? '' : `, took ${duration(seconds)}`}, process ${pid} on ${host}`,
  ].join('\n')
  const made = table(
    screen,
    [
      { title: 'made' },
      { title: 'partitions', align: 'right' },
      { title: 'rows', align: 'right' },
      { title: 'time', align: 'right' },
    ],
    assets.map(({ asset, partitions, rows, seconds: took }) => [
      asset,
      number(partitions),
      rows > 0 ? number(rows) : '',
      duration(took),
    ]),
  )
  const problems = failureBlocks(
    screen,
    failures.map(({ asset, count: of, problem }) => ({
      asset,
      partitions: of === 1 ? '' : count(of, 'partition'),
      problem,
    })),
  )
  const lines = logs.slice(0, shownLogs).map((log) => logLine(screen, log))
  if (logs.length > shownLogs)
    lines.push(screen.paint('dim', `and ${count(logs.length - shownLogs, 'more line')}; --json has them all`))
  const blocks = [
    head,
    assets.length > 0 ? made : '',
    ...problems,
    failedChecks(screen, failed).join('\n'),
    lines.join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}
