import type { Staged, Store } from '@headwater/core/io'
import { rowSchemaOf } from '@headwater/core/extend'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

const rowSchema = rowSchemaOf(z.array(z.object({ run: z.int(), index: z.int() })))
const rowsOf = (run: number, count = 200) => Array.from({ length: count }, (_, index) => ({ run, index }))

async function databaseOfTest() {
  const { url } = await scratchDatabaseOfTest()
  const { store } = postgres({ url })
  const stage = (run: number, partition: string | null, value: readonly object[] = rowsOf(run), asset = 'a/t') =>
    store.stage([{ value, at: placeOf(asset, partition, attemptOf(run), rowSchema) }])
  return { url, database: PostgresDatabase.at(url), store, stage }
}

const publish = async (store: Store, staged: readonly Staged[], run: number) =>
  errorOf(store.publish(staged, attemptOf(run))).then(
    ({ code, message }) => ({ code, message }),
    () => 'published' as const,
  )

describe('two writers who race for a partition', () => {
  it('end with the rows and the commit of the later one, and the earlier one is told when it came too late', async () => {
    const { store, stage, database } = await databaseOfTest()
    let refused = 0
    for (let round = 0; round < 12; round++) {
      const [older, newer] = [2 * round + 1, 2 * round + 2]
      const [byOlder, byNewer] = [await stage(older, 'p'), await stage(newer, 'p')]
      const racing = [publish(store, byOlder, older), publish(store, byNewer, newer)]
      const [first, second] = await Promise.all(round % 2 === 0 ? racing : [racing[1], racing[0]].toReversed())
      expect(second).toBe('published')
      if (first !== 'published') {
        refused += 1
        expect(first).toMatchObject({ code: 'LEASE_LOST' })
        expect(first?.message).toContain(`its token is ${older}, and the store has seen ${newer}`)
        expect(await store.committed(attemptOf(older).id, 'a/t')).toEqual([])
      }
      const found = await database.use((session) => session.rows('select distinct run, count(*) over () as n from a.t'))
      expect(found).toEqual([{ run: newer, n: 200 }])
      expect(await store.committed(attemptOf(newer).id, 'a/t')).toHaveLength(1)
    }
    expect(refused).toBeGreaterThanOrEqual(0)
  })

  it('are let through one after the other, while a transaction holds the asset', async () => {
    const { store, stage, database } = await databaseOfTest()
    const [byOlder, byNewer] = [await stage(1, 'p'), await stage(2, 'p')]
    const [entered, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const holding = database.use((session) =>
      session.transaction(async () => {
        await session.hold(['a/t'])
        entered.resolve()
        await free.promise
      }),
    )
    await entered.promise
    const newer = publish(store, byNewer, 2)
    await waiting(database, 1)
    const older = publish(store, byOlder, 1)
    await waiting(database, 2)
    free.resolve()
    expect([await newer, (await older) !== 'published']).toEqual(['published', true])
    expect(await older).toMatchObject({ code: 'LEASE_LOST' })
    await holding
  })

  it('are told apart from a fence: after it, what is committed is all that ever will be', async () => {
    const { store, stage } = await databaseOfTest()
    for (let round = 0; round < 12; round++) {
      const [run, token] = [2 * round + 1, 2 * round + 2]
      const staged = await stage(run, 'p')
      const publishing = publish(store, staged, run)
      await pause(round)
      await store.fence('a/t', token, ['p'])
      const committed = await store.committed(attemptOf(run).id, 'a/t')
      expect(committed.length).toBe((await publishing) === 'published' ? 1 : 0)
    }
  })
})

/** Waits until so many others wait for a lock. */
async function waiting(database: PostgresDatabase, count: number): Promise<void> {
  const query =
    "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
  while (Number((await database.use((session) => session.rows(query)))[0]?.['n']) < count) await pause(5)
}

describe('a reader', () => {
  it('sees data and data version together, whoever publishes meanwhile', async () => {
    const { store, stage } = await databaseOfTest()
    const versions = new Map<string | undefined, number>()
    const [first] = await store.publish(await stage(1, null), attemptOf(1))
    versions.set(first?.dataVersion, 1)
    let isWriting = true
    const reading = Array.from({ length: 3 }, async () => {
      const seen: [string | undefined, number][] = []
      while (isWriting) {
        const { value, dataVersion } = await store.read(first?.location ?? {}, { asset: 'a/t', partition: null })
        const rows = value as ReturnType<typeof rowsOf>
        expect(rows).toEqual(rowsOf(rows[0]?.run ?? 0))
        seen.push([dataVersion, rows[0]?.run ?? 0])
      }
      return seen
    })
    for (let run = 2; run < 25; run++) {
      const [published] = await store.publish(await stage(run, null), attemptOf(run))
      versions.set(published?.dataVersion, run)
    }
    isWriting = false
    const seen = (await Promise.all(reading)).flat()
    expect(seen.length).toBeGreaterThan(10)
    for (const [version, run] of seen) expect(versions.get(version)).toBe(run)
  })

  it('is kept waiting while columns change, and then sees all of the new ones', async () => {
    const { store, stage, database } = await databaseOfTest()
    const [first] = await store.publish(await stage(1, null), attemptOf(1))
    const changed = rowSchemaOf(z.array(z.object({ index: z.string(), note: z.string() })))
    const at = placeOf('a/t', null, attemptOf(2), changed)
    const value = [{ index: 'one', note: 'new' }]
    const staged = await store.stage([{ value, at }])
    const [read, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const place = { schema: 'a', table: 't' }
    const snapshot = database.use((session) =>
      session.snapshot(async () => {
        const before = await session.rows('select count(*) as n from a.t')
        read.resolve()
        await finish.promise
        return [before, await session.rows('select count(*) as n, count(run) as runs from a.t')]
      }, [place]),
    )
    await read.promise
    const publishing = store.publish(staged, attemptOf(2))
    await waiting(database, 1)
    const later = store.read(first?.location ?? {}, { asset: 'a/t', partition: null })
    await waiting(database, 2)
    finish.resolve()
    expect(await snapshot).toEqual([[{ n: 200 }], [{ n: 200, runs: 200 }]])
    const [published] = await publishing
    expect(await later).toEqual({ value, dataVersion: published?.dataVersion })
  })

  it('reads a table that is dropped and made again, as one or the other', async () => {
    const { store, stage } = await databaseOfTest()
    const [first] = await store.publish(await stage(1, 'p'), attemptOf(1))
    let isWriting = true
    const reading = (async () => {
      const codes = new Set<string>()
      while (isWriting) {
        try {
          const { value } = await store.read(first?.location ?? {}, { asset: 'a/t', partition: 'p' })
          const rows = value as ReturnType<typeof rowsOf>
          expect(rows).toEqual(rowsOf(rows[0]?.run ?? 0))
        } catch (error) {
          codes.add((error as { code: string }).code)
        }
      }
      return codes
    })()
    for (let run = 2; run < 9; run++) {
      await store.remove?.(
        [{ asset: 'a/t', partition: 'p', location: first?.location ?? {}, published: true }],
        attemptOf(run),
      )
      await store.publish(await stage(run, 'p'), attemptOf(run))
    }
    isWriting = false
    expect([...(await reading)].filter((code) => code !== 'VALUE_GONE')).toEqual([])
  })
})

it('many assets are published at once into schemas that none had made before', async () => {
  const { url, store, stage } = await databaseOfTest()
  await PostgresDatabase.at(url).close()
  const assets = Array.from({ length: 8 }, (_, index) => `fresh/t${index}`)
  const published = await Promise.all(
    assets.map(async (asset, index) =>
      store.publish(await stage(index + 1, null, rowsOf(index, 3), asset), attemptOf(index + 1)),
    ),
  )
  expect(published.flat()).toHaveLength(8)
})
