import { statSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EventDraft } from '../../../src/events/index.ts'
import { Subset } from '../../../src/partitions/index.ts'
import { type AssetRecord, type SqliteState, sqliteState, type StateStore } from '../../../src/state/index.ts'
import { failed, logged, materialized } from '../../../src/testing/state-store/bench.ts'
import { dump } from '../dump.ts'
import { assets, history, undisturbedHistory } from '../histories.ts'
import { temporaryPath } from '../temporary-path.ts'

/** Of assets that were renamed or wiped little can go. */
const oldHistory = fc.oneof(undisturbedHistory, history)
const everything = Subset.decode('0,0/0,9/0,10=1.0.k')
const inRun = { runId: 'run1', steps: 1, partitions: 1, selection: '*', targets: [], pid: 1, host: 'h' }
const started: EventDraft = { type: 'run_started', ...inRun }
const finished: EventDraft = { type: 'run_finished', runId: 'run1', outcome: 'succeeded', counts: {}, seconds: 1 }

it('leaves everything that is said of the present as it was, and tables that a rebuild makes again', async () => {
  await fc.assert(
    fc.asyncProperty(oldHistory, oldHistory, history, async (old, recent, later) => {
      const clock = { time: 0, now: () => clock.time, sleep: async () => {} }
      const path = await temporaryPath()
      const [store, other] = [sqliteState({ path, clock }), sqliteState({ path, clock })]
      for (const events of old) await store.append(events)
      clock.time = 1000
      for (const events of recent) await store.append(events)
      const before = await present(other)
      const changedBefore = await changedSince(store)
      const planned = await store.prune({ before: 1000, dryRun: true })
      expect(await present(store)).toEqual(before)
      expect(await store.prune({ before: 1000 })).toEqual(planned)
      expect(await present(store)).toEqual(before)
      expect(await present(other)).toEqual(before)
      const changedAfter = await changedSince(store)
      for (const [index, changed] of changedBefore.entries()) expect(changedAfter[index]?.covers(changed)).toBe(true)
      for (const events of later) await other.append(events)
      expect(await present(store)).toEqual(await present(other))
      await expectRebuilt(store, path)
      await Promise.all([store.close(), other.close()])
    }),
    { numRuns: 40 },
  )
})

it('removes what was superseded and what was only said, and records that', async () => {
  const { path, store, clock } = await open()
  await store.append([started, logged('m'), materialized('a', 'v1', 1, 2), finished])
  await store.append([materialized('a', 'v2', 1, 2), failed('a', 'gone', 2), materialized('a', 'v3', 2)])
  clock.time = 1000
  await store.append([failed('a', 'there', 3)])
  const report = new Map(
    Object.entries({ run_started: 1, run_finished: 1, logged: 1, materialized: 1, step_failed: 1 }),
  )
  expect((await store.prune({ before: 1000, dryRun: true })).events).toEqual(report)
  expect((await store.prune({ before: 1000, values: 3 })).events).toEqual(report)
  const left = await store.events({})
  expect(left.map(({ type, position }) => [type, position])).toEqual([
    ['materialized', 5],
    ['materialized', 7],
    ['step_failed', 8],
    ['pruned', 9],
  ])
  expect(left.at(-1)).toMatchObject({ before: 1000, events: 5, values: 3 })
  await expectRebuilt(store, path)
})

it('leaves runs whole that have not finished, and what was before an asset was wiped or renamed', async () => {
  const { store, clock } = await open()
  await store.append([started, logged('m'), { type: 'cancel_requested', of: 'run1' }])
  await store.append([
    { ...materialized('a', 'v1', 1), runId: 'run2' },
    { ...materialized('a', 'v2', 1), runId: 'run2' },
    { type: 'renamed', asset: 'b', from: 'a' },
  ])
  clock.time = 1000
  expect(await store.prune({ before: 1000 })).toEqual({ events: new Map(), bytes: 0 })
  expect(await store.events({})).toHaveLength(6)
})

it('gives the space back', async () => {
  const { path, store, clock } = await open()
  for (let index = 0; index < 200; index++) await store.append([logged('long '.repeat(1000), 'run2')])
  clock.time = 1000
  const { bytes } = await store.prune({ before: 1000 })
  expect(bytes).toBeGreaterThan(1_000_000)
  await store.close()
  expect(statSync(path).size).toBeLessThan(200_000)
})

async function open() {
  const clock = { time: 0, now: () => clock.time, sleep: async () => {} }
  const path = await temporaryPath()
  return { path, clock, store: sqliteState({ path, clock }) }
}

async function expectRebuilt(store: SqliteState, path: string): Promise<void> {
  const before = dump(path)
  await store.rebuild()
  expect(dump(path)).toEqual(before)
}

/** What is said of assets, but for what making them took. */
async function present(store: StateStore): Promise<unknown> {
  const { of } = await store.ledger.records(assets)
  const rows = await Promise.all(assets.map((asset) => store.ledger.rows(asset, everything)))
  return { records: [...of].map(([name, record]) => [name, lasting(record)]), rows, keys: await keysOf(store) }
}

function lasting({ made, open, failed, lastFailure, newest, rows, checks, aliases, cut }: AssetRecord): unknown {
  const groups = made.map(({ codeVersion, recipe, partitions }) => `${codeVersion} ${recipe} ${partitions.encode()}`)
  const results = checks.map((check) => ({ ...check, failed: check.failed.encode() }))
  const sets = { made: groups.sort(), open: open.encode(), failed: failed.encode() }
  return { ...sets, lastFailure, newest, rows: rows ?? 0, checks: results, aliases, cut }
}

async function keysOf(store: StateStore): Promise<unknown> {
  const { keysOf } = await store.keyIds([])
  return ['symbols', 'regions'].map((name) => keysOf(name))
}

/** What changed of each asset after each of the first positions. */
async function changedSince(store: StateStore): Promise<readonly Subset[]> {
  const since: Subset[] = []
  for (const asset of assets) {
    for (let position = 0; position < 40; position++) {
      const changes = await store.ledger.changes(new Map([[asset, position]]))
      since.push(changes.reduce((all, { changed }) => all.union(changed), Subset.empty))
    }
  }
  return since
}
