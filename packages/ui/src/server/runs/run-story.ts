import type { EventReport, Project } from '@headwater/core'
import { Subset } from '@headwater/core/extend'
import { countOf, rowsOf } from './counted.ts'

type StartedRun = Extract<EventReport, { type: 'run_started' }>

/** What became of one asset in a run. */
export interface AssetStory {
  readonly asset: string
  /** How many partitions it was to make. */
  of: number
  made: number
  cutOff: number
  failed: number
  skipped: number
  startedAt: number | undefined
  endedAt: number | undefined
  rows: number | undefined
}

/** So many failures and failed checks are kept: more tell nothing new. */
const mostKept = 500

const types = [
  'step_started',
  'materialized',
  'cut_off',
  'step_failed',
  'step_skipped',
  'checked',
  'run_finished',
] as const

/** One run as its events tell it. What was read once is not read again, so that a run that goes on can be looked at often. */
export class RunStory {
  readonly started: StartedRun
  readonly assets = new Map<string, AssetStory>()
  readonly failures: Extract<EventReport, { type: 'step_failed' }>[] = []
  readonly failedChecks: Extract<EventReport, { type: 'checked' }>[] = []
  finished: Extract<EventReport, { type: 'run_finished' }> | undefined
  #position: number
  #reading: Promise<void> = Promise.resolve()

  constructor(started: StartedRun) {
    this.started = started
    this.#position = started.position
    for (const { asset, partitions } of started.targets) this.#of(asset).of += Subset.decode(partitions).count
  }

  /** Reads what came since. One reader at a time: two would count the same events twice. */
  catchUp(project: Project): Promise<void> {
    this.#reading = this.#reading
      .catch(() => undefined)
      .then(async () => {
        if (this.finished) return
        const { runId } = this.started
        for (const event of await project.events({ types, runId, after: this.#position })) this.#take(event)
      })
    return this.#reading
  }

  // One line for each type of event.
  #take(event: EventReport): void {
    this.#position = event.position
    switch (event.type) {
      case 'step_started':
        this.#begin(event.asset, event.time)
        break
      case 'materialized':
        this.#made(event)
        break
      case 'cut_off':
        this.#of(event.asset).cutOff += event.count
        break
      case 'step_skipped':
        this.#of(event.asset).skipped += event.count
        break
      case 'step_failed':
        this.#failed(event)
        break
      case 'checked':
        if (!event.passed && this.failedChecks.length < mostKept) this.failedChecks.push(event)
        break
      case 'run_finished':
        this.finished = event
        break
      default:
    }
  }

  #made(event: Extract<EventReport, { type: 'materialized' }>): void {
    const story = this.#of(event.asset)
    const rows = rowsOf(event)
    story.made += countOf(event.partitions)
    if (rows !== undefined) story.rows = (story.rows ?? 0) + rows
    // Of assets that are made together only the first says when it begins.
    this.#begin(event.asset, event.time - event.seconds * 1000)
    story.endedAt = event.time
  }

  #failed(event: Extract<EventReport, { type: 'step_failed' }>): void {
    if (event.willRetry) return
    const story = this.#of(event.asset)
    story.failed += event.count
    story.endedAt = event.time
    if (this.failures.length < mostKept) this.failures.push(event)
  }

  #begin(asset: string, time: number): void {
    const story = this.#of(asset)
    story.startedAt = Math.min(story.startedAt ?? Infinity, Math.round(time))
  }

  #of(asset: string): AssetStory {
    const known = this.assets.get(asset)
    if (known) return known
    const story = {
      asset,
      of: 0,
      made: 0,
      cutOff: 0,
      failed: 0,
      skipped: 0,
      startedAt: undefined,
      endedAt: undefined,
      rows: undefined,
    }
    this.assets.set(asset, story)
    return story
  }
}
