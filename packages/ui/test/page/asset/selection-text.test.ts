import { describe, expect, it } from 'vitest'
import {
  blockExpression,
  endsOf,
  expressionOf,
  keyOf,
  partsOf,
  rangeText,
} from '../../../src/page/asset/partitions/selection-text.ts'

const time = (name: string) => ({ name, kind: 'daily', count: 10, grain: 'daily' as const })
const listed = (name: string) => ({ name, kind: 'keys', count: 3 })
const days = { dimensions: [time('')], along: 0 }
const bars = { dimensions: [listed('symbol'), time('day')], along: 1 }
const shards = { dimensions: [listed('region'), listed('shard')], along: 1 }

describe('a range of partitions in words of the command line', () => {
  it('is one key, or a first and a last', () => {
    expect(rangeText('2024-01-02', '2024-01-02')).toBe('2024-01-02')
    expect(rangeText('2024-01-02', '2024-01-05')).toBe('2024-01-02..2024-01-05')
    expect(endsOf('2024-01-02..2024-01-05')).toEqual(['2024-01-02', '2024-01-05'])
    expect(endsOf('2024-01-02')).toEqual(['2024-01-02', '2024-01-02'])
  })

  it('says the keys of its series in the order of the dimensions', () => {
    expect(expressionOf(days, ['2024-01-02..2024-01-05'], [])).toBe('2024-01-02..2024-01-05')
    expect(expressionOf(bars, ['2024-01-02..2024-01-05'], ['AAPL'])).toBe('AAPL|2024-01-02..2024-01-05')
    expect(expressionOf(bars, ['2024-01-02..2024-01-05'], undefined)).toBe('2024-01-02..2024-01-05')
    expect(expressionOf(shards, ['1', '2'], ['eu'])).toBe('eu|1,eu|2')
    expect(expressionOf(shards, ['1', '2'], undefined)).toBe('all|1,all|2')
  })

  it('of several series names each key once where they are all combinations of some', () => {
    const range = ['2024-01-02..2024-01-05']
    expect(blockExpression(bars, range, [['AAPL'], ['MSFT']])).toBe('2024-01-02..2024-01-05,symbol=AAPL,symbol=MSFT')
    expect(blockExpression(shards, ['1', '2'], [['eu'], ['us']])).toBe('shard=1,shard=2,region=eu,region=us')
    const cut = { dimensions: [listed('region'), time('day'), listed('shard')], along: 1 }
    expect(
      blockExpression(cut, range, [
        ['eu', '1'],
        ['eu', '2'],
        ['us', '1'],
        ['us', '2'],
      ]),
    ).toBe('2024-01-02..2024-01-05,region=eu,region=us,shard=1,shard=2')
    expect(
      blockExpression(cut, range, [
        ['eu', '2'],
        ['us', '1'],
      ]),
    ).toBe('eu|2024-01-02..2024-01-05|2,us|2024-01-02..2024-01-05|1')
  })

  it('is taken apart as it is put together', () => {
    expect(keyOf(bars, '2024-01-02', ['AAPL'])).toBe('AAPL|2024-01-02')
    expect(partsOf(bars, 'AAPL|2024-01-02')).toEqual({ item: '2024-01-02', of: ['AAPL'] })
    expect(partsOf(days, '2024-01-02')).toEqual({ item: '2024-01-02', of: [] })
  })
})
