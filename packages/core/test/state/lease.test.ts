import { expect, it } from 'vitest'
import { nextToken } from '../../src/state/lease.ts'

it('gives a restored store tokens above those that it granted after the backup', () => {
  const backedUp = nextToken(0, 1_000_000)
  const forgotten = nextToken(backedUp, 1_000_500)
  expect(nextToken(backedUp, 1_000_501)).toBeGreaterThan(forgotten)
})

it('gives growing safe integers, also within one millisecond and when the clock goes back', () => {
  const late = Date.UTC(2248, 0)
  const tokens = [nextToken(0, late)]
  for (const now of [late, late, late - 1000, 0]) tokens.push(nextToken(tokens.at(-1) ?? 0, now))
  expect(tokens).toEqual(tokens.toSorted((a, b) => a - b))
  expect(new Set(tokens).size).toBe(tokens.length)
  expect(tokens.every(Number.isSafeInteger)).toBe(true)
})
