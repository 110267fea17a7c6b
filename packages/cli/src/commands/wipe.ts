import type { WipeReport } from '@headwater/core'
import { Option } from 'commander'
import type { Answer, Command } from '../command.ts'
import { confirm } from '../confirm.ts'
import { dryRunFlag, partitionsFlag, yesFlag } from '../flags.ts'
import type { Screen } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { count, number, whichOnes } from '../print/words.ts'
import { selectionOf } from '../selection-of.ts'

export const wipe: Command = {
  args: '<selection...>',
  about:
    'What is wiped counts as missing, and the next run makes it again. Asks before it acts; where standard input is no terminal it acts only with --yes.',
  flags: [
    partitionsFlag,
    new Option('--delete', 'delete the values too; else they stay where they lie, and are only forgotten'),
    dryRunFlag('show what would be wiped'),
    yesFlag,
  ],
  examples: [
    ['headwater wipe market/fct_prices --partitions 2014-01-01..2014-01-31', 'a month, to be made again'],
    ['headwater wipe tag:scratch --delete --dry-run', 'what would go'],
    ['headwater wipe tag:scratch --delete --yes', 'without asking'],
  ],
  run: (call) =>
    call.withProject(async (project): Promise<Answer> => {
      const { partitions, delete: deletes, dryRun } = call.flags
      const options = { partitions, deletes }
      const preview = await project.wipe(selectionOf(call), { ...options, dryRun: true })
      if (dryRun || preview.assets.length === 0) return answer(preview)
      const shown = wipeText(call.aside, preview)
      await confirm(call, { shown, question: deletes ? 'Forget and delete these?' : 'Forget these?' })
      return answer(await project.wipe(selectionOf(call), options))
    }),
}

function answer(report: WipeReport): Answer {
  return { data: report, text: (screen) => wipeText(screen, report) }
}

function wipeText(screen: Screen, { assets, deleted, dryRun }: WipeReport): string {
  if (assets.length === 0) return 'Nothing of this is materialized: there is nothing to wipe.\n'
  const partitions = assets.reduce((sum, asset) => sum + asset.count, 0)
  const what = `${count(assets.length, 'asset')}, ${count(partitions, 'partition')}`
  const fate = dryRun
    ? deleted
      ? ' and delete the values'
      : '; the values stay where they lie'
    : deleted
      ? ' and deleted the values'
      : '; the values stay where they lie'
  const head = `${dryRun ? 'Would forget' : 'Forgot'} ${what}${fate}.`
  const rows = assets.map(({ asset, count: of, partitions: words }) => [asset, number(of), whichOnes(words)])
  const columns = [{ title: 'asset' }, { title: 'count', align: 'right' }, { title: 'partitions' }] as const
  return `${screen.paint('bold', head)}\n\n${table(screen, columns, rows)}\n`
}
