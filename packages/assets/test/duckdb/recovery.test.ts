import { asset, daily, defineProject, memoryState, type StateStore } from '@headwater/core'
import type { IoManager } from '@headwater/core/io'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { duckdb } from '../../src/duckdb/index.ts'
import type { Rows } from '../../src/sql/rows.ts'
import { scratchOfTest } from './scratch.ts'

const [first, second] = ['2024-01-01', '2024-01-02']
const days = daily({ start: first, end: '2024-01-03' })
const schema = z.array(z.object({ day: z.string() }))

/** The state store of a process that is gone: its leases name no process, and once it is dead it writes nothing. */
function mortal(store: StateStore, isDead: () => boolean): StateStore {
  return new Proxy(store, {
    get: (target, name: keyof StateStore) => {
      const member: unknown = target[name]
      if (typeof member !== 'function') return member
      return async (request: unknown, ...rest: readonly unknown[]) => {
        if (isDead()) throw new Error('dead')
        return member.call(target, name === 'lease' ? ofNoProcess(request as LeaseRequest) : request, ...rest)
      }
    },
  })
}

type LeaseRequest = Parameters<StateStore['lease']>[0]

function ofNoProcess({ owner, ...request }: LeaseRequest): LeaseRequest {
  return { ...request, owner: { ...owner, pid: 2 ** 30 } }
}

/** Dies when it is to publish, without cleaning up. */
function dyingAtPublish({ store, ...io }: IoManager<Rows>, die: () => void): IoManager<Rows> {
  const dead = () => {
    die()
    return Promise.reject(new Error('dead'))
  }
  return { ...io, store: store && { ...store, home: store.home, publish: dead, sweep: dead } }
}

it('publishes partitions while others of the asset, which a dead run left, are fenced', async () => {
  const { path } = scratchOfTest()
  const state = memoryState()
  const projectOn = (io: IoManager<Rows>, store = state, ready = async () => {}) => {
    const prices = asset('prices', { partitions: days, schema, io, codeVersion: '1' }, async (_, { partition }) => {
      await ready()
      return [{ day: partition }]
    })
    return defineProject({ assets: [prices], state: store, environment: {} })
  }
  const [begun, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const live = projectOn(duckdb({ path }).table(), state, () => {
    begun.resolve()
    return open.promise
  })
  const running = live.materialize('prices', { partitions: second })
  await begun.promise

  let isDead = false
  const dying = dyingAtPublish(duckdb({ path }).table(), () => {
    isDead = true
  })
  const dead = projectOn(
    dying,
    mortal(state, () => isDead),
  )
  await expect(dead.materialize('prices', { partitions: first })).rejects.toThrow('dead')
  const next = await projectOn(duckdb({ path }).table()).materialize('prices', { partitions: first })
  expect(next.recovered).toContainEqual(expect.stringContaining('had not published; it was discarded'))

  open.resolve()
  expect(await running).toMatchObject({ ok: true, failures: [] })
  const values = await Promise.all([first, second].map((day) => live.loadByKey('prices', day)))
  expect(values).toEqual([[{ day: first }], [{ day: second }]])
})
