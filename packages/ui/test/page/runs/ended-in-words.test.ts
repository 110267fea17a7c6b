import { describe, expect, it } from 'vitest'
import type { RunItem } from '../../../src/contract/runs.ts'
import { endedInWords, hasRest } from '../../../src/page/runs/ended-in-words.ts'

const run: RunItem = {
  runId: 'r1',
  outcome: 'failed',
  selection: '*',
  startedAt: 0,
  seconds: 1,
  steps: 1,
  partitions: 30,
  done: 0,
  counts: {},
  pid: 1,
  host: 'here',
}

describe('a backfill that is over', () => {
  it.each<[Partial<RunItem>, string]>([
    [{ outcome: 'succeeded', counts: { made: 28, cutOff: 2, failed: 0 } }, '28 made, 2 unchanged'],
    [{ counts: { made: 10, cutOff: 2, failed: 3, skipped: 15 } }, '12 of 30 partitions made, 3 failed'],
    [{ counts: { made: 30, checksFailed: 1 } }, '30 of 30 partitions made, 1 check failed'],
    [{ outcome: 'cancelled', counts: { made: 12 } }, '12 of 30 partitions made'],
    [{}, 'it died; of 30 partitions, what it made stays'],
  ])('%j', (some, words) => {
    expect(endedInWords({ ...run, ...some })).toBe(words)
  })

  it.each<[Partial<RunItem>, boolean]>([
    [{ outcome: 'succeeded', counts: { made: 30 } }, false],
    [{ counts: { made: 30, checksFailed: 1 } }, false],
    [{ counts: { made: 28, failed: 2 } }, true],
    [{}, true],
  ])('has something left to make or not: %j', (some, left) => {
    expect(hasRest({ ...run, ...some })).toBe(left)
  })
})
