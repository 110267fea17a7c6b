import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ColumnAt, ColumnEdge } from '../../src/lineage/index.ts'
import { overlaps } from '../../src/lineage/column-edge.ts'
import { walkColumns } from '../../src/lineage/column-walk.ts'

const bearings = ['DIRECT', 'INDIRECT', 'UNKNOWN'] as const
const columnAt = fc.record({ asset: fc.constantFrom('a', 'b', 'c', 'd'), column: fc.constantFrom('x', 'y', 'z', '*') })
const edge: fc.Arbitrary<ColumnEdge> = fc.record({
  from: columnAt,
  to: columnAt,
  dep: fc.constant('dep'),
  bearing: fc.constantFrom(...bearings),
})

/** The best bearing of each column, by trying every edge until nothing gets better. */
function naive(start: ColumnAt, edges: readonly ColumnEdge[], near: 'from' | 'to'): ReadonlyMap<string, string> {
  const far = near === 'to' ? 'from' : 'to'
  const best = new Map([[`${start.asset}.${start.column}`, 0]])
  for (let before = -1, sum = 0; before !== sum; ) {
    before = sum
    for (const each of edges) {
      for (const [name, rank] of best) {
        const [asset = '', column = ''] = name.split('.')
        if (each[near].asset !== asset || !overlaps(each[near].column, column)) continue
        const there = `${each[far].asset}.${each[far].column}`
        best.set(there, Math.min(best.get(there) ?? 9, Math.max(rank, bearings.indexOf(each.bearing))))
      }
    }
    sum = [...best.values()].reduce((total, rank) => total + 10 - rank, 0)
  }
  best.delete(`${start.asset}.${start.column}`)
  return new Map([...best].map(([name, rank]) => [name, bearings[rank] ?? '']))
}

it('finds every column that can be reached, by the best of all ways', () => {
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 25 }), columnAt, fc.constantFrom('from', 'to'), (edges, start, near) => {
      const { columns } = walkColumns(start, { near, edges: Map.groupBy(edges, (each) => each[near].asset) })
      const found = new Map(columns.map(({ asset, column, bearing }) => [`${asset}.${column}`, bearing]))
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(naive(start, edges, near)))
    }),
  )
})

it('gives edges whose ends were all reached, or hold something that was', () => {
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 25 }), columnAt, (edges, start) => {
      const walk = walkColumns(start, { near: 'to', edges: Map.groupBy(edges, ({ to }) => to.asset) })
      const reached = [start, ...walk.columns]
      for (const { from, to } of walk.edges)
        for (const end of [from, to])
          expect(reached.some(({ asset, column }) => asset === end.asset && overlaps(column, end.column))).toBe(true)
    }),
  )
})
