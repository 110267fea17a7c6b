import type { PruneReport } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { confirm } from '../confirm.ts'
import { dryRunFlag, eventsFlag, yesFlag } from '../flags.ts'
import type { Screen } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { count, number } from '../print/words.ts'
import { selectionOf } from '../selection-of.ts'

export const prune: Command = {
  args: '[selection...]',
  about:
    'What counts now, what a name points at and what a run reads always stays. Asks before it acts; where standard input is no terminal it acts only with --yes.',
  flags: [eventsFlag, dryRunFlag('show what would go'), yesFlag],
  examples: [
    ['headwater prune --dry-run', 'what nothing retains any more'],
    ['headwater prune --events 90 --yes', 'also what the log need not remember after 90 days'],
  ],
  run: (call) =>
    call.withProject(async (project): Promise<Answer> => {
      const options = { selection: selectionOf(call), eventDays: call.flags.events }
      const preview = await project.prune({ ...options, dryRun: true })
      if (call.flags.dryRun || isEmpty(preview)) return answer(preview)
      await confirm(call, { shown: pruneText(call.aside, preview), question: 'Delete these?' })
      return answer(await project.prune(options))
    }),
}

function answer(report: PruneReport): Answer {
  return { data: report, text: (screen) => pruneText(screen, report) }
}

function isEmpty({ values, events = {} }: PruneReport): boolean {
  return values.length === 0 && Object.values(events).every((of) => of === 0)
}

function pruneText(screen: Screen, report: PruneReport): string {
  if (isEmpty(report)) return 'Nothing to prune: all that is kept is retained.\n'
  const { values, events = {}, dryRun } = report
  const old = values.reduce((sum, asset) => sum + asset.values, 0)
  const gone = Object.values(events).reduce((sum, of) => sum + of, 0)
  const parts = [...(old > 0 ? [count(old, 'older version')] : []), ...(gone > 0 ? [count(gone, 'event')] : [])]
  const columns = [{ title: 'what' }, { title: 'count', align: 'right' }] as const
  const rows = [
    ...values.map(({ asset, values: of }) => [asset, number(of)]),
    ...Object.entries(events).map(([type, of]) => [{ text: `events: ${type}`, style: 'dim' } as const, number(of)]),
  ]
  const head = `${dryRun ? 'Would delete' : 'Deleted'} ${parts.join(' and ')}.`
  return `${screen.paint('bold', head)}\n\n${table(screen, columns, rows)}\n`
}
