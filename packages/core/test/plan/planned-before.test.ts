import {
  asset,
  daily,
  dynamicKeys,
  every,
  externalAsset,
  latest,
  lookback,
  memoryState,
  monthly,
  offset,
  type Plan,
  type Project,
  self,
  within,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { noon, projectOf } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const day = 24 * 60 * 60 * 1000

type World = ReturnType<typeof world>

/** A project that lives on, and how to open another one over what it recorded. */
function world() {
  const clock = new FakeClock(noon)
  const values = { outside: 'v1', factor: 1, fails: false, refuses: false }
  const schema = z.number()
  const days = daily({ start: '2023-12-28', grace: { hours: 1 } })
  const symbols = dynamicKeys('symbols')
  const outside = externalAsset('outside', { observe: () => ({ dataVersion: values.outside }) })
  const stored = memoryValues(new Map([['feed', 3]]))
  const feed = externalAsset('feed', { schema, io: stored })
  const fed = asset('fed', { schema, codeVersion: '1', deps: { feed } }, () => 1)
  const raw = asset('raw', { partitions: days, schema, codeVersion: '1' }, () => {
    if (values.fails) throw new Error('no answer')
    return values.factor
  })
  const staging = asset(
    'staging',
    { partitions: days, schema, codeVersion: '1', deps: { raw, outside } },
    ({ raw }) => raw,
  )
  const mean = asset(
    'mean',
    { partitions: days, schema, codeVersion: '1', deps: { staging: lookback(staging, 2), before: offset(self, -1) } },
    () => 1,
  )
  const months = asset(
    'months',
    { partitions: monthly({ start: '2023-12' }), schema, codeVersion: '1', deps: { staging: within(staging) } },
    () => 1,
  )
  const each = asset('each', { partitions: symbols, schema, codeVersion: '1' }, () => values.factor)
  const newest = asset('newest', { schema, codeVersion: '1', deps: { staging: latest(staging) } }, () => values.factor)
  const total = asset(
    'total',
    {
      schema,
      codeVersion: '1',
      deps: { each: every(each), newest },
      checks: { whole: { scope: 'asset', blocking: true, run: () => ({ passed: !values.refuses }) } },
    },
    () => values.factor,
  )
  const report = asset('report', { schema, codeVersion: '1', deps: { total } }, () => 1)
  const spec = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
  const open = (): Project =>
    projectOf([outside, feed, fed, raw, staging, mean, months, each, newest, total, report], spec)
  return { clock, values, stored: stored.values, symbols, open, living: open() }
}

const key = fc.constantFrom('a', 'b', 'c')
const selection = fc.constantFrom('*', 'raw', 'raw+', 'staging', 'mean', 'each', 'total', 'newest or months', 'fed')
const partitions = fc.constantFrom(undefined, 'stale', 'missing', 'all')
type Action = (world: World) => Promise<unknown> | unknown

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.tuple(selection, partitions).map(
    ([selection, partitions]): Action =>
      ({ living }) =>
        living.materialize(selection, { partitions }).catch(() => undefined),
  ),
  selection.map(
    (selection): Action =>
      ({ open }) =>
        open()
          .materialize(selection)
          .catch(() => undefined),
  ),
  fc.constantFrom('raw', 'staging', 'each').map(
    (key): Action =>
      ({ living }) =>
        living.wipe(key),
  ),
  fc.constant(({ living, clock }: World) =>
    living.materialize('raw or staging', { partitions: new Date(clock.now()).toISOString().slice(0, 10) }),
  ),
  fc.integer({ min: 1, max: 40 }).map(
    (hours): Action =>
      ({ clock }) =>
        clock.advance((hours * day) / 24),
  ),
  key.map(
    (key): Action =>
      ({ living, symbols }) =>
        living.addKeys(symbols, key),
  ),
  key.map(
    (key): Action =>
      ({ living, symbols }) =>
        living.removeKeys(symbols, key).catch(() => undefined),
  ),
  fc.integer({ min: 1, max: 3 }).map(
    (factor): Action =>
      ({ values }) =>
        void (values.factor = factor),
  ),
  fc.constantFrom('v1', 'v2').map(
    (version): Action =>
      ({ values }) =>
        void (values.outside = version),
  ),
  fc.boolean().map(
    (fails): Action =>
      ({ values }) =>
        void (values.fails = fails),
  ),
  fc.boolean().map(
    (refuses): Action =>
      ({ values }) =>
        void (values.refuses = refuses),
  ),
)

const asked = fc.record({
  selection,
  partitions,
  force: fc.constantFrom(undefined, true),
  maxSteps: fc.constantFrom(undefined, 3),
})

it('a project that planned before plans what one would that never did', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(action, asked), { minLength: 1, maxLength: 12 }), async (story) => {
      const made = world()
      for (const [act, { selection, ...options }] of story) {
        await act(made)
        for (const [what, how] of [
          [selection, options],
          ['*', {}],
        ] as const) {
          const [living, fresh] = [await made.living.plan(what, how), await made.open().plan(what, how)]
          expect(withoutId(living)).toEqual(withoutId(fresh))
        }
      }
    }),
    { numRuns: 100 },
  )
})

function withoutId({ id: _, ...plan }: Plan): Omit<Plan, 'id'> {
  return plan
}

it('what was seen elsewhere just now is not taken for what it was when it was planned before', async () => {
  const { living, stored } = world()
  await living.materialize('fed')
  await living.wipe('fed')
  expect((await living.plan('fed')).steps).toHaveLength(1)
  stored.delete('feed')
  const { steps, skips } = await living.plan('fed')
  expect(steps).toEqual([])
  expect(skips.map(({ reason }) => reason)).toEqual([expect.stringContaining('upstream `feed` cannot be read')])
})
