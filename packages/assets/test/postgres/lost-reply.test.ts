import { rowSchemaOf } from '@headwater/core/extend'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

/** When the way to the server breaks, once: before a commit reaches it, or before its answer comes back. */
type Cut = 'before' | 'after' | undefined

/** A way to the server that breaks at the next commit when it is told to. */
async function unreliable(url: string) {
  let next: Cut
  const target = new URL(url)
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    let isCut = false
    client.on('data', (sent) => {
      isCut = next !== undefined && sent.includes('commit\0')
      if (isCut && next === 'before') server.destroy()
      else server.write(sent)
      if (isCut && next === 'before') client.destroy()
      if (isCut) next = undefined
    })
    server.on('data', (answer) => (isCut ? client.destroy() : client.write(answer)))
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const through = new URL(url)
  through.port = String((proxy.address() as { readonly port: number }).port)
  onTestFinished(async () => {
    await PostgresDatabase.at(through.href).close()
    proxy.close()
  })
  return { url: through.href, cut: (when: Cut) => (next = when), stop: () => proxy.close() }
}

const rowSchema = rowSchemaOf(z.array(z.object({ n: z.int() })))

it.each(['before', 'after'] as const)('a commit whose connection breaks %s it happens is made once', async (when) => {
  const { url } = await scratchDatabaseOfTest()
  const way = await unreliable(url)
  const { store, stageQueries } = postgres({ url: way.url })
  for (const run of [1, 2, 3]) {
    const query = { sql: `select ${run} as n`, parameters: [], sources: {}, write: { mode: 'append' } } as const
    const staged = await stageQueries([{ ...query, at: placeOf('a/t', null, attemptOf(run), rowSchema) }])
    way.cut(when)
    const published = await store.publish(staged, attemptOf(run))
    expect(published).toMatchObject([{ rows: run }])
    expect(await store.committed(attemptOf(run).id, 'a/t')).toEqual(published)
  }
  const rows = await PostgresDatabase.at(url).use((session) => session.rows('select n from a.t order by _row'))
  expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

it('rows that are staged when the connection breaks are not there', async () => {
  const { url } = await scratchDatabaseOfTest()
  const way = await unreliable(url)
  const { store } = postgres({ url: way.url })
  const values = [{ value: [{ n: 1 }], at: placeOf('a/t', null, attemptOf(1), rowSchema) }]
  await store.sweep('run0', 'a/t', [])
  way.cut('before')
  expect(await errorOf(store.stage(values))).toMatchObject({ code: 'POSTGRES_UNREACHABLE' })
  expect(await store.sweep('run1', 'a/t', [])).toBe(0)
  expect(await store.publish(await store.stage(values), attemptOf(1))).toHaveLength(1)
})
