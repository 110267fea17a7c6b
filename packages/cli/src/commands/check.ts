import type { CheckReport } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { aroundFlags, partitionsFlag } from '../flags.ts'
import { interruptible } from '../interruptible.ts'
import { failedChecks } from '../print/failed-checks.ts'
import type { Screen } from '../print/screen.ts'
import { count, indented, number } from '../print/words.ts'
import { selectionAround } from '../selection-of.ts'

export const check: Command = {
  args: '[selection...]',
  about: 'What the checks find is recorded. Exits with 1 when one of severity error does not pass.',
  flags: [partitionsFlag, ...aroundFlags],
  examples: [
    ['headwater check', 'everything that is materialized'],
    ['headwater check group:market --partitions latest', 'the newest partitions of a group'],
  ],
  run: (call) =>
    call.withProject(async (project): Promise<Answer> => {
      const report = await interruptible((signal) =>
        project.check(selectionAround(call), { partitions: call.flags.partitions, signal }),
      )
      return { data: report, exitCode: report.ok ? 0 : 1, text: (screen) => checkText(screen, report) }
    }),
}

function checkText(screen: Screen, { passed, failed, ok, unchecked }: CheckReport): string {
  const without = unchecked.length > 0 ? [screen.paint('dim', `Nothing to check yet: ${unchecked.join(', ')}.`)] : []
  if (passed + failed.length === 0) return `${['No check was run.', ...without].join('\n')}\n`
  const mark = ok ? screen.paint('green', screen.glyphs.good) : screen.paint('red', screen.glyphs.bad)
  const head = `${mark} ${count(passed + failed.length, 'check')}: ${number(passed)} passed${failed.length > 0 ? `, ${number(failed.length)} did not` : ''}`
  return `${[head, ...failedChecks(screen, failed).map((line) => indented(line)), ...without].join('\n')}\n`
}
