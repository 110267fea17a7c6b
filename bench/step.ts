import { join } from 'node:path'
import { type AnyAsset, asset, daily, defineProject, sqliteState } from '@headwater/core'
import type { Benchmark, Result, Timing } from './benchmark.ts'
import { inFolder } from './folder.ts'
import { median, middle, timed } from './measure.ts'
import { BareFile, readWritten, type Written, type WrittenEvent } from './state-file.ts'

const steps = 100
const rounds = 30
const perRound = steps * rounds
/** Ten years of days. */
const days = 3650
const backfills = 3

/**
 * What a run adds to a step that does nothing, with its events durable. Its limit is writing the same rows of the same
 * steps to the same tables in as many commits. Both are taken in turn, a hundred steps at a time.
 */
export const step: Benchmark = {
  name: 'step',
  needsBuild: false,
  measure: async () => {
    const ours: Laps[] = []
    const peer: Laps[] = []
    for (let round = 0; round <= rounds; round += 1) {
      await inFolder(async (folder) => {
        const run = await timeSteps(join(folder, 'state.sqlite'))
        const bare = timeCommits(join(folder, 'state.sqlite'), join(folder, 'bare.sqlite'))
        if (round === 0) return
        ours.push(run)
        peer.push(bare)
      })
    }
    const both = { ours: summary(ours), peer: summary(peer) }
    return [
      {
        what: `a step that does nothing, p50 of ${perRound}`,
        peerName: 'bare commit',
        ...both,
        budgets: [
          { figure: both.ours.wallMs, limit: 1, unit: 'ms' },
          { figure: both.ours.wallMs / both.peer.wallMs, limit: 1.3, unit: 'x' },
        ],
      },
      await manyPartitions(),
    ]
  },
}

/** A thousand steps a second, however many partitions the asset has already. */
async function manyPartitions(): Promise<Result> {
  const ours: Timing[] = []
  const peer: Timing[] = []
  for (let repetition = 0; repetition < backfills; repetition += 1) {
    await inFolder(async (folder) => {
      const state = join(folder, 'state.sqlite')
      ours.push(await timed(() => backfillByDay(state)))
      const written = readWritten(state, ['step_started', 'materialized'])
      const bare = new BareFile(join(folder, 'bare.sqlite'), written)
      peer.push(
        await timed(() => {
          for (const step of stepsOf(written)) bare.write(step)
        }),
      )
      bare.close()
    })
  }
  const both = { ours: middle(ours), peer: middle(peer) }
  const budgets = [{ figure: both.ours.wallMs / days, limit: 1, unit: 'ms', of: 'a step' }] as const
  return { what: `${days} steps of one partition each, of one asset`, peerName: 'bare commits', ...both, budgets }
}

async function backfillByDay(state: string): Promise<void> {
  const end = new Date(Date.UTC(2010, 0, 1 + days)).toISOString().slice(0, 10)
  const everyDay = asset('bench/days', { partitions: daily({ start: '2010-01-01', end }), codeVersion: '1' }, () => {})
  await using project = defineProject({ assets: [everyDay], state: sqliteState({ path: state }) })
  const { ok } = await project.materialize('*')
  if (!ok) throw new Error('the partitions were not made')
}

/** Each step reads the one before, so that no two of them share a commit. */
function chain(): readonly AnyAsset[] {
  const assets: AnyAsset[] = []
  for (let index = 0; index < steps; index += 1) {
    const before = assets.at(-1)
    assets.push(asset(`bench/step${index}`, { deps: before ? { before } : {}, codeVersion: '1' }, () => {}))
  }
  return assets
}

/** From the end of one step to the end of the next. */
async function timeSteps(state: string): Promise<Laps> {
  await using project = defineProject({ assets: chain(), state: sqliteState({ path: state }) })
  const laps = new Laps()
  await project.materialize('*', {
    onProgress: (progress) => {
      if (progress.kind === 'started') laps.start()
      if (progress.kind === 'step' && progress.done) laps.next()
    },
  })
  return laps
}

/** Writes what a run wrote once more, in the same transactions: a step's start goes with its end. */
function timeCommits(from: string, to: string): Laps {
  const written = readWritten(from, ['step_started', 'materialized'])
  const bare = new BareFile(to, written)
  const laps = new Laps()
  laps.start()
  for (const events of stepsOf(written)) {
    bare.write(events)
    laps.next()
  }
  bare.close()
  return laps
}

function stepsOf({ events }: Written): readonly (readonly WrittenEvent[])[] {
  const ends = events.filter(({ type }) => type === 'materialized')
  const starts = events.filter(({ type }) => type === 'step_started')
  return ends.map((end, index) => [...starts.slice(index, index + 1), end])
}

/** The time of each step, and the processor time of all: to ask for that at each would take as long as a part of the step. */
class Laps {
  readonly wallMs: number[] = []
  cpuMs = 0
  #last = 0
  #cpu = process.cpuUsage()

  start(): void {
    this.#cpu = process.cpuUsage()
    this.#last = performance.now()
  }

  next(): void {
    const now = performance.now()
    this.wallMs.push(now - this.#last)
    if (this.wallMs.length === steps) {
      const { user, system } = process.cpuUsage(this.#cpu)
      this.cpuMs = (user + system) / 1000
    }
    this.#last = performance.now()
  }
}

/** The median step, and the processor time of the average one. */
function summary(rounds: readonly Laps[]): Timing {
  const cpu = rounds.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
  return { wallMs: median(rounds.flatMap(({ wallMs }) => wallMs)), cpuMs: cpu / (rounds.length * steps) }
}
