import { asset, daily, every, memoryState } from '@headwater/core'
import { aliased, files, modelAsset } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { makeAll, madeBy, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Scores = z.object({ rmse: z.number() })

/** A model whose error the test sets, and a forecast by its champion. */
async function bench() {
  const lake = files({ root: await temporaryFolder() })
  const seen: { candidate: number; champion: number | undefined }[] = []
  const next = { rmse: 3, weight: 1 }
  const data = asset('data', { schema: z.array(z.object({ n: z.number() })), io: lake.json() }, () => [{ n: 1 }])
  const model = modelAsset(
    'model',
    {
      deps: { data },
      schema: z.object({ weight: z.number() }),
      io: lake.json(),
      metrics: Scores,
      aliases: ['champion', 'challenger'],
      promote: (candidate, champion) => {
        seen.push({ candidate: candidate.rmse, champion: champion?.rmse })
        return candidate.rmse < (champion?.rmse ?? Number.POSITIVE_INFINITY) ? 'champion' : 'challenger'
      },
    },
    () => ({ model: { weight: next.weight }, metrics: { rmse: next.rmse } }),
  )
  const forecast = asset(
    'forecast',
    { deps: { model: aliased(model, 'champion') }, schema: z.number(), io: lake.json() },
    ({ model }) => model.weight * 10,
  )
  const state = memoryState()
  const project = projectOf([data, model, forecast], { state })
  return {
    project,
    state,
    model,
    forecast,
    seen,
    /** Trains a new version, and gives the steps that were made after that. */
    train: async (version: { readonly rmse: number; readonly weight: number }) => {
      Object.assign(next, version)
      const { failures } = await project.materialize(model, { force: true })
      expect(failures).toEqual([])
      return makeAll(project)
    },
  }
}

describe('a model asset', () => {
  test('asks promote about each version, with the metrics of the champion', async () => {
    const { project, train, seen } = await bench()
    await makeAll(project)
    await train({ rmse: 5, weight: 2 })
    await train({ rmse: 2, weight: 3 })
    await train({ rmse: 2.5, weight: 4 })
    expect(seen).toEqual([
      { candidate: 3, champion: undefined },
      { candidate: 5, champion: 3 },
      { candidate: 2, champion: 3 },
      { candidate: 2.5, champion: 2 },
    ])
  })

  test('makes readers of an alias stale only when it moves', async () => {
    const { project, train, forecast, model } = await bench()
    expect(await makeAll(project)).toEqual({ data: 1, model: 1, forecast: 1 })
    expect(await train({ rmse: 5, weight: 2 })).toEqual({})
    expect(await project.load(model)).toEqual({ weight: 2 })
    expect(await project.load(forecast)).toBe(10)
    expect(await train({ rmse: 1, weight: 3 })).toEqual({ forecast: 1 })
    expect(await project.load(forecast)).toBe(30)
  })

  test('records its metrics as facts, and moves the alias together with the version', async () => {
    const { project, state, train } = await bench()
    await makeAll(project)
    await train({ rmse: 2, weight: 3 })
    const events = await state.events({ asset: 'model', types: ['materialized', 'alias_moved'] })
    expect(events).toMatchObject([
      { type: 'materialized', facts: { rmse: 3 } },
      { type: 'alias_moved', alias: 'champion', facts: { rmse: 3 } },
      { type: 'materialized', facts: { rmse: 2 } },
      { type: 'alias_moved', alias: 'champion', facts: { rmse: 2 } },
    ])
    const [, , version, move] = events
    expect(move?.position).toBe((version?.position ?? 0) + 1)
    expect(move?.type === 'alias_moved' && version?.type === 'materialized' && { same: move.location }).toEqual(
      version?.type === 'materialized' && version.location,
    )
  })

  test('records the data that it was trained on', async () => {
    const { project, train } = await bench()
    await makeAll(project)
    await train({ rmse: 2, weight: 3 })
    const lineage = await project.partitionLineage('model', null)
    const data = await project.partitionLineage('data', null)
    expect(lineage?.inputs).toMatchObject([
      { dep: 'data', asset: 'data', count: 1, sample: [{ partition: null, dataVersion: data?.dataVersion }] },
    ])
    const forecast = await project.partitionLineage('forecast', null)
    expect(forecast?.inputs).toMatchObject([{ dep: 'model', asset: 'model', count: 1 }])
  })

  test('keeps neither the version nor the alias when promote throws', async () => {
    const lake = files({ root: await temporaryFolder() })
    const model = modelAsset(
      'model',
      {
        deps: {},
        schema: z.number(),
        io: lake.json(),
        metrics: Scores,
        aliases: ['champion'],
        promote: () => {
          throw new Error('undecided')
        },
      },
      () => ({ model: 1, metrics: { rmse: 1 } }),
    )
    const project = projectOf([model])
    const { failures } = await project.materialize('*')
    expect(failures[0]?.problem.message).toBe('promote of asset `model` threw Error: undecided')
    await expect(project.load(model)).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
  })

  test('is not kept when its schema refuses the metrics', async () => {
    const lake = files({ root: await temporaryFolder() })
    const model = modelAsset('model', { deps: {}, schema: z.number(), io: lake.json(), metrics: Scores }, () => ({
      model: 1,
      metrics: { rmse: 'low' as unknown as number },
    }))
    const project = projectOf([model])
    const { failures } = await project.materialize('*')
    expect(failures[0]?.problem.code).toBe('VALUE_REFUSED')
    expect(failures[0]?.problem.message).toContain('`rmse`: ')
    await expect(project.load(model)).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
  })

  test('leaves readers of an alias alone that no version holds', async () => {
    const lake = files({ root: await temporaryFolder() })
    const model = modelAsset(
      'model',
      {
        deps: {},
        schema: z.number(),
        io: lake.json(),
        metrics: Scores,
        aliases: ['champion'],
        promote: () => undefined,
      },
      () => ({ model: 1, metrics: { rmse: 1 } }),
    )
    const reader = asset(
      'reader',
      { deps: { model: aliased(model, 'champion') }, schema: z.number() },
      ({ model }) => model,
    )
    const project = projectOf([model, reader])
    const result = await project.materialize('*')
    expect(madeBy(result)).toEqual({ model: 1 })
    expect(result.ok).toBe(false)
    await expect(project.load(reader)).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
  })

  test('may be trained a partition at a time, on all data until then', async () => {
    const lake = files({ root: await temporaryFolder() })
    const days = daily({ start: '2024-01-01', end: '2024-01-02' })
    const data = asset('data', { partitions: days, schema: z.number(), io: lake.json() }, () => 1)
    const model = modelAsset(
      'model',
      {
        deps: { data: every(data) },
        partitions: days,
        schema: z.string(),
        io: lake.json(),
        metrics: z.object({ n: z.int() }),
      },
      ({ data }, { partition }) => ({ model: partition, metrics: { n: data.size } }),
    )
    const project = projectOf([data, model])
    expect(await makeAll(project)).toEqual({ data: 2, model: 2 })
    expect(await project.load(model, '2024-01-02')).toBe('2024-01-02')
  })
})
