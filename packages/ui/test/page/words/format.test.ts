import { describe, expect, it } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatSeconds,
  formatShort,
  plural,
} from '../../../src/page/words/format.ts'

describe('numbers as people read them', () => {
  it.each([
    [0, '0s'],
    [0.0004, '1ms'],
    [0.034, '34ms'],
    [0.42, '0.4s'],
    [9.96, '10s'],
    [38.4, '38s'],
    [59.7, '1m'],
    [113, '1m 53s'],
    [3600, '1h'],
    [7530, '2h 6m'],
    [86_400 * 3 + 4 * 3600, '3d 4h'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(formatSeconds(seconds)).toBe(words)
  })

  it.each([
    [1000, 1000, 'now'],
    [0, 42_000, '42s ago'],
    [0, 4 * 60_000, '4m ago'],
    [0, 3 * 3_600_000, '3h ago'],
    [0, 40 * 86_400_000, '40d ago'],
    [90_000, 0, 'in 2m'],
  ])('what was at %d is at %d %s', (time, now, words) => {
    expect(formatAgo(time, now)).toBe(words)
  })

  it('counts', () => {
    expect(formatCount(5284)).toBe('5,284')
    expect(formatShort(999_999)).toBe('999,999')
    expect(formatShort(2_140_000)).toBe('2.1M')
    expect(plural(1, 'partition')).toBe('1 partition')
    expect(plural(0, 'entry', 'entries')).toBe('0 entries')
  })

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [18_300_000, '18.3 MB'],
    [2e18, '2000.0 PB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words)
  })
})
