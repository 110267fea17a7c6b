import { asset, every, lookback, memoryState, offset, self } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { days, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()

function edited() {
  const clock = new FakeClock(noon)
  return { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
}

const build = (codeVersion: string, value: number) => {
  const of = asset('of', { partitions: days, schema, codeVersion }, () => value)
  const reader = asset(
    'reader',
    { partitions: days, schema, codeVersion: '1', deps: { last: lookback(of, 3), before: offset(self, -1) } },
    ({ last, before }) => last.size + (before ?? 0),
  )
  const all = asset('all', { schema, codeVersion: '1', deps: { all: every(of) } }, ({ all }) => all.size)
  return [of, reader, all]
}

it('of assets is who reads whom, through which mapping, known before any run', () => {
  const project = projectOf(build('1', 1))
  expect(project.lineage('of')).toEqual({
    asset: 'of',
    upstream: [],
    downstream: ['all', 'reader'],
    edges: expect.arrayContaining([
      { from: 'of', to: 'all', dep: 'all', mapping: 'every' },
      { from: 'of', to: 'reader', dep: 'last', mapping: 'lookback' },
      { from: 'reader', to: 'reader', dep: 'before', mapping: 'offset' },
    ]),
  })
  expect(project.edges()).toHaveLength(3)
})

it('of a partition is what it was made from, at which data versions', async () => {
  const project = projectOf(build('1', 1))
  await project.materialize('*')
  const made = await project.partitionLineage('reader', '2024-01-02')
  expect(made).toMatchObject({ asset: 'reader', partition: '2024-01-02', codeVersion: 'explicit:1' })
  expect(made?.inputs.map(({ dep, asset, partitions, count }) => [dep, asset, partitions, count])).toEqual([
    ['last', 'of', '2 partitions: 2024-01-01..2024-01-02', 2],
    ['before', 'reader', '1 partition: 2024-01-01', 1],
  ])
  const upstream = await project.partitionLineage('of', '2024-01-01')
  expect(made?.inputs[0]?.sample[0]).toEqual({ partition: '2024-01-01', dataVersion: upstream?.dataVersion })
})

it('stays that of the read when the upstream is made again', async () => {
  const shared = edited()
  await projectOf(build('1', 1), shared).materialize('*')
  const after = projectOf(build('2', 5), shared)
  const before = await after.partitionLineage('all', null)
  await after.materialize('of')
  expect(await after.partitionLineage('all', null)).toEqual(before)
  const upstream = await after.partitionLineage('of', '2024-01-01')
  expect(before?.inputs[0]?.sample[0]?.dataVersion).not.toBe(upstream?.dataVersion)
  await after.materialize('all')
  expect((await after.partitionLineage('all', null))?.inputs[0]?.sample[0]?.dataVersion).toBe(upstream?.dataVersion)
})

it('is kept of an upstream that has left the project', async () => {
  const shared = edited()
  await projectOf(build('1', 1), shared).materialize('*')
  const alone = projectOf([asset('all', { schema, codeVersion: '1' }, () => 1)], shared)
  const [input] = (await alone.partitionLineage('all', null))?.inputs ?? []
  expect([input?.asset, input?.partitions, input?.sample.at(-1)?.partition]).toEqual([
    'of',
    '10 partitions: 2024-01-01..2024-01-10',
    '2024-01-10',
  ])
})

it('of what is not materialized is undefined, and of a partition that is not named is an error', async () => {
  const project = projectOf(build('1', 1))
  expect(await project.partitionLineage('of', '2024-01-02')).toBeUndefined()
  expect((await thrownBy(() => project.partitionLineage('of', null))).code).toBe('PARTITION_NEEDED')
  expect((await thrownBy(() => project.partitionLineage('of', '2030-01-01'))).code).toBe('PARTITION_UNKNOWN')
  expect((await thrownBy(async () => project.lineage('off'))).code).toBe('ASSET_UNKNOWN')
})
