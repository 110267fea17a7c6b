import { asset, defineProject, memoryState, type Project } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { criticalPath } from '../../src/server/runs/critical-path.ts'
import { type Api, type Behaviour, inFolder, served, smallProject, until } from './served.ts'

interface Item {
  readonly [name: string]: unknown
}

async function pages(api: Api, path: string, between: () => Promise<unknown> = async () => undefined): Promise<Item[]> {
  const items: Item[] = []
  let next: string | undefined
  do {
    const { body } = await api(`${path}${path.includes('?') ? '&' : '?'}${next === undefined ? '' : `cursor=${next}`}`)
    items.push(...body.items)
    next = body.next
    await between()
  } while (next !== undefined)
  return items
}

describe('the list of runs', () => {
  it('comes in pages that neither skip nor repeat, while new ones are begun', async () => {
    const { api, project } = await served()
    const before: string[] = []
    for (let index = 0; index < 7; index += 1)
      before.unshift((await project.materialize('math/*', { force: true })).runId)
    const listed = await pages(api, '/api/runs?limit=2', () => project.materialize('math/*', { force: true }))
    expect(listed.map(({ runId }) => runId)).toEqual(before)
  })

  it('is filtered by outcome, asset, words and size', async () => {
    const behaviour: Behaviour = {}
    const { api, project } = await served({}, smallProject(behaviour))
    const constant = (await project.materialize('math/*')).runId
    const prices = (await project.materialize('market/prices', { partitions: '2024-01-01' })).runId
    behaviour.fails = true
    const failing = (await project.materialize('market/prices', { partitions: '2024-01-02..2024-01-04' })).runId
    const ids = async (query: string) => (await pages(api, `/api/runs?${query}`)).map(({ runId }) => runId)
    expect(await ids('outcome=failed')).toEqual([failing, constant])
    expect(await ids('asset=market/prices')).toEqual([failing, prices])
    expect(await ids('q=MATH')).toEqual([constant])
    expect(await ids(`q=${prices}`)).toEqual([prices])
    expect(await ids('backfills=true')).toEqual([failing])
    expect(await ids('outcome=cancelled')).toEqual([])
  })

  it('counts a run as failed whose process died', async () => {
    const state = memoryState()
    await state.append([
      {
        type: 'run_started',
        runId: 'dead',
        selection: '*',
        steps: 1,
        partitions: 1,
        targets: [],
        pid: 999_999_999,
        host: (await import('node:os')).hostname(),
      },
    ])
    const { api } = await served({}, smallProject({}, state))
    expect((await api('/api/runs')).body.items).toMatchObject([{ runId: 'dead', outcome: 'failed' }])
    expect((await api('/api/runs/dead')).body).toMatchObject({ outcome: 'failed', assets: [] })
    expect((await api('/api/home')).body).toMatchObject({ running: [], recent: [{ runId: 'dead', outcome: 'failed' }] })
  })
})

describe('a run elsewhere', () => {
  it('says since when it gives no sign of life', async () => {
    const clock = new FakeClock('2024-01-20T12:00:00Z')
    const since = clock.now()
    const state = memoryState({ clock })
    const owner = { pid: 1, host: 'elsewhere.example' }
    await state.lease({ runId: 'far', partitions: [], owner })
    const run = { selection: '*', steps: 1, partitions: 1, targets: [], ...owner }
    await state.append([{ type: 'run_started', runId: 'far', ...run }])
    const { api } = await served({}, smallProject({}, state))
    expect((await api('/api/runs/far')).body).toMatchObject({ outcome: 'running' })
    expect((await api('/api/runs/far')).body).not.toHaveProperty('silentSince')
    clock.advance(60_000)
    expect((await api('/api/runs/far')).body).toMatchObject({ outcome: 'running', silentSince: since })
    expect((await api('/api/runs')).body.items).toMatchObject([{ runId: 'far', silentSince: since }])
    expect((await api('/api/home')).body.running).toMatchObject([{ runId: 'far', silentSince: since }])
  })
})

