import { asset, memoryState, type Project } from '@headwater/core'
import { singleOutput } from '@headwater/core/extend'
import { fail, type IoManager, type Store } from '@headwater/core/io'
import { FakeClock } from '@headwater/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, noon, projectOf } from '../run/kernel.ts'
import { newPlace, numbers } from './history.ts'

/** A store of versions that keeps them in memory. */
function memoryVersions(values = new Map<string, unknown>()) {
  const home = {}
  const store: Store = {
    commit: 'versioned',
    home,
    stage: async (staged) =>
      staged.map(({ value, at }) => {
        const path = `${at.attempt.id} ${at.partition}`
        values.set(path, value)
        return { asset: at.asset, partition: at.partition, location: { path }, dataVersion: `text:${String(value)}` }
      }),
    read: async ({ path }) =>
      values.has(String(path)) ? { value: values.get(String(path)) } : fail('VALUE_GONE', { message: 'it is gone' }),
    publish: async (staged) => staged,
    committed: async () => [],
    fence: async () => undefined,
    sweep: async () => 0,
    remove: async (removals) => {
      for (const { location } of removals) {
        // Nothing is to be deleted twice.
        if (!values.delete(String(location.path))) throw new Error(`there is no ${String(location.path)}`)
      }
    },
  }
  const io: IoManager<unknown> = { name: 'memoryVersions', store, write: async () => {}, read: async () => undefined }
  return { io, values }
}

const dayMs = 86_400_000
const threeDays = ['2024-01-01', '2024-01-02', '2024-01-03']

type Deed =
  | { readonly kind: 'make' | 'forget' | 'delete'; readonly day: number }
  | { readonly kind: 'wait'; readonly hours: number }
  | { readonly kind: 'prune' }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('make' as const), day: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('forget' as const, 'delete' as const), day: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'prune' as const }) },
)

/** The rule of retention, by looking at every version of a day, the oldest first. */
function keptByHand(
  made: readonly { readonly value: string; readonly time: number }[],
  { versions, days }: { readonly versions?: number | undefined; readonly days?: number | undefined },
  now: number,
): readonly string[] {
  const all = made.toReversed()
  if (versions === undefined && days === undefined) return all.map(({ value }) => value)
  return all
    .filter(({ time }, age) => age === 0 || age < (versions ?? 0) || time >= now - (days ?? -1e9) * dayMs)
    .map(({ value }) => value)
}

