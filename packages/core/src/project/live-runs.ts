import { hostOf, isGone, thisMachine } from '../base/this-machine.ts'
import type { EventOf } from '../events/index.ts'
import { Subset } from '../partitions/index.ts'
import { assetsOf, type ProjectModel } from '../graph/index.ts'
import { unfinishedRuns } from '../run/index.ts'
import type { SilentRun, StateStore } from '../state/index.ts'

/** What one run is at. */
export interface LiveRun {
  readonly runId: string
  readonly selection: string
  readonly startedAt: number
  /** Partitions that it was to make, of each asset, and how many of them are made, found up to date, failed or skipped. */
  readonly of: number
  readonly done: number
  /** Since when it gives no sign of life, milliseconds since the epoch: nobody here can see whether it goes on. */
  readonly silentSince: number | undefined
  /** Those that steps have begun to make, by asset. */
  readonly running: ReadonlyMap<string, Subset>
}

const types = ['step_started', 'materialized', 'cut_off', 'step_failed', 'step_skipped'] as const
type StepEvent = EventOf<(typeof types)[number]>

/** The runs that go on now, in whatever process, followed along the event log: what was read once is not read again. */
export class LiveRuns {
  readonly #model: ProjectModel
  readonly #followed = new Map<string, FollowedRun>()
  #last: Promise<readonly LiveRun[]> = Promise.resolve([])

  constructor(model: ProjectModel) {
    this.#model = model
  }

  /** As of the end of the log. A run whose process is gone from this machine goes on no longer. */
  read(store: StateStore): Promise<readonly LiveRun[]> {
    // One reader at a time: two would count the same events twice.
    this.#last = this.#last.catch(() => []).then(() => this.#read(store))
    return this.#last
  }

  async #read(store: StateStore): Promise<readonly LiveRun[]> {
    const here = hostOf(thisMachine())
    const live = (await unfinishedRuns(store)).filter(({ pid, host }) => host !== here || !isGone(pid))
    const silent = live.length === 0 ? [] : await store.silentRuns()
    const ids = new Set(live.map(({ runId }) => runId))
    for (const runId of this.#followed.keys()) if (!ids.has(runId)) this.#followed.delete(runId)
    const runs: LiveRun[] = []
    for (const started of live) {
      const run = this.#followed.get(started.runId) ?? new FollowedRun(this.#model, started)
      this.#followed.set(started.runId, run)
      runs.push(await run.catchUp(store, silent))
    }
    return runs
  }
}

class FollowedRun {
  readonly #model: ProjectModel
  readonly #started: EventOf<'run_started'>
  readonly #of: number
  readonly #running = new Map<string, Subset>()
  #position: number
  #done = 0

  constructor(model: ProjectModel, started: EventOf<'run_started'>) {
    this.#model = model
    this.#started = started
    this.#position = started.position
    this.#of = started.targets.reduce((sum, { partitions }) => sum + Subset.decode(partitions).count, 0)
  }

  async catchUp(store: StateStore, silent: readonly SilentRun[]): Promise<LiveRun> {
    const { runId, selection, time } = this.#started
    for (const event of await store.events({ types, runId, after: this.#position })) this.#take(event)
    const running = new Map([...this.#running].filter(([, partitions]) => !partitions.isEmpty))
    const silentSince = silent.find((run) => run.runId === runId)?.since
    return { runId, selection, startedAt: time, of: this.#of, done: this.#done, silentSince, running }
  }

  #take(event: StepEvent): void {
    this.#position = event.position
    // It is tried again, and so still being made.
    if (event.type === 'step_failed' && event.willRetry) return
    const partitions = Subset.decode(event.partitions)
    if (event.type === 'step_started') {
      for (const asset of this.#madeWith(event.asset))
        this.#running.set(asset, this.#runningOf(asset).union(partitions))
    } else {
      this.#running.set(event.asset, this.#runningOf(event.asset).subtract(partitions))
      this.#done += partitions.count
    }
  }

  #runningOf(asset: string): Subset {
    return this.#running.get(asset) ?? Subset.empty
  }

  /** A step says that it begins for the first of its assets only. */
  #madeWith(asset: string): readonly string[] {
    const step = this.#model.assets.get(asset)?.step
    const wanted = new Set(this.#started.targets.map((target) => target.asset))
    return step ? assetsOf(step).flatMap(({ key }) => (wanted.has(key) ? key : [])) : [asset]
  }
}
