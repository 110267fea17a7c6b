import type { RunProgress } from '@headwater/core'
import { checkName, finding, severityMark } from '../print/failed-checks.ts'
import { logLine } from '../print/log-line.ts'
import type { Screen } from '../print/screen.ts'
import { oneLine } from '../print/text-width.ts'
import { count, duration, indented, partitionsOf } from '../print/words.ts'

/** So many lines of one kind about one asset are shown as they come; the others are counted. */
const shown = 3

/** Turns what a run tells into lines, and keeps a flood of them from becoming one on the screen. */
export class RunNotes {
  readonly #screen: Screen
  readonly #seen = new Map<string, number>()

  constructor(screen: Screen) {
    this.#screen = screen
  }

  linesOf(progress: RunProgress): readonly string[] {
    const { paint, glyphs } = this.#screen
    const warning = paint('yellow', glyphs.warning)
    switch (progress.kind) {
      case 'recovered':
        return ['Repaired what a run that died left behind:', ...progress.actions.map((action) => indented(action))]
      case 'failure': {
        const { asset, partitions, problem } = progress.failure
        return this.#few(
          `failure ${asset}`,
          `${paint('red', glyphs.bad)} ${partitionsOf(asset, partitions)}: ${oneLine(problem.message)}`,
        )
      }
      case 'retry': {
        const { asset, partitions, problem, inMs } = progress
        return this.#few(
          `retry ${asset}`,
          `${warning} ${partitionsOf(asset, partitions)}: ${oneLine(problem.message)}; trying again in ${duration(inMs / 1000)}`,
        )
      }
      case 'check':
        return this.#few(
          `check ${checkName(progress.check)}`,
          `${severityMark(this.#screen, progress.check)} ${checkName(progress.check)}: ${oneLine(finding(progress.check)) || 'did not pass'}`,
        )
      case 'log':
        return this.#few(`${progress.level} ${progress.asset}`, logLine(this.#screen, progress))
      case 'started':
      case 'step':
        return []
      default:
        return progress satisfies never
    }
  }

  /** What was held back, in one line. */
  rest(): readonly string[] {
    const held = [...this.#seen.values()].reduce((sum, times) => sum + Math.max(0, times - shown), 0)
    return held > 0
      ? [this.#screen.paint('dim', `${this.#screen.glyphs.ellipsis} and ${count(held, 'more note')} like these`)]
      : []
  }

  #few(subject: string, line: string): readonly string[] {
    const times = (this.#seen.get(subject) ?? 0) + 1
    this.#seen.set(subject, times)
    return times <= shown ? [line] : []
  }
}
