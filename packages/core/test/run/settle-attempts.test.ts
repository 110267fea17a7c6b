import { asset, memoryState, moved, multiAsset, type StateStore } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { leaseTtlMs } from '../../src/state/index.ts'
import { type Death, type Disk, honestTableDouble, newDisk } from './honest-table-double.ts'
import { noon, projectOf } from './kernel.ts'

const schema = z.number()

/** A state store that a process stops writing to when it is dead. Everything before that is on disk. */
function mortal(store: StateStore, isDead: () => boolean): StateStore {
  const alive = <T>(call: () => Promise<T>): Promise<T> => (isDead() ? Promise.reject(new Error('dead')) : call())
  return {
    name: store.name,
    append: (events, options) => alive(() => store.append(events, options)),
    events: (query) => alive(() => store.events(query)),
    ledger: store.ledger,
    lease: (request) => alive(() => store.lease(request)),
    renew: (guard) => alive(() => store.renew(guard)),
    release: (runId) => alive(() => store.release(runId)),
    silentRuns: () => alive(() => store.silentRuns()),
    keyIds: (keys) => alive(() => store.keyIds(keys)),
    close: () => store.close(),
  }
}

/** Runs once and dies where it is told to; answers with what it leaves behind. */
async function died(
  at: Death,
  value: unknown = 1,
  of: z.ZodType = schema,
): Promise<{ clock: FakeClock; state: StateStore; disk: Disk }> {
  const clock = new FakeClock(noon)
  const state = memoryState({ clock })
  const disk = newDisk()
  let isDead = false
  const double = honestTableDouble(disk, () => at)
  const publish: typeof double.store.publish = (staged, attempt) =>
    double.store.publish(staged, attempt).finally(() => {
      isDead = true
    })
  // Nothing is cleaned up either: a dead process cannot.
  const store = { ...double.store, publish, sweep: () => Promise.reject(new Error('dead')) }
  const checks = { small: { severity: 'warn' as const, run: (found: unknown) => ({ passed: Number(found) > 1 }) } }
  const table = asset('table', { schema: of, codeVersion: '1', checks }, (_, { metadata }) => {
    metadata({ loss: 0.5 })
    return value
  })
  const project = projectOf([table], {
    clock,
    state: mortal(state, () => isDead),
    defaults: { io: { ...double, store } },
  })
  await expect(project.materialize('*')).rejects.toThrow('dead')
  clock.advance(leaseTtlMs + 1)
  return { clock, state, disk }
}

