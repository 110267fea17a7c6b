import { asset, memoryState, type Probe, settings, sqliteState } from '@headwater/core'
import { fail, localValues } from '@headwater/core/io'
import { existsSync, readdirSync } from 'node:fs'
import { truncate } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '../io/temporary-folder.ts'
import { projectOf } from '../run/kernel.ts'

const schema = z.number()

/** Values whose home answers in its own way when it is tried. */
function answering(probe: (signal: AbortSignal) => Promise<readonly Probe[]>, name = 'a bucket') {
  const { store, ...io } = localValues({ root: name })
  if (!store) throw new Error('files have a store')
  return { ...io, store: { ...store, home: { name, probe } } }
}

afterEach(() => void vi.useRealTimers())

describe('trying the stores of a project', () => {
  it('tries each home once, and tells how many assets lie in it', async () => {
    const root = await temporaryFolder()
    const [one, same, other] = [localValues({ root }), localValues({ root }), localValues({ root: join(root, 'x') })]
    const project = projectOf([
      asset('a', { schema, io: one }, () => 1),
      asset('b', { schema, io: same }, () => 1),
      asset('c', { schema, io: other }, () => 1),
      asset('effect', {}, () => undefined),
    ])
    const found = await project.probe()
    expect(found.map(({ holds, assets }) => [holds, assets])).toEqual([
      ['state', 4],
      ['values', 2],
      ['values', 1],
    ])
    expect(found.flatMap(({ probes }) => probes).every(({ ok }) => ok)).toBe(true)
    expect(readdirSync(root)).toEqual([])
  })

  it('says of a store that cannot be tried only that it is there', async () => {
    const io = { name: 'nowhere', write: async () => undefined, read: async () => 1 }
    const [, found] = await projectOf([asset('a', { schema, io }, () => 1)]).probe()
    expect(found).toEqual({ holds: 'values', store: 'nowhere', assets: 1, probes: [] })
  })

  it('takes what a store throws for what was found, and goes on with the others', async () => {
    const bad = answering(() => Promise.reject(new Error('broken')), 'bad')
    const good = answering(async () => [{ what: 'writes', ok: true }], 'good')
    const project = projectOf([asset('a', { schema, io: bad }, () => 1), asset('b', { schema, io: good }, () => 1)])
    const [, first, second] = await project.probe()
    expect(first?.probes).toMatchObject([{ ok: false, found: 'Error: broken' }])
    expect(second?.probes).toEqual([{ what: 'writes', ok: true }])
  })

  it('finds a driver that lacks the settings to tell where it is, once for all assets that it keeps', async () => {
    const lost = () => {
      const { store, ...io } = localValues({ root: 'lake' })
      if (!store) throw new Error('files have a store')
      const homeless = Object.defineProperty({ ...store }, 'home', {
        get: () => fail('SETTINGS_INVALID', { message: 'LAKE is not set', hint: 'Set it.' }),
      })
      return { ...io, name: 'lost', store: homeless }
    }
    const project = projectOf([
      asset('a', { schema, io: lost() }, () => 1),
      asset('b', { schema, io: lost() }, () => 1),
    ])
    const [, ...found] = await project.probe()
    expect(found).toMatchObject([
      {
        store: 'lost',
        assets: 2,
        probes: [{ ok: false, found: 'SETTINGS_INVALID: LAKE is not set', hint: 'Set it.' }],
      },
    ])
  })

  it('gives up on a store that does not answer, and tells it so', async () => {
    vi.useFakeTimers()
    const told = vi.fn()
    const silent = answering((signal) => {
      signal.addEventListener('abort', told)
      return new Promise(() => undefined)
    })
    const probing = projectOf([asset('a', { schema, io: silent }, () => 1)]).probe()
    await vi.advanceTimersByTimeAsync(15_000)
    const [, found] = await probing
    expect(found?.probes).toMatchObject([{ what: 'answers', ok: false, found: 'it did not within 15 seconds' }])
    expect(told).toHaveBeenCalledOnce()
  })

  it('masks what settings have read as secrets', async () => {
    settings(z.object({ LAKE_TOKEN: z.string() }), { LAKE_TOKEN: 'tok-3498' })
    const io = answering(() => Promise.reject(new Error('tok-3498 was refused')))
    const [, found] = await projectOf([asset('a', { schema, io }, () => 1)]).probe()
    expect(found?.probes[0]?.found).toBe('Error: *** was refused')
  })
})

describe('trying a state in SQLite', () => {
  const stateOf = async (path: string) => {
    const project = projectOf([asset('a', { schema }, () => 1)], { state: sqliteState({ path }) })
    const [state] = await project.probe()
    await project.close()
    return state?.probes ?? []
  }

  it('does not make a file that is not there', async () => {
    const path = join(await temporaryFolder(), 'new', 'state.sqlite')
    expect((await stateOf(path)).every(({ ok }) => ok)).toBe(true)
    expect(existsSync(join(path, '..'))).toBe(false)
  })

  it('appends an event that nobody ever sees, and says what a commit is worth', async () => {
    const path = join(await temporaryFolder(), 'state.sqlite')
    const state = sqliteState({ path })
    const before = await state.append([{ type: 'keys_added', dimension: 'd', keys: ['k'] }])
    const probes = await stateOf(path)
    expect(probes.map(({ what, ok }) => [what, ok])).toEqual([
      ['opens', true],
      ['appends events', true],
      ['keeps commits through a power loss', true],
    ])
    expect(await state.events({})).toHaveLength(1)
    expect(await state.append([{ type: 'keys_added', dimension: 'd', keys: ['k'] }])).toBe(before + 1)
    await state.close()
  })

  it('says that the file is damaged, or of another program', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'state.sqlite')
    const state = sqliteState({ path })
    await state.append([{ type: 'keys_added', dimension: 'd', keys: ['k'] }])
    await state.close()
    await truncate(path, 5000)
    expect(await stateOf(path)).toMatchObject([{ ok: false, found: expect.stringMatching(/^STATE_CORRUPT: /) }])
    const other = new DatabaseSync(join(folder, 'other.sqlite'))
    other.exec('create table t (a)')
    other.close()
    expect(await stateOf(join(folder, 'other.sqlite'))).toMatchObject([
      { ok: false, found: expect.stringMatching(/^STATE_PATH_INVALID: /) },
    ])
  })

  it('is not there in memory, where nothing can go wrong', async () => {
    const [state] = await projectOf([asset('a', { schema }, () => 1)], { state: memoryState() }).probe()
    expect(state).toEqual({ holds: 'state', store: 'memory', assets: 1, probes: [] })
  })
})
