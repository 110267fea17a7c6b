import {
  type AnyAsset,
  asset,
  cron,
  daily,
  externalAsset,
  hourly,
  keys,
  memoryState,
  nyse,
  type Partitions,
  product,
  type Project,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { definitionOf } from '../../src/define/index.ts'
import { gridOf, memoryKeyIds } from '../../src/partitions/index.ts'
import { projectOf } from '../run/kernel.ts'

const ids = memoryKeyIds()
ids.add(['A', 'B'])
const [hourMs, dayMs] = [3_600_000, 86_400_000]
const at = (text: string) => Date.parse(`${text}Z`)

/** A check that says when its asset is due, and holds it to just that. */
const arrives = (dueWithinMs: number) =>
  ({
    scope: 'asset',
    dueWithinMs,
    run: (_: unknown, { due }: { due: (withinMs: number) => { materialized: boolean } | undefined }) => ({
      passed: due(dueWithinMs)?.materialized ?? true,
    }),
  }) as const

function made<const P extends Partitions>(partitions: P, dueWithinMs: number) {
  return asset('made', { partitions, schema: z.number(), checks: { arrives: arrives(dueWithinMs) } }, () => 1)
}

function projectAt(clock: FakeClock, ...assets: readonly AnyAsset[]): Project {
  return projectOf(assets, { clock, state: memoryState({ clock }) })
}

async function standing(project: Project, asset = 'made') {
  const [report] = await project.status(asset)
  if (!report) throw new Error('no such asset')
  return report
}

describe('an asset without partitions', () => {
  const prices = asset('made', { schema: z.number(), checks: { arrives: arrives(12 * hourMs) } }, () => 1)

  it('is late once it was made too long ago, although nobody ran anything since', async () => {
    const clock = new FakeClock('2024-01-02T12:00:00Z')
    const project = projectAt(clock, prices)
    await project.materialize('*')
    clock.advance(12 * hourMs)
    expect(await standing(project)).toMatchObject({ status: 'fresh', late: [], changesAt: clock.now() + 1 })
    clock.advance(1)
    expect(await standing(project)).toMatchObject({
      status: 'fresh',
      late: [{ check: 'arrives', severity: 'error', partition: null, since: clock.now() - 1 }],
      changesAt: undefined,
    })
    expect(await project.select('status:late')).toEqual(['made'])
    expect(await project.select('status:fresh')).toEqual(['made'])
    await project.materialize('*', { force: true })
    expect((await standing(project)).late).toEqual([])
    expect(await project.select('status:late')).toEqual([])
  })

  it('is missing and not late before it was ever made, and after it was wiped', async () => {
    const clock = new FakeClock('2024-01-02T12:00:00Z')
    const project = projectAt(clock, prices)
    expect(await standing(project)).toMatchObject({ status: 'missing', late: [], changesAt: undefined })
    await project.materialize('*')
    await project.wipe('*')
    clock.advance(30 * dayMs)
    expect(await standing(project)).toMatchObject({ status: 'missing', late: [] })
  })

  it('that is made elsewhere is late once it did not change for too long', async () => {
    const clock = new FakeClock('2024-01-02T12:00:00Z')
    const feed = externalAsset('feed', {
      checks: { arrives: arrives(dayMs) },
      observe: () => ({ dataVersion: 'as it was' }),
    })
    const reader = asset('made', { schema: z.number(), deps: { feed } }, () => 1)
    const project = projectAt(clock, feed, reader)
    await project.materialize('*')
    expect((await standing(project, 'feed')).late).toEqual([])
    clock.advance(dayMs + 1)
    expect((await standing(project, 'feed')).late).toMatchObject([{ partition: null }])
  })
})

describe('an asset with partitions along time', () => {
  it('is late once the newest that is due is not there, on its own calendar', async () => {
    const clock = new FakeClock('2024-03-28T22:00:00Z')
    const project = projectAt(clock, made(daily({ start: '2024-03-25', calendar: nyse }), dayMs))
    await project.materialize('*')
    // Thursday is over on Friday, and due on Saturday.
    expect((await standing(project)).changesAt).toBe(at('2024-03-29T00:00'))
    clock.advance(at('2024-03-29T23:59') - clock.now())
    expect((await standing(project)).late).toEqual([])
    clock.advance(60_000)
    const late = [{ check: 'arrives', severity: 'error', partition: '2024-03-28', since: at('2024-03-30T00:00') }]
    expect(await standing(project)).toMatchObject({ status: 'missing', late })
    // Good Friday and the weekend bring nothing that could be due.
    clock.advance(dayMs)
    expect((await standing(project)).late).toEqual(late)
    await project.materialize('*')
    expect(await standing(project)).toMatchObject({ late: [], changesAt: at('2024-04-01T00:00') })
  })

  it('is late although it was never made, and not before something was due', async () => {
    const clock = new FakeClock('2024-01-02T23:00:00Z')
    const project = projectAt(clock, made(daily({ start: '2024-01-02' }), 2 * hourMs))
    expect(await standing(project)).toMatchObject({ late: [], changesAt: at('2024-01-03T00:00') })
    clock.advance(hourMs)
    expect(await standing(project)).toMatchObject({ status: 'missing', late: [], changesAt: at('2024-01-03T02:00') })
    clock.advance(2 * hourMs)
    expect((await standing(project)).late).toMatchObject([{ partition: '2024-01-02', since: at('2024-01-03T02:00') }])
  })

  it('falls due by the clocks of its zone, and after its grace', async () => {
    const zoned = daily({ start: '2024-03-09', timezone: 'America/New_York', grace: { hours: 1 } })
    const clock = new FakeClock('2024-03-11T05:59:59Z')
    const project = projectAt(clock, made(zoned, hourMs))
    // The day on which the clocks are put forward has 23 hours, so that it ends at 04:00 and not at 05:00.
    expect((await standing(project)).late).toMatchObject([{ partition: '2024-03-09', since: at('2024-03-10T07:00') }])
    clock.advance(1000)
    expect((await standing(project)).late).toMatchObject([{ partition: '2024-03-10', since: at('2024-03-11T06:00') }])
  })

  it('is late of a product while any of the newest is absent', async () => {
    const clock = new FakeClock('2024-01-04T00:00:00Z')
    const cut = product({ symbol: keys('A', 'B', 'C'), day: daily({ start: '2024-01-02' }) })
    const project = projectAt(clock, made(cut, 0))
    for (const symbol of ['B', 'C']) await project.materialize('*', { partitions: `symbol=${symbol}` })
    expect((await standing(project)).late).toMatchObject([{ partition: 'A|2024-01-03', since: at('2024-01-04T00:00') }])
    expect((await project.check('*')).ok).toBe(false)
    await project.materialize('*', { partitions: '2024-01-03' })
    expect(await standing(project)).toMatchObject({ status: 'missing', late: [] })
  })

  it('says nothing of checks that do not say when it is due', async () => {
    const clock = new FakeClock('2024-01-04T00:00:00Z')
    const project = projectAt(
      clock,
      asset('made', { schema: z.number(), checks: { any: () => ({ passed: true }) } }, () => 1),
    )
    expect((await standing(project)).late).toEqual([])
  })
})

describe('any asset', () => {
  const start = '2024-03-28'
  const cuts: fc.Arbitrary<Partitions> = fc.oneof(
    fc
      .constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe')
      .chain((timezone) =>
        fc.constantFrom<Partitions>(
          daily({ start, timezone, calendar: nyse, grace: { hours: 5 } }),
          hourly({ start: '2024-04-05', timezone }),
          cron('30 9,16 * * 1-5', { start, timezone }),
          product({ symbol: keys('A', 'B'), day: daily({ start, timezone }) }),
        ),
      ),
    fc.constant(keys('A', 'B')),
  )

  it('is late exactly when its check would not pass, and stands otherwise only when it says so', async () => {
    const cases = fc.record({
      cut: cuts,
      dueWithinMs: fc.constantFrom(0, 90_000, 5 * hourMs, 3 * dayMs),
      // Around these days clocks are put forward, and back.
      now: fc.integer({ min: at('2024-04-05T12:00'), max: at('2024-04-08T00:00') }),
      made: fc.infiniteStream(fc.boolean()),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ cut, dueWithinMs, now, made: toss }) => {
        const clock = new FakeClock(new Date(now).toISOString())
        const own = made(cut, dueWithinMs)
        const project = projectAt(clock, own)
        const grid = gridOf(definitionOf(own).partitions, ids)
        const some = [...grid.complete(now).cells()].slice(-6).filter(() => toss.next().value)
        const names = some.map((cell) => grid.textOf(cell)).join(',')
        if (names !== '') await project.materialize('*', { partitions: names })
        for (let step = 0; step < 4; step += 1) {
          const { late, counts, changesAt } = await standing(project)
          const { ok, unchecked } = await project.check('*')
          if (unchecked.length === 0) expect(late.length === 0).toBe(ok)
          if (changesAt === undefined) return
          expect(changesAt).toBeGreaterThan(clock.now())
          clock.advance(changesAt - 1 - clock.now())
          expect(await standing(project)).toMatchObject({ late, counts, changesAt })
          clock.advance(1)
        }
      }),
      { numRuns: 30 },
    )
  })
})