describe('after a death', () => {
  const next = ({ clock, state, disk }: Awaited<ReturnType<typeof died>>) => {
    let calls = 0
    const table = asset('table', { schema, codeVersion: '1' }, () => {
      calls += 1
      return 2
    })
    return {
      table,
      calls: () => calls,
      project: projectOf([table], { clock, state, defaults: { io: honestTableDouble(disk) } }),
    }
  }

  it('before the publication, the attempt is discarded and its stage removed', async () => {
    const left = await died('before publish')
    expect([left.disk.stages.size, left.disk.tables.size]).toEqual([1, 0])
    const { project, table, calls } = next(left)
    const run = await project.materialize('*')
    expect(run.recovered).toEqual([
      expect.stringMatching(/^run \w+ \(pid \d+ on .*\) had died/),
      expect.stringMatching(/^`table`: attempt \S+ had not published; it was discarded$/),
      '`table`: 1 unpublished value was removed',
    ])
    expect([await project.load(table), calls(), left.disk.stages.size]).toEqual([2, 1, 0])
  })

  it('after the publication and before the record, what was published is recorded and not made again', async () => {
    const { project, table, calls } = next(await died('after publish'))
    const run = await project.materialize('*')
    expect(run.recovered[1]).toMatch(/^`table`: attempt \S+ had published 1 partition; they were recorded$/)
    expect([await project.load(table), calls(), run.plan.steps]).toEqual([1, 0, []])
  })

  it('an asset that was renamed since is recorded under the name that it had, and keeps that value', async () => {
    const left = await died('after publish')
    let calls = 0
    const renamed = asset('renamed', { schema, codeVersion: '1' }, () => (calls += 1))
    const { clock, state, disk } = left
    const moves = [moved({ from: 'table', to: renamed })]
    const project = projectOf([renamed], { clock, state, moves, defaults: { io: honestTableDouble(disk) } })
    const run = await project.materialize('*')
    expect(run.recovered[1]).toMatch(/^`table`: attempt \S+ had published 1 partition; they were recorded$/)
    expect([await project.load(renamed), calls, run.plan.steps]).toEqual([1, 0, []])
  })

  it('what recovery records carries the facts and the check results of the dead attempt', async () => {
    const left = await died('after publish')
    await next(left).project.materialize('*')
    const [materialized] = await left.state.events({ types: ['materialized'] })
    const [checked] = await left.state.events({ types: ['checked'] })
    expect([materialized?.facts, checked?.check, checked?.passed]).toEqual([{ loss: 0.5 }, 'small', false])
  })

  it('what rows are is recorded together with the values that have them', async () => {
    const left = await died('after publish', { n: 1 }, z.object({ n: z.number() }))
    expect(await left.state.events({ types: ['shaped'] })).toEqual([])
    await next(left).project.plan('*')
    await next(left).project.materialize('*')
    const [shaped] = await left.state.events({ types: ['shaped'] })
    expect(shaped?.rowSchema).toMatchObject({ properties: { n: { type: 'number' } } })
  })

  it('a straggler of the dead run can publish nothing any more', async () => {
    const left = await died('before publish')
    const straggler = honestTableDouble(left.disk).store
    const [announced] = await left.state.events({ types: ['publishing'] })
    const staged = announced!.staged
    await next(left).project.materialize('*')
    const { runId, attempt: id, token } = announced!
    await expect(straggler.publish(staged, { id, runId, token })).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })

  it('the repair is done once, and in the history', async () => {
    const left = await died('before publish')
    const { project } = next(left)
    await project.materialize('*')
    expect((await project.materialize('*', { force: true })).recovered).toEqual([])
    expect((await project.runs()).map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded', 'failed'])
    const [event] = await left.state.events({ types: ['recovered'] })
    expect(event?.actions).toHaveLength(3)
  })
})

describe('tables that are made together', () => {
  it('are published in one transaction of their home', async () => {
    const disk = newDisk()
    const double = honestTableDouble(disk)
    const calls: number[] = []
    const publish: typeof double.store.publish = (staged, attempt) => {
      calls.push(staged.length)
      return double.store.publish(staged, attempt)
    }
    const io = { ...double, store: { ...double.store, publish } }
    const { a, b } = multiAsset(
      'both',
      { outputs: { a: { key: 'a', schema }, b: { key: 'b', schema } }, codeVersion: '1' },
      () => ({ a: 1, b: 2 }),
    )
    const project = projectOf([a, b], { defaults: { io } })
    await project.materialize('*')
    expect([calls, await project.load(a), await project.load(b)]).toEqual([[2], 1, 2])
  })

  it('that failed to be published once are published by the next attempt', async () => {
    const disk = newDisk()
    const deaths: (Death | undefined)[] = ['before publish', undefined, undefined]
    const io = honestTableDouble(disk, () => deaths.shift())
    const clock = new FakeClock(noon)
    const of = asset('of', { schema, codeVersion: '1', retry: { attempts: 2 } }, () => 1)
    const project = projectOf([of], { clock, defaults: { io } })
    const run = await project.materialize('*', {
      onProgress: ({ kind }) => kind === 'retry' && setImmediate(() => clock.advance(1000)),
    })
    expect([run.ok, await project.load(of), disk.stages.size]).toEqual([true, 1, 0])
    expect((await project.plan('*')).steps).toEqual([])
  })
})

it('an input that another writer replaced meanwhile ends the step that reads it', async () => {
  const disk = newDisk()
  const io = honestTableDouble(disk)
  const of = asset('of', { schema, codeVersion: '1' }, () => 1)
  const between = asset('between', { schema, codeVersion: '1', deps: { of } }, async () => {
    const attempt = { id: 'other.1', runId: 'other', token: 2 ** 52 }
    const staged = await io.store.stage([{ value: 9, at: { asset: 'of', partition: null, attempt, dimensions: {} } }])
    await io.store.publish(staged, attempt)
    return 1
  })
  const reader = asset('reader', { schema, codeVersion: '1', deps: { between, of } }, ({ of }) => of)
  const apart = projectOf([of, between, reader], { defaults: { io } })
  await apart.materialize([of, between])
  const run = await apart.materialize([reader])
  expect(run.failures[0]?.problem.code).toBe('INPUT_MOVED')
})
