import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EventDraft } from '../../../src/events/index.ts'
import { type LedgerRows, memoryState, sqliteState } from '../../../src/state/index.ts'
import { failed, materialized } from '../../../src/testing/state-store/bench.ts'
import { temporaryPath } from '../temporary-path.ts'

const assets = fc.constantFrom('a', 'b')
const ordinals = fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { minLength: 1 })
const keys = fc.uniqueArray(fc.constantFrom('AAPL', 'MSFT', 'GOOG', 'IBM'), { minLength: 1 })
const dimension = fc.constantFrom('symbols', 'regions')

const draft: fc.Arbitrary<EventDraft> = fc.oneof(
  fc
    .tuple(assets, fc.constantFrom('v1', 'v2'), ordinals)
    .map(([asset, version, made]) => materialized(asset, version, ...made)),
  fc.tuple(assets, ordinals).map(([asset, lost]) => failed(asset, 'broke', ...lost)),
  fc
    .tuple(assets, ordinals)
    .map(([asset, lost]) => ({ ...failed(asset, 'again', ...lost), willRetry: true }) as EventDraft),
  fc.tuple(assets, fc.integer({ min: 0, max: 8 })).map(
    ([asset, ordinal]): EventDraft => ({
      type: 'observed',
      asset,
      partition: `${ordinal}`,
      series: '',
      ordinal,
      dataVersion: 'seen',
    }),
  ),
  fc.record({ type: fc.constantFrom('keys_added', 'keys_removed'), dimension, keys }) as fc.Arbitrary<EventDraft>,
)
const history = fc.array(fc.array(draft, { minLength: 1, maxLength: 4 }), { maxLength: 12 })

/** The rows of all tables. */
function dump(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare(`select name from sqlite_schema where type = 'table' order by name`).all()
    return tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()])
  } finally {
    database.close()
  }
}

it('makes the same tables from the events that appending them made', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (appends) => {
      const path = await temporaryPath()
      const store = sqliteState({ path })
      await store.keyIds(['IBM'])
      for (const events of appends) await store.append(events)
      const before = dump(path)
      await store.rebuild()
      expect(dump(path)).toEqual(before)
      await store.close()
    }),
    { numRuns: 40 },
  )
})

it('mends derived tables that were damaged', async () => {
  const path = await temporaryPath()
  const store = sqliteState({ path })
  await store.append([materialized('a', 'v1', 1, 2), failed('a', 'broke', 3)])
  const before = dump(path)
  const vandal = new DatabaseSync(path)
  vandal.exec(
    `delete from failures; update ledger set data_version = 'wrong'; insert into dynamic_keys (dimension, key) values ('d', 'k')`,
  )
  vandal.close()
  expect(await store.rebuild()).toBe(2)
  expect(dump(path)).toEqual(before)
  await store.close()
})

it('answers the same from its cache, from its tables and from memory, whatever happened', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (appends) => {
      const path = await temporaryPath()
      const [cached, memory] = [sqliteState({ path, clock }), memoryState({ clock })]
      for (const events of appends) {
        await cached.append(events)
        await memory.append(events)
        for (const asset of ['a', 'b'])
          expect(sorted(await cached.ledger(asset))).toEqual(sorted(await memory.ledger(asset)))
      }
      const fresh = sqliteState({ path, clock })
      for (const asset of ['a', 'b'])
        expect(sorted(await fresh.ledger(asset))).toEqual(sorted(await cached.ledger(asset)))
      const [one, other] = [await fresh.keyIds([]), await memory.keyIds([])]
      for (const name of ['symbols', 'regions']) expect(one.keysOf(name)).toEqual(other.keysOf(name))
      await cached.close()
      await fresh.close()
    }),
    { numRuns: 40 },
  )
})

const clock = { now: () => 0, sleep: async () => {} }

/** The order of rows means nothing. */
function sorted({ position, materialized, failures }: LedgerRows): LedgerRows {
  return { position, materialized: materialized.toSorted((a, b) => a.ordinal - b.ordinal), failures }
}
