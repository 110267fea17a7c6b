import {
  type AnyAsset,
  asset,
  defineProject,
  memoryState,
  type Project,
  sqliteState,
  type StateStore,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { temporaryPath } from '../state/temporary-path.ts'
import { days, gate, inShort, noon } from './kernel.ts'
import { memoryValues } from './memory-values.ts'
import { withoutNotes } from './random-story.ts'

const schema = z.number()

/** How two assets behave: what the upstream gives, and what holds the reader up. */
interface Behaviour {
  upstream: string
  readonly held: { readonly entered: () => void; readonly opened: Promise<void> } | undefined
}

function assetsOf({ upstream, held }: Behaviour): readonly AnyAsset[] {
  const up = asset('up', { partitions: days, schema, codeVersion: upstream }, () => Number(upstream))
  const reader = asset(
    'reader',
    { partitions: days, schema, codeVersion: '1', deps: { up } },
    async ({ up }, { partition }) => {
      if (partition === '2024-01-02' && held) {
        held.entered()
        await held.opened
      }
      return up
    },
  )
  const other = asset('other', { partitions: days, schema, codeVersion: '1', deps: { up } }, ({ up }) => up)
  return [up, reader, other]
}

/** Two processes over one file, or what is like it: each has its own connection, and conclusions of its own. */
async function processes(): Promise<(behaviour: Behaviour) => Project> {
  const path = await temporaryPath()
  const clock = new FakeClock(noon)
  const defaults = { io: memoryValues() }
  return (behaviour) => {
    const state = sqliteState({ path, clock })
    onTestFinished(() => state.close())
    return defineProject({ assets: assetsOf(behaviour), state, clock, environment: {}, defaults })
  }
}

const staleOf = async (project: Project) =>
  Object.fromEntries(
    (await project.status('*')).map(({ asset, counts, causes }) => [asset, [counts.stale, causes[0]?.partitions]]),
  )

describe('two processes over one state', () => {
  it('find stale what a run read before another one published, and nothing else', async () => {
    const open = await processes()
    const [entered, released] = [gate(), gate()]
    const slow = open({ upstream: '1', held: { entered: entered.open, opened: released.opened } })
    const fast = open({ upstream: '2', held: undefined })
    await slow.materialize('key:up')
    const running = slow.materialize('key:reader', { partitions: '2024-01-02..2024-01-03', concurrency: 1 })
    await entered.opened
    await fast.materialize('key:up', { partitions: '2024-01-02,2024-01-05' })
    released.open()
    expect((await running).ok).toBe(true)
    expect(await fast.loadByKey('reader', '2024-01-02')).toBe(1)
    for (const project of [slow, fast, open({ upstream: '2', held: undefined })])
      expect((await staleOf(project)).reader).toEqual([1, '1 partition: 2024-01-02'])
  })

  it('find fresh what a run read after another one had published', async () => {
    const open = await processes()
    const [first, second] = [open({ upstream: '1', held: undefined }), open({ upstream: '2', held: undefined })]
    await first.materialize('*')
    await second.materialize('key:up or key:reader')
    await first.materialize('key:other', { force: true })
    expect(await staleOf(second)).toEqual({ up: [0, undefined], reader: [0, undefined], other: [0, undefined] })
    expect(inShort(await second.plan('*'))).toEqual([])
  })

  it('make different partitions side by side, and each knows what the other made', async () => {
    const open = await processes()
    const [first, second] = [open({ upstream: '1', held: undefined }), open({ upstream: '1', held: undefined })]
    await Promise.all([
      first.materialize('*', { partitions: '2024-01-01..2024-01-05' }),
      second.materialize('*', { partitions: '2024-01-06..2024-01-10' }),
    ])
    for (const project of [first, second]) {
      expect((await project.plan('*')).steps).toEqual([])
      expect(await staleOf(project)).toEqual({ up: [0, undefined], reader: [0, undefined], other: [0, undefined] })
    }
  })

  it('draw the same conclusions from random runs that interleave', async () => {
    const clock = new FakeClock(noon)
    const state: StateStore = memoryState({ clock })
    const defaults = { io: memoryValues() }
    const projects = ['1', '2', '3'].map((upstream) =>
      defineProject({ assets: assetsOf({ upstream, held: undefined }), state, clock, environment: {}, defaults }),
    )
    const assets = assetsOf({ upstream: '1', held: undefined })
    const fresh = () => defineProject({ assets, state: withoutNotes(state), clock, environment: {}, defaults })
    for (let turn = 0; turn < 30; turn += 1) {
      const partitions = `2024-01-0${1 + (turn % 9)}`
      const project = projects[turn % 3]
      const [one, another] = turn % 2 === 0 ? ['key:up', 'key:other'] : ['key:reader', 'key:up']
      await Promise.allSettled([
        project?.materialize(one, { partitions }),
        projects[(turn + 1) % 3]?.materialize(another, { partitions: 'all' }),
      ])
      expect(await staleOf(projects[0] ?? fresh())).toEqual(await staleOf(fresh()))
    }
  })
})
