import { isDeepStrictEqual } from 'node:util'
import type { EventReport, Project } from '@headwater/core'
import type { LiveMessage } from '../../contract/live.ts'

type RunLine = Extract<LiveMessage, { kind: 'runs' }>['data']['runs'][number]
type Finished = Extract<EventReport, { type: 'run_finished' }>

/** How runs go on: those that are alive, and those that ended in some events. */
export class RunNews {
  readonly #project: Project
  #alive: ReadonlyMap<string, RunLine> = new Map()

  constructor(project: Project) {
    this.#project = project
  }

  /** All that are alive, and those that ended in these events. */
  async of(events: readonly EventReport[]): Promise<readonly RunLine[]> {
    const alive = (await this.#project.liveRuns()).map(
      ({ making: _, silentSince, ...run }): RunLine => ({
        ...run,
        outcome: 'running',
        ...(silentSince !== undefined && { silentSince }),
      }),
    )
    const ended = events.flatMap((event) => (event.type === 'run_finished' ? event : []))
    const over = await Promise.all(ended.map((finished) => this.#lineOf(finished)))
    this.#alive = new Map(alive.map((line) => [line.runId, line]))
    return [...alive, ...over]
  }

  /** Those of them that are not as they were when this was asked last. */
  async changed(events: readonly EventReport[]): Promise<readonly RunLine[]> {
    const before = this.#alive
    return (await this.of(events)).filter((line) => !isDeepStrictEqual(line, before.get(line.runId)))
  }

  async #lineOf({ runId, outcome, counts }: Finished): Promise<RunLine> {
    const known = this.#alive.get(runId)
    const { made = 0, cutOff = 0, failed = 0, skipped = 0 } = counts
    const done = made + cutOff + failed + skipped
    if (known) {
      const { silentSince: _, ...line } = known
      return { ...line, outcome, done: outcome === 'succeeded' ? line.of : Math.min(done, line.of) }
    }
    const [started] = await this.#project.events({ types: ['run_started'], runId, limit: 1 })
    const { selection, time, partitions } =
      started?.type === 'run_started' ? started : { selection: '', time: 0, partitions: done }
    return { runId, outcome, selection, startedAt: time, done: Math.min(done, partitions), of: partitions }
  }
}
