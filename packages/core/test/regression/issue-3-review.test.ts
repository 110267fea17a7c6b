import {
  asset,
  cron,
  daily,
  dynamicKeys,
  every,
  hourly,
  latest,
  memoryState,
  monthly,
  moved,
  offset,
  type Project,
  self,
  within,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { days, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()

/** Projects over one state: as if one of them was edited. */
function shared(clock = new FakeClock(noon)): (assets: Parameters<typeof projectOf>[0]) => Project {
  const spec = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
  return (assets) => projectOf(assets, spec)
}

it('what a cron expression made is not taken for hours, nor for what another expression makes', async () => {
  const span = { start: '2024-01-01', end: '2024-01-03' }
  const cut = (partitions: ReturnType<typeof cron> | ReturnType<typeof hourly>) =>
    asset('cut', { partitions, schema, codeVersion: '1' }, () => 1)
  const project = shared()
  await project([cut(cron('0 18 * * *', span))]).materialize('*')
  for (const partitions of [hourly(span), cron('0 18 * * 1', span)]) {
    const plan = await project([cut(partitions)]).plan('*')
    expect(plan.moves).toHaveLength(1)
    expect(plan.skips).toEqual([])
  }
})

it('a blocking check that an asset has no longer keeps nothing from being made', async () => {
  const up = (checks: { readonly bad?: { scope: 'asset'; blocking: true; run: () => { passed: boolean } } }) =>
    asset('up', { schema, codeVersion: '1', checks }, () => 1)
  const reader = (of: ReturnType<typeof up>) =>
    asset('down', { schema, codeVersion: '1', deps: { of } }, ({ of }) => of)
  const project = shared()
  const failing = up({ bad: { scope: 'asset', blocking: true, run: () => ({ passed: false }) } })
  await project([failing, reader(failing)]).materialize('*')
  const mended = up({})
  expect((await project([mended, reader(mended)]).materialize('*')).ok).toBe(true)
})

it('a run that makes as much as it may has succeeded, and leaves the rest', async () => {
  const up = asset('up', { partitions: days, schema, codeVersion: '1' }, () => 1)
  const down = asset('down', { partitions: days, schema, codeVersion: '1', deps: { up } }, ({ up }) => up)
  const project = projectOf([up, down])
  const { ok, plan } = await project.materialize('*', { maxSteps: 3 })
  expect(ok).toBe(true)
  expect(plan.skips.map(({ asset: key, count, reason, fine }) => [key, count, reason, fine])).toEqual([
    ['up', 7, 'left for the next run', true],
    ['down', 7, 'waits for its upstream', true],
    ['down', 3, 'left for the next run', true],
  ])
  await expect(project.plan('*', { maxSteps: 0 })).rejects.toThrow('`maxSteps` is 0')
})

it('a resumed run leaves out partitions that are gone', async () => {
  const symbols = dynamicKeys('symbols')
  const failing = asset('failing', { partitions: symbols, schema, codeVersion: '1' }, (_, { partition }) => {
    if (partition === 'B') throw new Error('no')
    return 1
  })
  const project = projectOf([failing])
  await project.addKeys(symbols, 'A', 'B')
  const { runId } = await project.materialize('*')
  await project.removeKeys(symbols, 'B')
  expect((await project.planResume(runId)).steps).toEqual([])
})

it('a plan is refused when a key that it reads was removed, and not for an older partition than the newest', async () => {
  const symbols = dynamicKeys('symbols')
  const up = asset('up', { partitions: symbols, schema, codeVersion: '1' }, () => 1)
  const all = asset('all', { schema, codeVersion: '1', deps: { up: every(up) } }, ({ up }) => up.size)
  const project = projectOf([up, all])
  await project.addKeys(symbols, 'A', 'B')
  await project.materialize('up')
  const plan = await project.plan('all')
  await project.removeKeys(symbols, 'B')
  expect(await thrownBy(() => project.materialize(plan))).toMatchObject({ code: 'PLAN_OUTDATED' })

  let value = 1
  const daysOf = asset('daysOf', { partitions: days, schema, codeVersion: '1' }, () => value)
  const newest = asset('newest', { schema, codeVersion: '1', deps: { of: latest(daysOf) } }, ({ of }) => of)
  const other = projectOf([daysOf, newest])
  await other.materialize('daysOf')
  const kept = await other.plan('newest')
  value = 2
  await other.materialize('daysOf', { partitions: '2024-01-01', force: true })
  expect((await other.materialize(kept)).ok).toBe(true)
})

it('what became stale since a position: also of the asset itself, and nothing that was stale before', async () => {
  let value = 1
  const chain = asset(
    'chain',
    { partitions: days, schema, codeVersion: '1', deps: { before: offset(self, -1) } },
    (_, { partition }) => (partition === '2024-01-03' ? value : 1),
  )
  const up = asset('up', { partitions: days, schema, codeVersion: '1' }, () => value)
  const down = asset('down', { partitions: days, schema, codeVersion: '1', deps: { up } }, ({ up }) => up)
  const project = projectOf([chain, up, down])
  await project.materialize('*')
  value = 2
  await project.materialize('up', { partitions: '2024-01-01', force: true })
  const { position } = await project.staleSince(0)
  await project.materialize('up', { partitions: '2024-01-02', force: true })
  await project.materialize('chain', { partitions: '2024-01-03', force: true })
  const { stale } = await project.staleSince(position)
  expect(stale.map(({ asset: key, partitions }) => `${key} ${partitions}`).sort()).toEqual([
    'chain 1 partition: 2024-01-04',
    'down 1 partition: 2024-01-02',
  ])
})

it('an upstream of a finer cut takes the partitions that were asked for downstream', async () => {
  const up = asset(
    'up',
    { partitions: daily({ start: '2024-01-01', end: '2024-02-29' }), schema, codeVersion: '1' },
    () => 1,
  )
  const months = monthly({ start: '2024-01', end: '2024-02' })
  const sum = asset(
    'sum',
    { partitions: months, schema, codeVersion: '1', deps: { up: within(up) } },
    ({ up }) => up.size,
  )
  const project = projectOf([up, sum], { clock: new FakeClock('2024-06-01T00:00:00Z') })
  const { steps } = await project.plan('sum', { partitions: '2024-02', upstream: true })
  expect(steps.map(({ asset: key, partitions }) => `${key} ${partitions}`)).toEqual([
    'up 29 partitions: 2024-02-01..2024-02-29',
    'sum 1 partition: 2024-02',
  ])
})

it('what reads an upstream in its grace waits for it, and nothing has failed', async () => {
  const up = asset(
    'up',
    { partitions: daily({ start: '2024-01-01', grace: { hours: 6 } }), schema, codeVersion: '1' },
    () => 1,
  )
  const down = asset(
    'down',
    { partitions: daily({ start: '2024-01-01' }), schema, codeVersion: '1', deps: { up } },
    ({ up }) => up,
  )
  const clock = new FakeClock('2024-01-03T03:00:00Z')
  const { ok, plan } = await projectOf([up, down], { clock, state: memoryState({ clock }) }).materialize('*')
  expect(ok).toBe(true)
  expect(plan.skips).toMatchObject([{ asset: 'down', count: 1, reason: 'waits for its upstream', fine: true }])
})

it('a new asset of a name that another one gave up has none of its history', async () => {
  const clock = new FakeClock(noon)
  const spec = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
  const of = (key: string) => asset(key, { partitions: days, schema, codeVersion: '1' }, () => 1)
  await projectOf([of('a')], spec).materialize('*')
  const b = of('b')
  await projectOf([b], { ...spec, moves: [moved({ from: 'a', to: b })] }).materialize('*')
  const { steps } = await projectOf([of('a'), of('b')], spec).plan('*')
  expect(steps).toMatchObject([{ asset: 'a', count: 10, reason: 'missing' }])
})
