import type { AssetStatusReport } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { statusBodyOf } from '../../../src/server/reads/status-body.ts'

const fresh: AssetStatusReport = {
  asset: 'of',
  status: 'fresh',
  external: false,
  counts: { total: 3, fresh: 3, stale: 0, missing: 0, failed: 0, open: 0 },
  causes: [],
  missing: '',
  newest: undefined,
  rows: undefined,
  lastFailure: undefined,
  failedChecks: [],
  late: [],
  changesAt: undefined,
}
const failure = { runId: 'run', code: 'STEP_FAILED', message: 'threw Error: no\n  more of it' }
const cause = { reason: 'upstream changed: prices', count: 1, partitions: '2024-01-02' }
const late = { check: 'upToDate', severity: 'error', partition: '2024-01-03', since: 7 } as const
const check = { check: 'known', severity: 'warn', blocking: false, partitions: '', count: 0 } as const

describe('the status of an asset for a page', () => {
  it('counts all partitions that have begun, also those whose window is not over', () => {
    const counts = { ...fresh.counts, open: 1 }
    expect(statusBodyOf({ ...fresh, counts }, undefined).counts).toEqual({ ...counts, total: 4, running: 0 })
  })

  it('says what is made elsewhere, what has only begun, and what is being made', () => {
    const wordOf = (report: Partial<AssetStatusReport>) => statusBodyOf({ ...fresh, ...report }, undefined).status
    expect(wordOf({ external: true })).toBe('external')
    expect(wordOf({ external: true, status: 'missing' })).toBe('missing')
    expect(wordOf({ counts: { ...fresh.counts, total: 0, fresh: 0, open: 1 } })).toBe('open')
    const running = { ...fresh.counts, failed: 1, running: 1 }
    expect(statusBodyOf({ ...fresh, status: 'failed' }, running).status).toBe('running')
  })

  it('tells what is late, and not beside it that its check did not pass', () => {
    const failedChecks = [check, { ...check, check: 'upToDate' }]
    const body = statusBodyOf({ ...fresh, late: [late], failedChecks }, undefined)
    expect([body.late, body.failedChecks]).toEqual([[late], [check]])
  })

  it('says the worst in a line: a failure, a check, what is late, a cause, what is missing, or nothing', () => {
    const lineOf = (report: Partial<AssetStatusReport>) => statusBodyOf({ ...fresh, ...report }, undefined).why
    const failed = { lastFailure: failure, counts: { ...fresh.counts, failed: 1 } }
    expect(lineOf({ ...failed, failedChecks: [check], causes: [cause] })).toBe('STEP_FAILED: threw Error: no')
    expect(lineOf({ failedChecks: [check], causes: [cause] })).toBe('check `known` does not pass')
    expect(lineOf({ failedChecks: [{ ...check, partitions: '2024-01-02' }] })).toBe(
      'check `known` does not pass: 2024-01-02',
    )
    expect(lineOf({ late: [late], causes: [cause] })).toBe('late: 2024-01-03 is due')
    expect(lineOf({ late: [{ ...late, partition: null }] })).toBe('late: it was to be made again')
    expect(lineOf({ causes: [cause] })).toBe('upstream changed: prices')
    expect(lineOf({ counts: { ...fresh.counts, missing: 1 } })).toBe('missing')
    expect(lineOf({})).toBe('')
  })
})
