import { describe, expect, it } from 'vitest'
import { waysOf } from '../../../src/page/asset/columns/column-ways.ts'

const at = (text: string) => ({ asset: text.split('.')[0] ?? '', column: text.split('.')[1] ?? '' })
const edge = (
  from: string,
  to: string,
  bearing: 'DIRECT' | 'INDIRECT' | 'UNKNOWN' = 'DIRECT',
  kinds: string[] = [],
) => ({
  from: at(from),
  to: at(to),
  bearing,
  kinds,
})

describe('what a column is made of', () => {
  const edges = [
    edge('raw.close', 'prices.close'),
    edge('prices.close', 'moves.move', 'DIRECT', ['TRANSFORMATION']),
    edge('prices.day', 'moves.move', 'INDIRECT', ['JOIN']),
    edge('blob.*', 'moves.move', 'UNKNOWN'),
    edge('moves.move', 'report.move'),
    edge('report.move', 'mail.text'),
    edge('moves.volume', 'report.volume'),
  ]

  it('is parted by how it bears on it, and what is further away follows', () => {
    const { direct, indirect, unknown, further } = waysOf(edges, at('moves.move'), 'up')
    expect(direct).toEqual([{ column: at('prices.close'), kinds: ['TRANSFORMATION'] }])
    expect(indirect).toEqual([{ column: at('prices.day'), kinds: ['JOIN'] }])
    expect(unknown).toEqual([{ column: at('blob.*'), kinds: [] }])
    expect(further).toEqual([at('raw.close')])
  })

  it('is followed downstream alike, without what other columns make', () => {
    const { direct, further } = waysOf(edges, at('moves.move'), 'down')
    expect(direct.map(({ column }) => column)).toEqual([at('report.move')])
    expect(further).toEqual([at('mail.text')])
  })

  it('ends, also where a column is made of its own former partitions', () => {
    const { direct, further } = waysOf(
      [edge('sums.total', 'sums.total'), edge('raw.x', 'sums.total')],
      at('sums.total'),
      'up',
    )
    expect(direct.map(({ column }) => column)).toEqual([at('sums.total'), at('raw.x')])
    expect(further).toEqual([])
  })
})
