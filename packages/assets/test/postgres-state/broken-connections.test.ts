import { type EventOf, type StateStore, SubsetTexts } from '@headwater/core/state'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { logged, materialized, subsetOf } from '../../../core/src/testing/state-store/bench.ts'
import { AssetCache } from '../../src/postgres-state/asset-cache.ts'
import { openConnections } from '../../src/postgres-state/connections.ts'
import { transactions } from '../../src/postgres-state/locked-log.ts'
import { tablesIn } from '../../src/postgres-state/tables.ts'
import { type Cut, startCuttingProxy } from './cutting-proxy.ts'
import { newPlace, open, type Place, query } from './databases.ts'
import { randomFrom } from '../random-from.ts'

it('appends once what was under way when the connection broke, wherever it broke', async () => {
  const place = await newPlace()
  const direct = open(place)
  await direct.append([logged('first')])
  const random = randomFrom(20_260_105)
  const cuts = new Map<Cut, number>()
  const store = await openThrough(place, () => {
    const cut = random() < 0.1 ? (random() < 0.5 ? 'before' : 'after') : undefined
    cuts.set(cut, (cuts.get(cut) ?? 0) + 1)
    return cut
  })
  const names = Array.from({ length: 25 }, (_, index) => `${index}`)
  for (const name of names) {
    const position = await store.append([logged(name), materialized('suite/a', name, 1, 2)])
    const [event] = await direct.events({ types: ['logged'], after: position - 2, limit: 1 })
    expect(event).toMatchObject({ message: name, position: position - 1 })
    await direct.append([logged(`${name}, direct`)])
  }
  expect(await messagesOf(direct)).toEqual(['first', ...names.flatMap((name) => [name, `${name}, direct`])])
  expect(cuts.get('before')).toBeGreaterThan(3)
  expect(cuts.get('after')).toBeGreaterThan(3)
})

it('knows that a commit took place whose answer was lost, and does it once when it did not', async () => {
  const place = await newPlace()
  for (const cut of ['before', 'after'] as const) {
    let left = 3
    const isCommit = (sent: string) => /^Q....commit\0$/s.test(sent)
    const store = await openThrough(place, (sent) => (isCommit(sent) && left-- > 0 ? cut : undefined))
    // The tables are made first, and are made again where that is not known to have happened.
    await store.events({ limit: 1 })
    left = 2
    await Promise.all([store.append([logged(`${cut} 1`)]), store.append([logged(`${cut} 2`), logged(`${cut} 3`)])])
    left = 1
    const guard = await store.lease({ runId: cut, partitions: [{ asset: 'suite/a', subset: subsetOf(1) }], owner })
    await store.append([logged(`${cut} 4`)], { guard })
    await store.release(cut)
  }
  const each = (cut: Cut) => [1, 2, 3, 4].map((index) => `${cut} ${index}`)
  expect(await messagesOf(open(place))).toEqual([...each('before'), ...each('after')])
})

it('goes on when the server has ended all of its connections', async () => {
  const place = await newPlace()
  const store = open(place)
  await Promise.all([store.append([logged('before')]), store.events({})])
  const others = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()'
  const ended = await query(place.url, `${others} and pid <> pg_backend_pid()`)
  expect(ended.length).toBeGreaterThan(0)
  expect(await store.append([logged('after')])).toBe(2)
  expect(await messagesOf(store)).toEqual(['before', 'after'])
})

it('asks of each transaction that it is durable, and that nobody waits for it for ever', async () => {
  const { url, schema } = await newPlace()
  await open({ url, schema }).append([logged('first')])
  const name = new URL(url).pathname.slice(1)
  await query(url, `alter database ${name} set synchronous_commit = off`)
  const connections = await openConnections(url)
  onTestFinished(() => connections.close())
  const tables = tablesIn(schema)
  const transact = transactions({
    name: 'store',
    connections,
    tables,
    assets: new AssetCache(tables, new SubsetTexts()),
    clock: undefined,
  })
  const [found] = await transact(({ session }) =>
    session.rows(sql`select current_setting('synchronous_commit') as commit, current_setting('lock_timeout') as lock,
      current_setting('idle_in_transaction_session_timeout') as idle`),
  )
  expect(found).toEqual({ commit: 'on', lock: '30s', idle: '15s' })
})

const owner = { pid: 7, host: 'another-machine.example' }

async function openThrough(place: Place, decide: (sent: string) => Cut): Promise<StateStore> {
  const proxy = await startCuttingProxy(place.url, decide)
  onTestFinished(() => proxy.close())
  return open({ ...place, url: proxy.url })
}

async function messagesOf(store: StateStore): Promise<readonly string[]> {
  const events: readonly EventOf<'logged'>[] = await store.events({ types: ['logged'] })
  return events.map(({ message }) => message)
}
