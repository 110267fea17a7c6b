import { cron, daily, dynamicKeys, hourly, keys, monthly, nyse, product, weekly } from '@headwater/core'
import { expect, it } from 'vitest'
import { sampleKey, unpartitioned } from '../../src/partitions/index.ts'

it('is a key as the cut has them, the first where there is a first', () => {
  const timezone = 'America/New_York'
  expect(sampleKey(unpartitioned)).toBeNull()
  expect(sampleKey(keys('DE', 'FR'))).toBe('DE')
  expect(sampleKey(daily({ start: '2024-01-01', calendar: nyse }))).toBe('2024-01-02')
  expect(sampleKey(hourly({ start: '2024-01-01', timezone }))).toBe('2024-01-01T00:00')
  expect(sampleKey(weekly({ start: '2024-01-01' }))).toBe('2024-01-01')
  expect(sampleKey(monthly({ start: '2024-01' }))).toBe('2024-01')
  expect(sampleKey(cron('0 18 1 7 *', { start: '2024-01-01' }))).toBe('2024-07-01T18:00')
  expect(sampleKey(daily({ start: '2990-01-01' }))).toBe('2990-01-01')
  const cube = product({ day: daily({ start: '2024-01-01' }), customer: dynamicKeys('customer') })
  expect(sampleKey(cube)).toEqual({ day: '2024-01-01', customer: 'customer' })
})
