import { describe, expect, it } from 'vitest'
import type { StatusBody } from '../../../src/contract/graph.ts'
import { arrangeRows, catalogRows, countByStatus } from '../../../src/page/catalog/catalog-rows.ts'

const item = (key: string, group = 'g') => ({ key, group, kinds: [], owners: [], partitions: 'unpartitioned' })
const items = [item('b', 'two'), item('a', 'two'), item('c', 'one')]
const graph = { version: '1', keys: ['a', 'b', 'c'] }
const body: StatusBody = {
  version: '1',
  position: 7,
  statuses: ['failed', 'stale', 'fresh'],
  status: [2, 0, 1],
  total: [1, 5, 1],
  fresh: [1, 0, 0],
  stale: [0, 0, 1],
  missing: [0, 0, 0],
  failed: [0, 5, 0],
  running: [0, 0, 0],
  open: [0, 0, 0],
  late: [0, 1, 0],
  why: ['', 'it threw', 'code changed'],
  newest: [30, 0, 20],
}
const rows = catalogRows(items, graph, body)
const keys = (found: readonly { key: string }[]) => found.map(({ key }) => key)

describe('rows of the catalog', () => {
  it('have the status of their asset, which is in the order of the graph', () => {
    expect(rows.map(({ key, status, why }) => [key, status, why])).toEqual([
      ['b', 'failed', 'it threw'],
      ['a', 'fresh', ''],
      ['c', 'stale', 'code changed'],
    ])
    expect(rows.map(({ late }) => late)).toEqual([true, false, false])
    expect(rows[0]?.counts).toMatchObject({ total: 5, failed: 5 })
    expect(countByStatus(rows)).toEqual(
      new Map([
        ['failed', 1],
        ['fresh', 1],
        ['stale', 1],
      ]),
    )
  })

  it('wait for statuses of the same version of the graph', () => {
    expect(catalogRows(items, graph, { ...body, version: '2' })[0]).toMatchObject({ key: 'b', status: undefined })
    expect(catalogRows(items, undefined, body)[0]?.counts).toBeUndefined()
  })

  it('stand in the order that was chosen, and by their keys where that says nothing', () => {
    expect(keys(arrangeRows(rows, {}))).toEqual(['a', 'b', 'c'])
    expect(keys(arrangeRows(rows, { desc: true }))).toEqual(['c', 'b', 'a'])
    expect(keys(arrangeRows(rows, { sort: 'group' }))).toEqual(['c', 'a', 'b'])
    expect(keys(arrangeRows(rows, { sort: 'status' }))).toEqual(['b', 'c', 'a'])
    expect(keys(arrangeRows(rows, { sort: 'newest' }))).toEqual(['a', 'c', 'b'])
    expect(keys(arrangeRows(rows, { sort: 'partitions' }))).toEqual(['b', 'a', 'c'])
  })

  it('are those of the statuses that were chosen', () => {
    expect(keys(arrangeRows(rows, { status: ['stale', 'failed'] }))).toEqual(['b', 'c'])
  })
})
