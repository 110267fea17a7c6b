import { describe, expect, it } from 'vitest'
import type { AssetStatusBody } from '../../../src/contract/assets.ts'
import { troublesOf } from '../../../src/page/words/trouble.ts'

const counts = { total: 1, fresh: 1, stale: 0, missing: 0, failed: 0, running: 0, open: 0 }
const fresh: AssetStatusBody = { asset: 'a', status: 'fresh', counts, causes: [], failedChecks: [], late: [], why: '' }

describe('what is wrong with an asset', () => {
  it('is nothing when all is well', () => {
    expect(troublesOf(fresh)).toEqual([])
  })

  it('is told with the worst first', () => {
    const troubles = troublesOf({
      ...fresh,
      status: 'failed',
      counts: { ...counts, total: 9, failed: 2, stale: 3, missing: 4 },
      causes: [{ reason: 'code changed', count: 3, partitions: '2024-01-02..2024-01-04' }],
      failedChecks: [{ check: 'noGaps', severity: 'error', blocking: true, partitions: '2024-01-05', count: 1 }],
      late: [{ check: 'upToDate', severity: 'error', partition: '2024-01-09', since: 0 }],
      lastFailure: { runId: 'r', code: 'STEP_FAILED', message: 'the vendor answered 503' },
    })
    expect(troubles.map(({ status, word }) => [status, word])).toEqual([
      ['failed', '2 failed'],
      ['failed', 'check noGaps'],
      ['late', 'Late'],
      ['stale', '3 stale'],
      ['missing', '4 missing'],
    ])
    expect(troubles[0]).toMatchObject({ code: 'STEP_FAILED', runId: 'r' })
    expect(troubles[1]?.text).toBe('fails: 2024-01-05; what reads this asset waits')
    expect(troubles[2]?.text).toMatch(/^2024-01-09 was due by 19/)
    expect(troubles[3]?.text).toBe('code changed: 2024-01-02..2024-01-04')
  })

  it('counts no partitions where there are none', () => {
    const [stale] = troublesOf({
      ...fresh,
      status: 'stale',
      counts: { ...counts, fresh: 0, stale: 1 },
      causes: [{ reason: 'upstream changed: raw', count: 1, partitions: '' }],
    })
    expect(stale).toEqual({ status: 'stale', word: 'Stale', text: 'upstream changed: raw' })
  })

  it('shows a check that only warns as a warning', () => {
    const [check] = troublesOf({
      ...fresh,
      failedChecks: [{ check: 'fresh', severity: 'warn', blocking: false, partitions: '', count: 0 }],
    })
    expect(check).toEqual({ status: 'stale', word: 'check fresh', text: 'warns' })
  })
})
