import { memoryState, sqliteState } from '@headwater/core'
import type { PostgresState } from '@headwater/assets/postgres-state'
import { type PruneRequest, type StateStore, Subset } from '@headwater/core/state'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { assets, history, undisturbedHistory } from '../../../core/test/state/histories.ts'
import { temporaryPath } from '../../../core/test/state/temporary-path.ts'
import { dump, newPlace, open, type Place, query } from './databases.ts'

const everything = Subset.decode('0,0/0,9/0,10=1.0.k')
const numRuns = 8

it('answers what a store in memory answers, through every store over the log, and can be rebuilt', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (appends) => {
      const place = await newPlace()
      const [store, other, memory] = [open({ ...place, clock }), open({ ...place, clock }), memoryState({ clock })]
      for (const [index, events] of appends.entries()) {
        expect(await (index % 2 === 0 ? store : other).append(events)).toBe(await memory.append(events))
        const answers = await answersOf(memory)
        for (const each of [store, other]) expect(await answersOf(each)).toEqual(answers)
      }
      await expectRebuilt(store, place)
      for (const each of [store, other]) expect(await answersOf(each)).toEqual(await answersOf(memory))
      await Promise.all([store.close(), other.close()])
    }),
    { numRuns },
  )
})

it('is the same after one commit of all as after a commit of each, with some refused', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 0, max: 9 }), async (appends, lost) => {
      const [together, memory] = [open({ ...(await newPlace()), clock }), memoryState({ clock })]
      const guard = { runId: 'nobody', token: 1 }
      const options = (index: number) => (index % 10 === lost ? { guard } : {})
      const outcomes = await Promise.allSettled(appends.map((events, index) => together.append(events, options(index))))
      const alone = await Promise.allSettled(appends.map((events, index) => memory.append(events, options(index))))
      expect(outcomes).toEqual(alone)
      expect(await answersOf(together)).toEqual(await answersOf(memory))
      await together.close()
    }),
    { numRuns },
  )
})

it('prunes what a SQLite file prunes, and leaves what can be rebuilt', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(undisturbedHistory, history), history, history, async (old, recent, later) => {
      const clock = { time: 0, now: () => clock.time, sleep: async () => {} }
      const place = await newPlace()
      const [store, other] = [open({ ...place, clock }), open({ ...place, clock })]
      const file = sqliteState({ path: await temporaryPath(), clock })
      const appendAll = async (appends: typeof old) => {
        for (const events of appends) for (const each of [store, file]) await each.append(events)
      }
      await appendAll(old)
      clock.time = 1000
      await appendAll(recent)
      await other.ledger.records([])
      const request: PruneRequest = { before: 1000, keeps: new Set([2]), values: 3 }
      const expected = await file.prune(request)
      expect(await store.prune({ ...request, dryRun: true })).toEqual(expected)
      expect(await store.prune(request)).toEqual(expected)
      expect(await store.events({})).toEqual(await file.events({}))
      expect(await answersOf(other)).toEqual(await answersOf(file))
      for (const events of later) for (const each of [other, file]) await each.append(events)
      for (const each of [store, other]) expect(await answersOf(each)).toEqual(await answersOf(file))
      await expectRebuilt(store, place)
      await Promise.all([store.close(), other.close(), file.close()])
    }),
    { numRuns },
  )
})

it('mends derived tables that were damaged, for every store over the log, and forgets notes', async () => {
  const place = await newPlace()
  const store = open({ ...place, clock })
  const [first = []] = fc.sample(history, { numRuns: 1, seed: 7 })
  for (const events of first) await store.append(events)
  await store.ledger.remember(new Map([['note', 'text']]))
  const [tables, answers] = [await dump(place), await answersOf(store)]
  await query(place.url, `delete from ${place.schema}.materializations`, `delete from ${place.schema}.assets`)
  const other = open({ ...place, clock })
  expect(await answersOf(other)).not.toEqual(answers)
  await store.rebuild()
  expect(await dump(place)).toEqual(tables)
  for (const each of [store, other]) expect(await answersOf(each)).toEqual(answers)
  expect((await store.ledger.recall(['note'])).size).toBe(0)
})

const clock = { now: () => 0, sleep: async () => {} }

async function expectRebuilt(store: PostgresState, place: Place): Promise<void> {
  const records = await store.ledger.records(assets)
  const before = await dump(place)
  await store.rebuild()
  expect(await dump(place)).toEqual(before)
  expect((await store.ledger.records(assets)).position).toBe(records.position)
}

/** What a store says of all assets, in plain values. */
async function answersOf(store: StateStore): Promise<unknown> {
  const { position, of } = await store.ledger.records(assets)
  const rows = await Promise.all(assets.map((asset) => store.ledger.rows(asset, everything)))
  const changes = await store.ledger.changes(new Map(assets.map((asset, index) => [asset, 2 * index])))
  const events = await Promise.all(
    assets.map(async (asset) => (await store.events({ asset })).map(({ position }) => position)),
  )
  const { keysOf } = await store.keyIds([])
  const keys = ['symbols', 'regions'].map((name) => keysOf(name))
  const answers = { position, records: [...of], rows, changes, events, keys }
  return JSON.parse(JSON.stringify(answers, (_, value) => (value instanceof Subset ? value.encode() : value)))
}
