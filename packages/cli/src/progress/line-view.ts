import type { RunProgress, StepOutcome } from '@headwater/core'
import type { Screen } from '../print/screen.ts'
import { RunNotes } from './run-notes.ts'
import type { RunView } from './run-view.ts'
import { doneLine, settled, stepLayout, type StepLayout } from './step-line.ts'

const everyMs = 10_000

/** For logs: a line when a step is done, and every ten seconds one for each step that is still at work. */
export class LineView implements RunView {
  readonly #write: (text: string) => void
  readonly #screen: Screen
  readonly #notes: RunNotes
  readonly #running = new Map<string, StepOutcome>()
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
    if (progress.kind === 'started')
      this.#layout = stepLayout(
        this.#screen,
        progress.plan.steps.map(({ step }) => step),
      )
    if (progress.kind === 'step') this.#note(progress.outcome, progress.done)
    for (const line of this.#notes.linesOf(progress)) this.note(line)
  }

  readonly note = (line: string): void => this.#write(`${line}\n`)

  readonly end = (): void => {
    clearInterval(this.#timer)
    for (const line of this.#notes.rest()) this.note(line)
  }

  #note(outcome: StepOutcome, done: boolean): void {
    if (!done) {
      this.#running.set(outcome.step, outcome)
      return
    }
    this.#running.delete(outcome.step)
    this.note(doneLine(this.#layout, outcome))
  }

  #tellRunning(): void {
    for (const outcome of this.#running.values()) {
      this.note(`${this.#screen.glyphs.ellipsis} ${outcome.step}  ${settled(outcome)}/${outcome.planned}`)
    }
  }
}
