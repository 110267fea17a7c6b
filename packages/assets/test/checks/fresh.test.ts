import { asset, daily, memoryState, nyse } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { fresh } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { projectOf } from '../project-of-test.ts'

const dayMs = 86_400_000

describe('fresh', () => {
  test('holds of an asset without partitions while it is young enough', async () => {
    const clock = new FakeClock('2024-01-02T12:00:00Z')
    const made = asset('made', { schema: z.number(), checks: { young: fresh({ within: '12h' }) } }, () => 1)
    const project = projectOf([made], { clock, state: memoryState({ clock }) })
    expect((await project.materialize('*')).checks).toMatchObject({ passed: 1, failed: [] })
    clock.advance(dayMs / 2)
    expect(await project.check('*')).toMatchObject({ ok: true, passed: 1 })
    clock.advance(1)
    expect(await project.check('*')).toMatchObject({
      ok: false,
      failed: [{ check: 'young', facts: { materialized: '2024-01-02T12:00:00.000Z' } }],
    })
  })

  test('holds of partitions when the newest one that is due is there, by their own calendar', async () => {
    const clock = new FakeClock('2024-03-28T22:00:00Z')
    const days = daily({ start: '2024-03-25', timezone: 'UTC', calendar: nyse })
    const prices = asset(
      'prices',
      { partitions: days, schema: z.number(), checks: { upToDate: fresh({ within: '1d' }) } },
      () => 1,
    )
    const project = projectOf([prices], { clock, state: memoryState({ clock }) })
    await project.materialize('*')
    expect(await project.check('*')).toMatchObject({ ok: true })
    // Thursday is over; Good Friday and the weekend bring nothing that could be due.
    clock.advance(dayMs)
    expect(await project.check('*')).toMatchObject({ ok: true })
    clock.advance(dayMs)
    expect(await project.check('*')).toMatchObject({ ok: false, failed: [{ facts: { due: '2024-03-28' } }] })
    await project.materialize('*')
    clock.advance(2 * dayMs)
    expect(await project.check('*')).toMatchObject({ ok: true })
  })

  test('refuses a duration without a unit', () => {
    expect(() => fresh({ within: '12' })).toThrow('`12` is not a duration')
    expect(() => fresh({ within: '1.5 h' })).not.toThrow()
  })
})
