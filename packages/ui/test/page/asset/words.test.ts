import { describe, expect, it } from 'vitest'
import type { AssetBody, WhyBody } from '../../../src/contract/assets.ts'
import { commandText } from '../../../src/page/words/command-text.ts'
import { troublesOf } from '../../../src/page/asset/overview/asset-troubles.ts'
import { chartedFields } from '../../../src/page/asset/overview/charted-fields.ts'
import { whyInWords } from '../../../src/page/asset/partitions/why-words.ts'

const counts = { total: 10, fresh: 10, stale: 0, missing: 0, failed: 0, running: 0, open: 0 }
const base: AssetBody = {
  key: 'a',
  group: '',
  kinds: [],
  owners: [],
  tags: {},
  metadata: {},
  partitions: 'daily',
  external: false,
  resources: [],
  deps: [],
  downstream: [],
  status: { asset: 'a', status: 'fresh', why: '', counts, causes: [], failedChecks: [], late: [] },
  columns: [],
  checks: [],
  code: { version: '1', history: [] },
}
const asset = (status: Partial<AssetBody['status']>, rest: Partial<AssetBody> = {}): AssetBody => ({
  ...base,
  ...rest,
  status: { ...base.status, ...status },
})
const why = (rest: Partial<WhyBody>): WhyBody => ({
  asset: 'a',
  partition: '2024-01-02',
  status: 'fresh',
  codeVersion: '1',
  inputs: [],
  checks: [],
  late: [],
  ...rest,
})

describe('how an asset stands in words', () => {
  it('is one quiet sentence when nothing is wrong', () => {
    expect(troublesOf(base)).toMatchObject([{ mark: 'fresh', sentence: 'All 10 partitions are up to date' }])
    expect(troublesOf(asset({}, { partitions: 'unpartitioned' }))).toMatchObject([{ sentence: 'Up to date' }])
    expect(troublesOf(asset({}, { external: true }))).toMatchObject([{ mark: 'external' }])
  })

  it('begins with the worst, and says what to do next', () => {
    const troubles = troublesOf(
      asset({
        counts: { ...counts, failed: 1, stale: 4, missing: 2, running: 1 },
        lastFailure: { runId: 'r', code: 'STEP_FAILED', message: 'the vendor is down' },
        failedChecks: [{ check: 'unique', severity: 'error', blocking: true, partitions: '2024-01-02', count: 1 }],
        causes: [{ reason: 'code changed', count: 4, partitions: '2024-01-02..2024-01-05' }],
      }),
    )
    expect(troubles.map(({ mark }) => mark)).toEqual(['failed', 'failed', 'running', 'stale', 'missing'])
    expect(troubles.map(({ action }) => action)).toEqual(['run', 'check', undefined, 'materialize', 'materialize'])
    expect(troubles[3]).toMatchObject({
      sentence: '4 partitions out of date: code changed',
      detail: '2024-01-02..2024-01-05',
    })
  })
})

describe('why a partition is as it is', () => {
  it('says what to make first where an input is not there', () => {
    const input = { dep: 'x', asset: 'raw/x', partitions: '', changed: false, missing: true }
    const words = whyInWords(why({ status: 'missing', because: 'upstream `raw/x` is missing', inputs: [input] }))
    expect(words).toMatchObject({ sentence: 'Upstream `raw/x` is missing.', makes: true })
    expect(words).toMatchObject({ next: 'Materialize raw/x first; the button below makes that, too.', upstream: true })
  })

  it('does not call good what a check found wrong', () => {
    expect(whyInWords(why({})).makes).toBe(false)
    const checks = [{ check: 'unique', passed: false, severity: 'error', blocking: false }]
    expect(whyInWords(why({ checks })).sentence).toContain('`unique` found it wrong')
  })
})

describe('what goes with them', () => {
  it('quotes what a shell would take apart', () => {
    expect(commandText(['materialize', 'market/a', '--partitions', '2024-01-02..2024-01-05'])).toBe(
      'headwater materialize market/a --partitions 2024-01-02..2024-01-05',
    )
    expect(commandText(['why', 'a', "2024-01-02|O'Neil"])).toBe(`headwater why a '2024-01-02|O'\\''Neil'`)
  })

  it('plots rows, seconds and bytes first, and nothing that was never recorded', () => {
    const fields = chartedFields({
      by: 'time',
      x: [1, 2],
      fields: { auc: [0.5, null], rows: [1, 2], bytes: [null, null], seconds: [1, 1] },
    })
    expect(fields.map(({ name }) => name)).toEqual(['rows', 'seconds', 'auc'])
    expect(fields[1]?.format(90)).toBe('1m 30s')
  })
})