describe('pruning', () => {
  it('keeps what counts and what is retained, and deletes the rest, whatever happened', async () => {
    const retention = fc.record(
      { versions: fc.integer({ min: 1, max: 3 }), days: fc.integer({ min: 1, max: 3 }) },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(retention, fc.array(deed, { maxLength: 30 }), async (retain, deeds) => {
        const clock = new FakeClock(noon)
        const { io, values } = memoryVersions()
        let count = 0
        const make = (_: unknown, { partition }: { readonly partition: string }) => `${partition} ${(count += 1)}`
        const prices = asset('prices', { partitions: days, schema: z.string(), codeVersion: '1', retain, io }, make)
        const project = projectOf([prices], { clock, state: memoryState({ clock }) })
        const made = new Map<string, { value: string; time: number }[]>(threeDays.map((day) => [day, []]))
        const current = new Map<string, string>()
        for (const each of [...deeds, { kind: 'prune' } as const]) {
          if (each.kind === 'wait') clock.advance(each.hours * 3_600_000)
          else if (each.kind === 'prune') {
            const [dry] = (await project.prune({ dryRun: true })).values
            const [pruned] = (await project.prune()).values
            expect(pruned).toEqual(dry)
            expect((await project.prune()).values).toEqual([])
            const kept = [...made.values()].flatMap((versions) => keptByHand(versions, retain, clock.now()))
            expect([...values.values()].sort()).toEqual([...kept].sort())
          } else {
            const day = threeDays[each.day] ?? ''
            if (each.kind === 'make') {
              await project.materialize('*', { partitions: day, force: true })
              made.get(day)?.push({ value: `${day} ${count}`, time: clock.now() })
              current.set(day, `${day} ${count}`)
            } else {
              const isThere = current.delete(day)
              await project.wipe('*', { partitions: day, deletes: each.kind === 'delete' })
              if (each.kind === 'delete' && isThere) made.set(day, [])
            }
          }
        }
        for (const [day, value] of current) expect(await project.load(prices, day as never)).toBe(value)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves alone what an asset does not say how long to retain, and what is not selected', async () => {
    const { io, values } = memoryVersions()
    const of = (key: string, retain?: { readonly versions: number }) =>
      numbers(key, days, [], { io, ...(retain && { retain }) })
    const project = projectOf([of('all'), of('one', { versions: 1 }), of('two', { versions: 2 })])
    for (let turn = 0; turn < 3; turn += 1) await project.materialize('*', { partitions: threeDays[0]!, force: true })
    expect((await project.prune({ selection: 'all or two' })).values).toEqual([{ asset: 'two', values: 1 }])
    expect((await project.prune()).values).toEqual([{ asset: 'one', values: 2 }])
    expect(values.size).toBe(3 + 1 + 2)
  })

  it('keeps what a run that goes on may be reading', async () => {
    const { io, values } = memoryVersions()
    const prices = numbers('prices', days, [], { io, retain: { versions: 1 } })
    const [begun, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = asset('slow', { schema: z.number(), codeVersion: '1' }, async () => {
      begun.resolve()
      await open.promise
      return 1
    })
    const project = projectOf([prices, slow])
    const make = () => project.materialize('prices', { partitions: threeDays[0]!, force: true })
    await make()
    await make()
    const running = project.materialize('slow')
    await begun.promise
    await make()
    await make()
    // The first was replaced before the run began, the second while it went on.
    expect((await project.prune()).values).toEqual([{ asset: 'prices', values: 1 }])
    expect(values.size).toBe(3)
    open.resolve()
    await running
    expect((await project.prune()).values).toEqual([{ asset: 'prices', values: 2 }])
    expect(await loaded(project)).toBe('prices 2024-01-01')
  })

  it('keeps what an alias points at', async () => {
    const { io, values } = memoryVersions()
    let [made, promoted] = [0, true]
    const spec = {
      schema: z.string(),
      codeVersion: '1',
      io,
      retain: { versions: 1 },
    }
    const model = singleOutput('model', spec as never, {
      grain: 'partition',
      code: () => ({ functions: [] }),
      aliases: { names: ['best'], promote: () => (promoted ? 'best' : undefined) },
      async *produce(call) {
        made += 1
        for (const partition of call.partitions) yield { output: '', partition, value: `model ${made}` }
      },
    }).face({})
    const project = projectOf([model as never])
    await project.materialize('*')
    promoted = false
    for (let turn = 0; turn < 3; turn += 1) await project.materialize('*', { force: true })
    expect((await project.prune()).values).toEqual([{ asset: 'model', values: 2 }])
    expect([...values.values()]).toEqual(['model 1', 'model 4'])
    await project.wipe('*', { deletes: true })
    expect([...values.values()]).toEqual(['model 1'])
  })

  it('removes events that nothing needs, where it is asked to', async () => {
    const { release, clock } = await newPlace()
    await using project = release([numbers('prices', days)])
    for (let turn = 0; turn < 3; turn += 1) {
      await project.materialize('*', { force: true })
      clock.advance(dayMs)
    }
    expect((await project.prune()).events).toBeUndefined()
    const dry = await project.prune({ eventDays: 1, dryRun: true })
    expect(dry.events?.['run_started']).toBe(2)
    expect((await project.prune({ eventDays: 1 })).events).toEqual(dry.events)
    expect((await project.runs()).length).toBe(1)
    expect((await project.plan('*')).steps).toEqual([])
  })
})

function loaded(project: Project): Promise<unknown> {
  return project.loadByKey('prices', threeDays[0])
}
