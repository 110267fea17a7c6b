import { gridOf, hourly, memoryKeyIds, placesOf } from '../../../../core/src/partitions/index.ts'
import { describe, expect, it } from 'vitest'
import { exactHour } from '../../../src/page/asset/partitions/exact-hour.ts'
import { Places } from '../../../src/page/asset/partitions/places.ts'

describe('the key of an hour', () => {
  it('is the one that the library writes, also where clocks are put back', () => {
    for (const timezone of ['UTC', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
      const partitions = hourly({ start: '2024-03-01', end: '2024-11-30', timezone })
      const grid = gridOf(partitions, memoryKeyIds())
      const existing = grid.existing(Date.parse('2025-01-01'))
      const ordinals = grid.layout.main?.axis.existing(Date.parse('2025-01-01'))
      if (ordinals === undefined) throw new Error('it is along time')
      const places = new Places(
        placesOf(partitions, ordinals).flatMap(({ first, step, count }) => [first, step, count]),
      )
      const keys = [...existing.cells()].map((cell) => grid.textOf(cell))
      expect(places.count).toBe(keys.length)
      expect(Array.from({ length: places.count }, (_, index) => exactHour(places, index, timezone))).toEqual(keys)
    }
  })
})
