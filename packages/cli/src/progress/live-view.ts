import type { RunProgress, StepOutcome } from '@headwater/core'
import type { Screen } from '../print/screen.ts'
import { number } from '../print/words.ts'
import { RunNotes } from './run-notes.ts'
import { RunTally } from './run-tally.ts'
import type { RunView } from './run-view.ts'
import { doneLine, runningLine, stepLayout, type StepLayout } from './step-line.ts'

/** Twelve pictures a second are smooth, and cost nothing beside the run. */
const everyMs = 84
/** Steps at work that are shown at a time. */
const shown = 8
/** A run of more steps than this only counts those that are done and fine. */
const told = 24

/** For terminals: a few lines at the bottom are redrawn, and what is to stay is written above them. */
export class LiveView implements RunView {
  readonly #screen: Screen
  readonly #write: (text: string) => void
  readonly #notes: RunNotes
  readonly #tally = new RunTally()
  readonly #timer: NodeJS.Timeout
  #layout: StepLayout
  #lines = 0
  #spin = 0

  constructor(screen: Screen, write: (text: string) => void) {
    this.#screen = screen
    this.#write = write
    this.#notes = new RunNotes(screen)
    this.#layout = stepLayout(screen, [])
    this.#timer = setInterval(() => this.#draw(), everyMs)
    write('\u001b[?25l')
    process.once('exit', this.#showCursor)
  }

  readonly onProgress = (progress: RunProgress): void => {
    if (progress.kind === 'started') {
      this.#tally.start(progress.plan)
      this.#layout = stepLayout(
        this.#screen,
        progress.plan.steps.map(({ step }) => step),
      )
    }
    if (progress.kind === 'step') this.#note(progress.outcome, progress.done)
    for (const line of this.#notes.linesOf(progress)) this.note(line)
  }

  /** A line that stays. */
  readonly note = (line: string): void => {
    this.#write(`${this.#erase()}${line}\n`)
  }

  readonly end = (): void => {
    clearInterval(this.#timer)
    for (const line of this.#notes.rest()) this.note(line)
    this.#write(this.#erase())
    this.#showCursor()
    process.off('exit', this.#showCursor)
  }

  readonly #showCursor = (): void => this.#write('\u001b[?25h')

  #note(outcome: StepOutcome, done: boolean): void {
    this.#tally.note(outcome, done)
    if (!done) return
    const isFine = outcome.made + outcome.cutOff === outcome.planned
    if (!isFine || this.#tally.steps <= told) this.note(doneLine(this.#layout, outcome))
  }

  #draw(): void {
    if (this.#tally.steps === 0) return
    this.#spin += 1
    const running = this.#tally.running()
    const lines = running
      .slice(0, shown)
      .map(({ outcome, worked }) => runningLine(this.#layout, outcome, { spin: this.#spin, worked }))
    const more = running.length > shown ? `${number(running.length - shown)} more at work, ` : ''
    lines.push(`  ${this.#screen.paint('dim', `${more}${this.#tally.summary()}`)}`)
    // Without wrapping, a line stays one line where the terminal is narrow or was just made narrower.
    this.#write(`${this.#erase()}\u001b[?7l${lines.join('\n')}\u001b[?7h\n`)
    this.#lines = lines.length
  }

  /** Goes back to the first of the lines that are redrawn, and clears from there on. */
  #erase(): string {
    const lines = this.#lines
    this.#lines = 0
    return lines === 0 ? '' : `\u001b[${lines}A\u001b[J`
  }
}
