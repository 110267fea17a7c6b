import { sqliteState } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Api, type Behaviour, served, smallProject, until } from './served.ts'

/** A run that goes on until it is let go. */
function held(): { readonly behaviour: Behaviour; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { behaviour: { until: promise }, release: resolve }
}

function ended(api: Api, runId: string) {
  return until(
    () => api(`/api/runs/${runId}`),
    ({ body }) => body.outcome !== 'running',
  ).then(({ body }) => body)
}

describe('a plan', () => {
  it('is carried out as it was looked at', async () => {
    const { api } = await served()
    const { body: plan } = await api('/api/plan', {
      json: { selection: 'market/*', partitions: '2024-01-01..2024-01-03' },
    })
    expect(plan).toMatchObject({
      count: 6,
      steps: [
        { asset: 'market/prices', count: 3, reason: 'missing' },
        { asset: 'market/means', count: 3 },
      ],
      cli: "headwater materialize 'market/*' --partitions 2024-01-01..2024-01-03",
      warnings: [],
    })
    expect(plan.plan).toMatchObject({ id: plan.id, selection: 'market/*' })
    const { body } = await api('/api/materialize', { json: { planId: plan.id } })
    expect(await ended(api, body.runId)).toMatchObject({ outcome: 'succeeded', partitions: 6, done: 6 })
  })

  it('that is not known, or that the state has left behind, starts nothing', async () => {
    const { api, project } = await served()
    expect(await api('/api/materialize', { json: { planId: 'x' } })).toMatchObject({
      status: 404,
      body: { code: 'PLAN_UNKNOWN' },
    })
    const { body: plan } = await api('/api/plan', { json: { selection: 'math/*' } })
    await project.materialize('math/*')
    expect(await api('/api/materialize', { json: { planId: plan.id } })).toMatchObject({
      status: 409,
      body: { code: 'PLAN_OUTDATED' },
    })
    expect(await project.runs()).toHaveLength(1)
  })

  it('with nothing to do says so', async () => {
    const { api, project } = await served()
    await project.materialize('math/*')
    expect((await api('/api/materialize', { json: { selection: 'math/*' } })).body).toEqual({ nothing: true })
  })
})

describe('a run', () => {
  it('is answered once it has begun, and told of while it goes on', async () => {
    const { behaviour, release } = held()
    const { api } = await served({}, smallProject(behaviour))
    const { body } = await api('/api/materialize', { json: { selection: 'market/prices' } })
    const { body: run } = await until(
      () => api(`/api/runs/${body.runId}`),
      (answer) => answer.body.assets[0].running > 0,
    )
    expect(run).toMatchObject({
      outcome: 'running',
      done: 0,
      assets: [{ asset: 'market/prices', of: 10, made: 0, running: 10 }],
    })
    const steps = (await api(`/api/runs/${body.runId}/steps`)).body.items
    expect(steps).toMatchObject([{ state: 'running', count: 10, partitions: '10 partitions: 2024-01-01..2024-01-10' }])
    release()
    expect(await ended(api, body.runId)).toMatchObject({
      outcome: 'succeeded',
      assets: [{ made: 10, running: 0, rows: 10 }],
    })
  })

  it('that cannot begin says why, in the words of the library', async () => {
    const { behaviour, release } = held()
    const { api } = await served({}, smallProject(behaviour))
    await api('/api/materialize', { json: { selection: 'market/prices' } })
    expect(await api('/api/materialize', { json: { selection: 'market/prices', force: true } })).toMatchObject({
      status: 409,
      body: { code: 'LEASE_HELD' },
    })
    expect(await api('/api/materialize', { json: { selection: 'market/price' } })).toMatchObject({
      status: 400,
      body: { code: 'SELECTION_UNKNOWN' },
    })
    expect(await api('/api/materialize', { json: { selection: '*', partitions: '2023-01-01' } })).toMatchObject({
      status: 404,
      body: { code: 'PARTITION_UNKNOWN' },
    })
    release()
  })

  it('is cancelled, and its rest made', async () => {
    const { behaviour, release } = held()
    const { api } = await served({}, smallProject(behaviour))
    const { runId } = (await api('/api/materialize', { json: { selection: 'market/*' } })).body
    expect((await api(`/api/runs/${runId}/cancel`, { json: {} })).body).toEqual({ done: true })
    expect(await ended(api, runId)).toMatchObject({ outcome: 'cancelled' })
    const left = (await api(`/api/runs/${runId}/steps`)).body.items
    expect(left.every(({ state }: { state: string }) => state === 'cancelled')).toBe(true)
    expect(await api(`/api/runs/${runId}/cancel`, { json: {} })).toMatchObject({
      status: 409,
      body: { code: 'RUN_OVER' },
    })
    release()
    const again = (await api(`/api/runs/${runId}/rerun`, { json: { what: 'failure' } })).body
    expect(await ended(api, again.runId)).toMatchObject({ outcome: 'succeeded', done: 20, resumes: runId })
  })

  it('is made again: what failed alone, or all of it', async () => {
    const behaviour: Behaviour = { fails: true }
    const { api, project } = await served({}, smallProject(behaviour))
    const first = (await api('/api/materialize', { json: { selection: '*' } })).body.runId
    const failed = await ended(api, first)
    expect(failed).toMatchObject({
      outcome: 'failed',
      failures: expect.arrayContaining([expect.objectContaining({ asset: 'market/prices', count: 1 })]),
    })
    expect(failed.failedChecks).toMatchObject([{ asset: 'math/constant', check: 'is42' }])
    behaviour.fails = false
    const second = (await api(`/api/runs/${first}/rerun`, { json: { what: 'failure' } })).body.runId
    expect(
      (await ended(api, second)).assets.map(({ asset, made }: { asset: string; made: number }) => [asset, made]),
    ).toEqual([
      ['market/prices', 10],
      ['market/means', 10],
    ])
    const third = (await api(`/api/runs/${first}/rerun`, { json: { what: 'all' } })).body.runId
    const all = await ended(api, third)
    expect(all.assets.map(({ asset, made }: { asset: string; made: number }) => [asset, made]).sort()).toEqual([
      ['market/means', 10],
      ['market/prices', 10],
      ['math/constant', 1],
    ])
    expect((await project.planRerun(second)).steps.map(({ asset }) => asset)).toEqual(['market/prices', 'market/means'])
    expect(await api('/api/runs/x/rerun', { json: { what: 'all' } })).toMatchObject({
      status: 404,
      body: { code: 'RUN_UNKNOWN' },
    })
  })

  it('ends with the server: what is done stays, and the rest can be made later', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'headwater-ui-state-')), 'state.sqlite')
    const { behaviour, release } = held()
    const first = await served({}, smallProject(behaviour, sqliteState({ path })))
    const { runId } = (await first.api('/api/materialize', { json: { selection: 'market/prices' } })).body
    await first.server.close()
    expect(await first.project.runs()).toMatchObject([{ runId, outcome: 'cancelled' }])
    release()
  })
})

describe('checks', () => {
  it('are run on what is there', async () => {
    const { api, project } = await served()
    await project.materialize('*')
    expect((await api('/api/check', { json: { selection: '*' } })).body).toEqual({ passed: 10, failed: 1, warned: 0 })
    expect(
      (await api('/api/check', { json: { selection: 'market/*', partitions: '2024-01-01..2024-01-02' } })).body,
    ).toEqual({ passed: 2, failed: 0, warned: 0 })
  })
})
