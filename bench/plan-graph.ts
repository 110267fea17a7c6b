import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { daily, defineProject, type Project, type StateStore, sqliteState } from '@headwater/core'
import type { Benchmark, Timing } from './benchmark.ts'
import { dayAfter } from './days.ts'
import { inFolder } from './folder.ts'
import { inFreshProcess } from './in-fresh-process.ts'
import { keyAt, linkedAssets, upstreamOf } from './linked-assets.ts'
import { middle, timed } from './measure.ts'
import { assertUpToDate, Recorder } from './recorded-state.ts'

const assets = 10_000
const days = 1000
const roots = 100
const rootEvery = assets / roots
const start = '2020-01-01'
const newest = dayAfter(start, days - 1)
const processes = 5
const repetitions = 9

/** What is planned when a day of new data came into one asset in a hundred. Its limit is following the edges once. */
export const planGraph: Benchmark = {
  name: 'plan-graph',
  needsBuild: true,
  measure: () =>
    inFolder(async (folder) => {
      const path = join(folder, 'state.sqlite')
      await record(path)
      const plans = Array.from({ length: processes }, () => inFreshProcess<Plans>('plan-graph.ts', path))
      return (['first', 'next'] as const).map((which) => {
        const ours = middle(plans.map((plan) => plan[which]))
        const peer = middle(plans.map((plan) => plan.peer))
        const what = `plan ${assets} assets x ${days} partitions, 1 % changed, ${which} call`
        // The first call also loads what a plan takes, opens the file and reads ten thousand records.
        const budgets = which === 'first' ? [] : [{ figure: ours.wallMs, limit: 200, unit: 'ms' } as const]
        return { what, peerName: 'following the edges', ours, peer, budgets }
      })
    }),
}

/** What one process measured: its first plan, and those after it. */
interface Plans {
  readonly first: Timing
  readonly next: Timing
  readonly peer: Timing
}

/** Plans once in a process of its own, and then again and again. Before every plan the data changed. */
export async function freshly(path: string): Promise<Plans> {
  const state = sqliteState({ path })
  await using project = defined(state)
  const first = await timed(() => planned(project))
  const next: Timing[] = []
  const peer: Timing[] = []
  const recorder = await Recorder.of(project, state)
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    await changeRoots(recorder)
    next.push(await timed(() => planned(project)))
    peer.push(await timed(followEdges))
  }
  await changeRoots(recorder)
  return { first, next: middle(next), peer: middle(peer) }
}

async function planned(project: Project): Promise<void> {
  const { steps } = await project.plan('*')
  if (steps.length !== assets - roots) throw new Error(`${steps.length} assets are to be made`)
}

/** One asset in a hundred gets other data for the newest day. */
async function changeRoots(recorder: Recorder): Promise<void> {
  const keys = Array.from({ length: roots }, (_, root) => `key:${keyAt(root * rootEvery)}`)
  await recorder.record(keys.join(' or '), newest, randomUUID())
}

/** Marks what is downstream of a root. */
function followEdges(): number {
  const marked = new Set<string>()
  for (let index = 0; index < assets; index += 1) {
    const isRoot = index % rootEvery === 0
    if (isRoot || upstreamOf(index).some((from) => marked.has(keyAt(from)))) marked.add(keyAt(index))
  }
  return marked.size
}

function defined(state: StateStore): Project {
  const partitions = daily({ start, end: newest })
  return defineProject({ assets: linkedAssets({ count: assets, partitions, rootEvery }), state })
}

async function record(path: string): Promise<void> {
  const state = sqliteState({ path })
  await using project = defined(state)
  const recorder = await Recorder.begin(project, state, { asset: keyAt(0), partition: start })
  await recorder.record('*', 'all', randomUUID())
  await assertUpToDate(project, '*')
  await changeRoots(recorder)
}