describe('a run', () => {
  it('tells its steps, logs and events in pages that neither skip nor repeat', async () => {
    const { api, project } = await served()
    const { runId } = await project.materialize('market/*')
    const steps = await pages(api, `/api/runs/${runId}/steps?limit=3`)
    expect(
      steps
        .filter(({ asset }) => asset === 'market/prices')
        .map(({ partitions }) => partitions)
        .sort(),
    ).toEqual(Array.from({ length: 10 }, (_, index) => `2024-01-${String(index + 1).padStart(2, '0')}`))
    expect(steps.at(-1)).toMatchObject({ asset: 'market/means', count: 10, state: 'made' })
    const logs = await pages(api, `/api/runs/${runId}/logs?limit=3`)
    expect(new Set(logs.map(({ message }) => message)).size).toBe(10)
    expect(logs).toHaveLength(10)
    const events = await pages(api, `/api/runs/${runId}/events?limit=4`)
    expect(events.map(({ position }) => position)).toEqual(
      (await project.events({ runId })).map(({ position }) => position),
    )
  })

  it('is filtered', async () => {
    const { api, project } = await served({}, smallProject({ fails: true }))
    const { runId } = await project.materialize('*')
    const count = async (path: string) => (await pages(api, `/api/runs/${runId}/${path}`)).length
    expect(await count('steps?state=failed')).toBe(10)
    expect(await count('steps?state=skipped')).toBe(1)
    expect(await count('steps?asset=math/constant')).toBe(1)
    expect(await count('logs?level=error')).toBe(10)
    expect(await count('logs?level=info&q=2024-01-03')).toBe(1)
    expect(await count('logs?q=THE%20VENDOR')).toBe(10)
    expect(await count('events?types=run_started,run_finished')).toBe(2)
    const [skipped] = await pages(api, `/api/runs/${runId}/steps?state=skipped`)
    expect(skipped).toMatchObject({ asset: 'market/means', because: 'market/prices', count: 10 })
  })

  it('has its warnings and errors picked out on the server, in pages of any size', async () => {
    const { api, project } = await served({}, smallProject({ fails: true }))
    const { runId } = await project.materialize('*')
    const all = await pages(api, `/api/runs/${runId}/events`)
    const levels = { info: ['info', 'ok', 'warn', 'error'], warn: ['warn', 'error'], error: ['error'] }
    for (const [level, wanted] of Object.entries(levels)) {
      for (const asset of [undefined, 'market/prices', 'market/means']) {
        const expected = all.filter(
          (item) => wanted.includes(String(item['level'])) && (asset ?? item['asset']) === item['asset'],
        )
        expect(expected.length > 0 || asset === 'market/means').toBe(true)
        for (const limit of [1, 3, 500]) {
          const query = `limit=${limit}&level=${level}${asset === undefined ? '' : `&asset=${asset}`}`
          expect(await pages(api, `/api/runs/${runId}/events?${query}`)).toEqual(expected)
        }
      }
    }
  })

  it('that nobody knows is not found', async () => {
    const { api } = await served()
    for (const path of ['', '/steps', '/logs', '/events'])
      expect(await api(`/api/runs/nope${path}`)).toMatchObject({ status: 404, body: { code: 'RUN_UNKNOWN' } })
  })

  it('says which assets its end waited for', async () => {
    const options = { schema: z.number(), codeVersion: '1' } as const
    const slow = asset('a/slow', options, async () => {
      await until(
        () => project.events({ asset: 'b/aside', types: ['materialized'] }),
        (made) => made.length > 0,
      )
      return 1
    })
    const quick = asset('a/quick', options, () => 1)
    const last = asset('b/last', { ...options, deps: { slow, quick } }, () => 1)
    const aside = asset('b/aside', { ...options, deps: { quick } }, () => 1)
    const project: Project = defineProject({
      assets: [slow, quick, last, aside],
      state: memoryState(),
      defaults: { io: inFolder() },
    })
    const { api } = await served({}, project)
    const { runId } = await project.materialize('*')
    const { assets } = (await api(`/api/runs/${runId}`)).body
    expect(assets.flatMap((each: Item) => (each['critical'] ? each['asset'] : [])).sort()).toEqual(['a/slow', 'b/last'])
    expect(assets.find((each: Item) => each['asset'] === 'b/last').upstream.sort()).toEqual(['a/quick', 'a/slow'])
  })
})

describe('the critical path', () => {
  it('goes back from what ended last', () => {
    const of = (asset: string, endedAt: number | undefined, ...upstream: string[]) => ({ asset, endedAt, upstream })
    expect([
      ...criticalPath([of('a', 5), of('b', 9, 'a'), of('c', 7, 'a'), of('d', 12, 'b', 'c'), of('e', undefined, 'd')]),
    ]).toEqual(['d', 'b', 'a'])
    expect([...criticalPath([])]).toEqual([])
  })
})
