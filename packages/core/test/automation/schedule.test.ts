import { asset, daily, eager, not, onCron, onMissing, request, schedule, sensor } from '@headwater/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { projectOf, thrownBy } from '../run/kernel.ts'

const days = daily({ start: '2024-01-01' })
const of = asset('of', { partitions: days, schema: z.number() }, () => 1)

it('a schedule is data, in UTC unless it says otherwise', () => {
  const nightly = schedule('nightly', { cron: '0 18 * * 1-5', select: of, partitions: 'latest' })
  expect(nightly).toMatchObject({ name: 'nightly', cron: '0 18 * * 1-5', timezone: 'UTC', partitions: 'latest' })
  expect(Object.isFrozen(nightly)).toBe(true)
  expect(projectOf([of]).schedules).toEqual([])
})

it('a schedule whose cron expression has the wrong number of fields is refused', async () => {
  expect(await thrownBy(() => schedule('nightly', { cron: '0 18', select: of }))).toMatchObject({
    code: 'SCHEDULE_INVALID',
    message: 'schedule `nightly` has the cron expression `0 18`, with 2 fields',
  })
})

it('a sensor that would poll without a pause is refused', async () => {
  const poll = async () => ({ cursor: 1, requests: [request(of, '2024-01-02')] })
  expect((await thrownBy(() => sensor('files', { everyMs: 0, cursor: z.number(), poll }))).code).toBe(
    'SCHEDULE_INVALID',
  )
  expect((await thrownBy(() => sensor('no name', { everyMs: 1, cursor: z.number(), poll }))).code).toBe('NAME_INVALID')
})

it('a request names one partition of an asset', () => {
  expect(request(of, '2024-01-02')).toEqual({ asset: 'of', partition: '2024-01-02' })
})

it('a condition is shown as data', () => {
  const automation = eager()
    .and(not(onCron('0 0 * * *', { timezone: 'Europe/Berlin' })))
    .or(onMissing)
  const [description] = projectOf([asset('auto', { automation }, () => undefined)]).describe()
  expect(description?.automation).toEqual({
    kind: 'or',
    left: {
      kind: 'and',
      left: { kind: 'or', left: { kind: 'missing' }, right: { kind: 'upstream' } },
      right: { kind: 'not', of: { kind: 'cron', expression: '0 0 * * *', timezone: 'Europe/Berlin' } },
    },
    right: { kind: 'missing' },
  })
})
