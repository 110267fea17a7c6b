import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EventDraft } from '../../../src/events/index.ts'
import { Subset } from '../../../src/partitions/index.ts'
import { memoryState, sqliteState, type StateStore } from '../../../src/state/index.ts'
import { failed, materialized } from '../../../src/testing/state-store/bench.ts'
import { dump } from '../dump.ts'
import { assets, history } from '../histories.ts'
import { NaiveLedger } from '../naive-ledger.ts'
import { temporaryPath } from '../temporary-path.ts'

const clock = { now: () => 0, sleep: async () => {} }
const everything = Subset.decode('0,0/0,9/0,10=1.0.k')

it('makes the same tables from the events that appending them made, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (appends) => {
      const path = await temporaryPath()
      const store = sqliteState({ path, clock })
      await store.keyIds(['IBM'])
      for (const events of appends) await store.append(events)
      const before = dump(path)
      await store.rebuild()
      expect(dump(path)).toEqual(before)
      const [first] = appends
      if (first !== undefined) await store.append(first)
      await store.close()
    }),
    { numRuns: 40 },
  )
})

it('mends derived tables that were damaged, and forgets notes', async () => {
  const path = await temporaryPath()
  const store = sqliteState({ path })
  await store.append([materialized('a', 'v1', 1, 2), failed('a', 'broke', 3)])
  const before = dump(path)
  await store.ledger.remember(new Map([['note', 'text']]))
  const vandal = new DatabaseSync(path)
  vandal.exec(`
    delete from materializations; delete from assets; update ledger set data_version = 'wrong';
    insert into dynamic_keys (dimension, key) values ('d', 'k')`)
  vandal.close()
  expect(await store.rebuild()).toBe(2)
  expect(dump(path)).toEqual(before)
  expect((await store.ledger.recall(['note'])).size).toBe(0)
  await store.close()
})

it('answers what a model says that keeps every partition for itself, from a file and from memory', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (appends) => {
      const path = await temporaryPath()
      const [file, memory, model] = [sqliteState({ path, clock }), memoryState({ clock }), new NaiveLedger()]
      const other = sqliteState({ path, clock })
      for (const events of appends) {
        await file.append(events)
        await memory.append(events)
        model.append(events)
        for (const store of [file, memory, other]) await expectAs(store, model)
        expect(await recordTexts(file)).toEqual(await recordTexts(memory))
        expect(await recordTexts(other)).toEqual(await recordTexts(memory))
      }
      for (const asset of assets) {
        const positions = async (store: StateStore) => (await store.events({ asset })).map(({ position }) => position)
        expect(await positions(file)).toEqual(await positions(memory))
      }
      const [one, another] = [await file.keyIds([]), await memory.keyIds([])]
      for (const name of ['symbols', 'regions']) expect(one.keysOf(name)).toEqual(another.keysOf(name))
      await Promise.all([file.close(), other.close()])
    }),
    { numRuns: 40 },
  )
})

it('keeps its records true when a neighbour of the same commit is refused', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 0, max: 9 }), async (appends, lost) => {
      const path = await temporaryPath()
      const [store, model] = [sqliteState({ path, clock }), new NaiveLedger()]
      const guard = { runId: 'nobody', token: 1 }
      const isLost = (index: number) => index % 10 === lost
      const outcomes = await Promise.allSettled(
        appends.map((events, index) => store.append(events, isLost(index) ? { guard } : {})),
      )
      expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(appends.map((_, index) => isLost(index)))
      const kept: readonly EventDraft[] = appends.filter((_, index) => !isLost(index)).flat()
      model.append(kept)
      await expectAs(store, model)
      const before = dump(path)
      await store.rebuild()
      expect(dump(path)).toEqual(before)
      await store.close()
    }),
    { numRuns: 30 },
  )
})

async function expectAs(store: StateStore, model: NaiveLedger): Promise<void> {
  for (const asset of assets) {
    expect(await store.ledger.rows(asset, everything)).toEqual(model.rows(asset))
    const changes = await store.ledger.changes(new Map([[asset, 0]]))
    const inWords = changes.map(
      ({ position, kind, partitions, changed, asOf }) =>
        `${position} ${kind} ${partitions.encode()}, changed ${changed.encode()}, as of ${asOf}`,
    )
    expect(inWords).toEqual(model.changes(asset))
    expect(await summary(store, asset)).toEqual(model.summary(asset))
  }
}

/** What a record says of partitions, in the words of the model. */
async function summary(store: StateStore, asset: string): Promise<unknown> {
  const record = (await store.ledger.records([asset])).of.get(asset)
  if (record === undefined) return undefined
  const { origin, made, open, failed, rows = 0, checks } = record
  const wrong = (name: string) => checks.find(({ check }) => check === name)?.failed.encode() ?? ''
  const groups = made.map(({ codeVersion, recipe, partitions }) => [`${codeVersion} ${recipe}`, partitions.encode()])
  return {
    origin,
    made: groups.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    open: open.encode(),
    failed: failed.encode(),
    rows,
    wrong: { full: wrong('full'), unique: wrong('unique') },
  }
}

/** Whole records, with subsets as texts. */
async function recordTexts(store: StateStore): Promise<unknown> {
  const { position, of } = await store.ledger.records(assets)
  const texts = JSON.stringify([...of], (_, value: unknown) => (value instanceof Subset ? value.encode() : value))
  return { position, records: JSON.parse(texts) }
}
