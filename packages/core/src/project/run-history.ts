import type { EventOf, Problem, RecordedEvent } from '../events/index.ts'
import { fail } from '../errors/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import { CurrentNames } from '../run/index.ts'
import { rowsIn, type StateStore } from '../state/index.ts'

/** A run in the history. */
export interface RunSummary {
  readonly runId: string
  /** `running` also covers a run whose process died and that nobody repaired yet. */
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'cancelled'
  readonly selection: string
  readonly startedAt: number
  /** Undefined while it runs. */
  readonly seconds: number | undefined
  readonly steps: number
  readonly partitions: number
  readonly counts: { readonly [name: string]: number }
  readonly pid: number
  readonly host: string
}

/** A run with everything that it recorded. */
export interface RunReport extends RunSummary {
  readonly failures: readonly { readonly asset: string; readonly count: number; readonly problem: Problem }[]
  readonly failedChecks: readonly EventOf<'checked'>[]
  readonly logs: readonly EventOf<'logged'>[]
  readonly assets: readonly {
    readonly asset: string
    readonly partitions: number
    readonly rows: number
    readonly seconds: number
  }[]
}

/** The newest runs first. */
export async function runHistory(store: StateStore, limit: number): Promise<readonly RunSummary[]> {
  const started = await store.events({ types: ['run_started'], newestFirst: true, limit })
  const oldest = started.at(-1)
  const finished = oldest ? await store.events({ types: ['run_finished'], after: oldest.position - 1 }) : []
  const ends = new Map(finished.map((event) => [event.runId, event]))
  return started.map((event) => summaryOf(event, ends.get(event.runId)))
}

/** How a run began. Throws RUN_UNKNOWN. */
export async function startOf(store: StateStore, runId: string): Promise<EventOf<'run_started'>> {
  const [started] = await store.events({ types: ['run_started'], runId, limit: 1 })
  if (started) return started
  const [newest] = await runHistory(store, 1)
  return fail('RUN_UNKNOWN', {
    message: `there is no run \`${runId}\``,
    hint: newest
      ? `The newest is \`${newest.runId}\`; \`headwater runs\` lists them.`
      : 'No run is recorded: nothing ran yet, or it was pruned.',
  })
}

/** One run; its assets by the names that they have now. Throws RUN_UNKNOWN. */
export async function runReport(store: StateStore, model: ProjectModel, runId: string): Promise<RunReport> {
  const started = await startOf(store, runId)
  const names = await CurrentNames.read(store, model)
  const events = (await store.events({ runId })).map((event) =>
    'asset' in event ? { ...event, asset: names.of(event) } : event,
  )
  const made = Map.groupBy(only(events, 'materialized'), ({ asset }) => asset)
  return {
    ...summaryOf(started, only(events, 'run_finished').at(-1)),
    failures: only(events, 'step_failed')
      .filter(({ willRetry }) => !willRetry)
      .map(({ asset, count, problem }) => ({ asset, count, problem })),
    failedChecks: only(events, 'checked').filter(({ passed }) => !passed),
    logs: only(events, 'logged'),
    assets: [...made].map(([asset, of]) => ({
      asset,
      partitions: of.reduce((sum, { partitions }) => sum + Subset.decode(partitions).count, 0),
      rows: of.reduce(
        (sum, { rows, partitions }) => sum + (rows ? rowsIn(rows, Subset.decode(partitions).count) : 0),
        0,
      ),
      seconds: of.reduce((sum, { seconds }) => sum + seconds, 0),
    })),
  }
}

function only<T extends RecordedEvent['type']>(events: readonly RecordedEvent[], type: T): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type)
}

function summaryOf(started: EventOf<'run_started'>, finished: EventOf<'run_finished'> | undefined): RunSummary {
  const { runId, selection, time, steps, partitions, pid, host } = started
  return {
    runId,
    outcome: finished?.outcome ?? 'running',
    selection,
    startedAt: time,
    seconds: finished?.seconds,
    steps,
    partitions,
    counts: finished?.counts ?? {},
    pid,
    host,
  }
}
