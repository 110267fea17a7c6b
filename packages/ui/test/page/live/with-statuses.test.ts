import { expect, it } from 'vitest'
import type { AssetStatusBody } from '../../../src/contract/assets.ts'
import type { StatusBody } from '../../../src/contract/graph.ts'
import { withStatuses } from '../../../src/page/live/with-statuses.ts'

const zeros = [0, 0]
const body: StatusBody = {
  version: '1',
  position: 1,
  statuses: ['failed', 'stale', 'fresh'],
  status: [2, 1],
  total: [1, 1],
  fresh: [1, 0],
  stale: [0, 1],
  missing: zeros,
  failed: zeros,
  running: zeros,
  open: zeros,
  late: zeros,
  why: ['', 'code changed'],
  newest: [5, 5],
}
const counts = { total: 1, fresh: 0, stale: 0, missing: 0, failed: 1, running: 0, open: 0 }
const changed: AssetStatusBody = {
  asset: 'a',
  status: 'failed',
  counts,
  causes: [],
  failedChecks: [],
  late: [{ check: 'upToDate', severity: 'error', partition: null, since: 3 }],
  why: 'it threw',
}

it('writes statuses that changed into the columns, and leaves what it was given as it was', () => {
  const before = structuredClone(body)
  const next = withStatuses(body, { version: '1', keys: ['a', 'b'] }, [changed, { ...changed, asset: 'gone' }])
  expect(next).toEqual({
    ...body,
    status: [0, 1],
    fresh: [0, 0],
    failed: [1, 0],
    late: [1, 0],
    why: ['it threw', 'code changed'],
    newest: [0, 5],
  })
  expect(body).toEqual(before)
})

it('leaves the columns of another version of the graph alone', () => {
  expect(withStatuses(body, { version: '2', keys: ['a', 'b'] }, [changed])).toBe(body)
})
