import { describe, expect, it } from 'vitest'
import type { RunItem } from '../../../src/contract/runs.ts'
import { progressInWords } from '../../../src/page/run/progress-in-words.ts'

const run: RunItem = {
  runId: 'r1',
  outcome: 'running',
  selection: '*',
  startedAt: 0,
  steps: 1,
  partitions: 40,
  done: 0,
  counts: {},
  pid: 1,
  host: 'here',
}

describe('what is read out of a run', () => {
  it('is another text at each quarter, however many partitions it has', () => {
    const texts = Array.from({ length: 41 }, (_, done) => progressInWords({ ...run, done }))
    expect([...new Set(texts)]).toEqual(
      [0, 25, 50, 75, 100].map((percent) => `Running: ${percent}% of 40 partitions done`),
    )
  })

  it('is how it ended', () => {
    const counts = { made: 38, failed: 2, checksPassed: 3 }
    expect(progressInWords({ ...run, outcome: 'failed', counts })).toBe('Failed: 38 made, 2 failed')
    expect(progressInWords({ ...run, outcome: 'cancelled' })).toBe('Cancelled')
  })
})
