import type { RunProgress } from '@headwater/core'
import type { Screen } from '../print/screen.ts'
import { RunNotes } from './run-notes.ts'
import { RunTally } from './run-tally.ts'
import type { RunView } from './run-view.ts'
import { doneLine, stepLayout, type StepLayout, waitingLine } from './step-line.ts'

const everyMs = 10_000
/** Steps at work that are told of at a time. */
const shown = 8

/** For logs: a line when a step is done, and every ten seconds how far the steps at work and the run are. */
export class LineView implements RunView {
  readonly #write: (text: string) => void
  readonly #screen: Screen
  readonly #notes: RunNotes
  readonly #tally = new RunTally()
  readonly #timer: NodeJS.Timeout
  #layout: StepLayout

  constructor(screen: Screen, write: (text: string) => void) {
    this.#screen = screen
    this.#write = write
    this.#notes = new RunNotes(screen)
    this.#layout = stepLayout(screen, [])
    this.#timer = setInterval(() => this.#tellRunning(), everyMs).unref()
  }

  readonly onProgress = (progress: RunProgress): void => {
    if (progress.kind === 'started') {
      this.#tally.start(progress.plan)
      this.#layout = stepLayout(
        this.#screen,
        progress.plan.steps.map(({ step }) => step),
      )
    }
    if (progress.kind === 'step') {
      const { outcome, done } = progress
      this.#tally.note(outcome, done)
      if (done) this.note(doneLine(this.#layout, outcome))
    }
    for (const line of this.#notes.linesOf(progress)) this.note(line)
  }

  readonly note = (line: string): void => this.#write(`${line}\n`)

  readonly end = (): void => {
    clearInterval(this.#timer)
    for (const line of this.#notes.rest()) this.note(line)
  }

  #tellRunning(): void {
    for (const { outcome, worked } of this.#tally.running().slice(0, shown))
      this.note(waitingLine(this.#layout, outcome, worked))
    if (this.#tally.steps > 1) this.note(`${this.#screen.glyphs.ellipsis} ${this.#tally.summary()}`)
  }
}
