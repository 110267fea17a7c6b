import { describe, expect, it } from 'vitest'
import type { RunBody } from '../../../src/contract/runs.ts'
import { ganttRows, lengthOf, ticksOf } from '../../../src/page/run/gantt-rows.ts'

type RunAsset = RunBody['assets'][number]
const none = { of: 1, made: 0, cutOff: 0, failed: 0, skipped: 0, running: 0, critical: false, upstream: [] }
const run: RunBody = {
  runId: 'r',
  outcome: 'running',
  selection: '*',
  startedAt: 1000,
  steps: 5,
  partitions: 5,
  done: 2,
  counts: {},
  pid: 1,
  host: 'h',
  failures: [],
  failedChecks: [],
  cli: { resume: '', again: '' },
  assets: [
    { ...none, asset: 'mart', upstream: ['staged'], skipped: 1 },
    { ...none, asset: 'staged', upstream: ['raw'], skipped: 1 },
    { ...none, asset: 'late', of: 4, made: 1, running: 1, startedAt: 3000 },
    { ...none, asset: 'raw', failed: 1, startedAt: 1000, endedAt: 2500 },
    { ...none, asset: 'waits' },
  ] as RunAsset[],
}

describe('rows of a Gantt', () => {
  const rows = ganttRows(run, 11_000)

  it('stand in the order in which they began, and what has not begun last', () => {
    expect(rows.map(({ asset }) => asset.asset)).toEqual(['raw', 'late', 'mart', 'staged', 'waits'])
  })

  it('say how each asset went', () => {
    expect(rows.map(({ mark }) => mark)).toEqual(['failed', 'running', 'skipped', 'skipped', 'waiting'])
  })

  it('have bars in seconds from the start, which go on until now while something runs', () => {
    expect(rows.map(({ bar }) => bar)).toEqual([
      { from: 0, to: 1.5 },
      { from: 2, to: 10 },
      undefined,
      undefined,
      undefined,
    ])
  })

  it('name what blocks an asset, however far upstream it is', () => {
    expect(rows.map(({ blockedBy }) => blockedBy)).toEqual([undefined, undefined, 'raw', 'raw', undefined])
  })

  it('end when the run has ended, with nothing still running', () => {
    const over = ganttRows({ ...run, outcome: 'cancelled', seconds: 5 }, 99_000)
    expect(over.map(({ mark }) => mark)).toEqual(['failed', 'cancelled', 'skipped', 'skipped', 'cancelled'])
    expect(over[1]?.bar).toEqual({ from: 2, to: 2 })
  })

  it('fail where a check of theirs failed, though they were made', () => {
    const made = { ...none, asset: 'a', made: 1, startedAt: 1000, endedAt: 2000 } as RunAsset
    const failedChecks = [{ asset: 'a', check: 'c', partition: null, severity: 'error' }]
    expect(ganttRows({ ...run, assets: [made], failedChecks }, 0)[0]?.mark).toBe('failed')
  })
})

describe('the axis of a Gantt', () => {
  it.each([
    [2.4, 8, [0, 0.5, 1, 1.5, 2]],
    [60, 8, [0, 10, 20, 30, 40, 50, 60]],
    [113, 8, [0, 20, 40, 60, 80, 100]],
    [0.3, 3, [0, 0.1, 0.2, 0.3]],
    [86_400 * 20, 4, [0, 432_000, 864_000, 1_296_000, 1_728_000]],
  ])('has round marks over %d seconds', (seconds, most, marks) => {
    expect(ticksOf(seconds, most)).toEqual(marks)
  })

  it('reaches to now while the run goes on, and to the end of what ended last', () => {
    expect(lengthOf(run, 11_000)).toBe(10)
    expect(lengthOf({ ...run, outcome: 'failed', seconds: 1 }, 99_000)).toBe(1.5)
  })
})
