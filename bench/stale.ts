import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { daily, defineProject, type Project, type StateStore, sqliteState } from '@headwater/core'
import type { Benchmark, Result, Timing } from './benchmark.ts'
import { dayAfter } from './days.ts'
import { inFolder } from './folder.ts'
import { inFreshProcess } from './in-fresh-process.ts'
import { keyAt, linkedAssets, upstreamOf } from './linked-assets.ts'
import { middle, timed } from './measure.ts'
import { assertUpToDate, Recorder } from './recorded-state.ts'

const assets = 2000
const days = 2000
/** Of the assets that make the graph ten times as large: what they hold does not matter, only that they are there. */
const fewDays = 100
const start = '2020-01-01'
const changed = 500
const readers = Array.from({ length: assets }, (_, index) => index).filter((index) =>
  upstreamOf(index).includes(changed),
)
const processes = 7
const repetitions = 51

/** What became stale by one event upstream. Its limit is the same in a tenth of the graph. */
export const stale: Benchmark = {
  name: 'stale',
  needsBuild: true,
  measure: () =>
    inFolder(async (folder) => {
      const large = new StateFile(join(folder, 'large.sqlite'), 10)
      const small = new StateFile(join(folder, 'small.sqlite'), 1)
      for (const file of [large, small]) await file.record()
      return compared(large, small)
    }),
}

/** What one process measured: its first call, and those after it. */
interface Calls {
  readonly first: Timing
  readonly next: Timing
  /** Where the log ended before the last change. */
  readonly position: number
}

class StateFile {
  readonly #path: string
  readonly #graphs: number
  #position = 0

  constructor(path: string, graphs: number) {
    this.#path = path
    this.#graphs = graphs
  }

  async record(): Promise<void> {
    const state = sqliteState({ path: this.#path })
    await using project = defined(this.#graphs, state)
    const recorder = await Recorder.begin(project, state, { asset: keyAt(0), partition: start })
    await recorder.record('*', 'all', randomUUID())
    await assertUpToDate(project, '*')
    this.#position = (await project.staleSince(0)).position
    await change(recorder)
  }

  ask(): Calls {
    const calls = inFreshProcess<Calls>('stale.ts', this.#path, String(this.#graphs), String(this.#position))
    this.#position = calls.position
    return calls
  }
}

function compared(large: StateFile, small: StateFile): readonly Result[] {
  const calls: { readonly ours: Calls[]; readonly peer: Calls[] } = { ours: [], peer: [] }
  for (let round = 0; round < processes; round += 1) {
    calls.ours.push(large.ask())
    calls.peer.push(small.ask())
  }
  return (['first', 'next'] as const).map((which) => {
    const ours = middle(calls.ours.map((call) => call[which]))
    const peer = middle(calls.peer.map((call) => call[which]))
    const what = `what an event made stale among ${10 * assets} assets, ${which} call`
    const ofSmall = { figure: peer.wallMs, limit: 100, unit: 'ms', of: `among ${assets}` } as const
    const ratio = { figure: ours.wallMs / peer.wallMs, limit: 1.2, unit: 'x' } as const
    return { what, peerName: `among ${assets}`, ours, peer, budgets: which === 'first' ? [ofSmall] : [ofSmall, ratio] }
  })
}

/** Asks once in a process of its own, and then again and again, each time after one more event. */
export async function freshly(path: string, graphs: string, after: string): Promise<Calls> {
  const state = sqliteState({ path })
  await using project = defined(Number(graphs), state)
  let position = Number(after)
  const ask = async (): Promise<void> => {
    const found = await project.staleSince(position)
    if (found.stale.length !== readers.length) throw new Error(`${found.stale.length} assets are stale`)
    position = found.position
  }
  const first = await timed(ask)
  const next: Timing[] = []
  const recorder = await Recorder.of(project, state)
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    await change(recorder)
    next.push(await timed(ask))
  }
  await change(recorder)
  return { first, next: middle(next), position }
}

/** One day of one asset becomes another one. */
async function change(recorder: Recorder): Promise<void> {
  await recorder.record(keyAt(changed), dayAfter(start, days - 1), randomUUID())
}

/** Some graphs of 2,000 assets. */
function defined(graphs: number, state: StateStore): Project {
  const made = Array.from({ length: graphs }, (_, graph) => {
    const partitions = daily({ start, end: dayAfter(start, (graph === 0 ? days : fewDays) - 1) })
    return linkedAssets({ count: assets, partitions, rootEvery: assets, first: graph * assets })
  })
  return defineProject({ assets: made.flat(), state })
}
