import { describe, expect, it } from 'vitest'
import { bigquery } from '../../src/bigquery/index.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const alive = new AbortController().signal

describe('probing a dataset', () => {
  it('tries what publications rely on, and leaves nothing behind', async () => {
    const bench = await Bench.of(file)
    const found = (await bench.store.home.probe?.(alive)) ?? []
    expect(found.map(({ what, ok }) => [what, ok])).toEqual([
      ['loads rows', true],
      ['changes rows in a transaction', true],
      ['has the same time', true],
      ['reads rows back', true],
      ['drops tables', true],
    ])
    expect((await bench.client.dataset(bench.dataset).getTables())[0]).toEqual([])
  })

  it('says what is wrong, and what to do', async () => {
    const { projectId, url: apiEndpoint } = file.server()
    const { home } = bigquery({ dataset: 'nowhere', projectId, apiEndpoint }).table().store ?? {}
    expect(await home?.probe?.(alive)).toMatchObject([
      {
        what: 'loads rows',
        ok: false,
        found: expect.stringMatching(/^BIGQUERY_DATASET_MISSING: /),
        hint: expect.stringContaining('bq mk --dataset nowhere'),
      },
    ])
    expect(home?.name).toBe('dataset nowhere')
  })

  it('begins nothing once it is aborted', async () => {
    const bench = await Bench.of(file)
    const found = await bench.store.home.probe?.(AbortSignal.abort(new Error('enough')))
    expect(found).toMatchObject([{ ok: false, found: 'Error: enough' }])
  })
})
