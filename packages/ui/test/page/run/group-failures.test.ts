import { describe, expect, it } from 'vitest'
import { groupFailures } from '../../../src/page/run/group-failures.ts'

const failure = (asset: string, partitions: string, message: string) => ({
  asset,
  partitions,
  count: 1,
  problem: { code: 'STEP_FAILED', message },
})

describe('failures of a run', () => {
  it('stand together where they say the same but for the partition', () => {
    const groups = groupFailures([
      failure('a', '2024-01-02', 'partition `2024-01-02` threw Error: 503'),
      failure('a', '2024-01-03', 'partition `2024-01-03` threw Error: 503'),
      failure('a', '2024-01-04', 'partition `2024-01-04` threw Error: 404'),
      failure('b', '2024-01-02', 'partition `2024-01-02` threw Error: 503'),
      failure('c', '', 'threw Error: 503'),
    ])
    expect(groups.map(({ asset, partitions, count }) => [asset, partitions, count])).toEqual([
      ['a', ['2024-01-02', '2024-01-03'], 2],
      ['a', ['2024-01-04'], 1],
      ['b', ['2024-01-02'], 1],
      ['c', [], 1],
    ])
    expect(groups[0]?.problem.message).toContain('2024-01-02')
  })
})
