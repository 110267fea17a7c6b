import type { Probe } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { isWarning } from '../doctor/store-finding.ts'
import type { Screen, Style } from '../print/screen.ts'
import { problemText } from '../print/problem-text.ts'
import { count, indented } from '../print/words.ts'

export const doctor: Command = {
  args: '',
  about:
    'Tries every store that the project is configured for, and leaves nothing behind. Works where the project does not load, and says why. Exits with 1 when something keeps Headwater from working.',
  flags: [],
  examples: [
    ['headwater doctor', 'when something does not work, before you ask anybody'],
    ['headwater doctor --profile production', 'before the first run over other stores'],
  ],
  run: async (call): Promise<Answer> => {
    const findings = await examine(call)
    return {
      data: findings,
      exitCode: findings.some(({ result }) => result === 'fail') ? 1 : 0,
      text: (screen) => doctorText(screen, findings),
    }
  },
}

function doctorText(screen: Screen, findings: readonly Finding[]): string {
  const { good, warning, bad } = screen.glyphs
  const marks: { readonly [result in Finding['result']]: readonly [glyph: string, style: Style] } = {
    ok: [good, 'green'],
    warn: [warning, 'yellow'],
    fail: [bad, 'red'],
  }
  const lines = findings.flatMap(({ name, result, found, advice, problem, probes = [] }) => {
    const [glyph, style] = marks[result]
    return [
      `${screen.paint(style, glyph)} ${screen.paint('bold', name)}: ${found}`,
      ...(problem ? [indented(problemText(screen, problem))] : []),
      ...probes.filter((probe) => !probe.ok || isWarning(probe)).map((probe) => indented(probeText(screen, probe))),
      ...(advice ? [indented(screen.paint('cyan', advice))] : []),
    ]
  })
  const of = (result: Finding['result']): number => findings.filter((finding) => finding.result === result).length
  const end =
    of('fail') > 0
      ? `${count(of('fail'), 'thing')} must be mended.`
      : of('warn') > 0
        ? 'It works; there is something to look at.'
        : 'All is well.'
  return `${lines.join('\n')}\n\n${end}\n`
}

/** What a store does not do, or does in a way that should be looked at, and what to do about it. */
function probeText({ glyphs, paint }: Screen, { what, ok, found, hint }: Probe): string {
  const mark = ok ? paint('yellow', glyphs.warning) : paint('red', glyphs.bad)
  const said = `${mark} ${what}${found === undefined ? '' : `: ${found}`}`
  return [said, ...(hint === undefined ? [] : [indented(paint('cyan', hint))])].join('\n')
}
