import { localValues } from '@headwater/core/io'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clockProbe, type Probe, probed, type ProbedObjects, probeFolder, probeObjects } from '../../src/io/index.ts'
import { canMount, mountedFolder } from './mounted-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What was tried and works, and why the rest does not. */
function inShort(probes: readonly Probe[]): readonly string[] {
  return probes.map(({ what, ok, found }) => (ok ? what : `${what}: ${found}`))
}

describe('trying a store of objects', () => {
  /** Objects in memory that are honest but for what a test changes. */
  function objects(lies: Partial<ProbedObjects> = {}) {
    const kept = new Map<string, Uint8Array>()
    const honest: ProbedObjects = {
      create: async (name, content) => {
        if (kept.has(name)) return false
        kept.set(name, content)
        return true
      },
      read: async (name) => kept.get(name) ?? new Uint8Array(),
      remove: async (name) => void kept.delete(name),
    }
    return { kept, store: { ...honest, ...lies } }
  }

  it('finds that an honest one does everything, and leaves nothing in it', async () => {
    const { kept, store } = objects()
    expect(inShort(await probeObjects(store))).toEqual([
      'writes',
      'reads back what was written',
      'refuses the second of two writers',
      'deletes',
    ])
    expect(kept.size).toBe(0)
  })

  it('finds out one without conditional writes, or that gives back other bytes', async () => {
    const { kept, store } = objects({ create: async (name, content) => !!kept.set(name, content) })
    expect(inShort(await probeObjects(store))[2]).toMatch(
      /^refuses .*both succeeded: this store does not have conditional/,
    )
    const other = objects({ read: async () => Uint8Array.of(1, 2, 3) })
    expect(inShort(await probeObjects(other.store))[1]).toContain('other bytes came back than were written')
    expect([kept.size, other.kept.size]).toEqual([0, 0])
  })

  it('tries no more where nothing can be written', async () => {
    const { store } = objects({ create: () => Promise.reject(new Error('no such bucket')) })
    expect(inShort(await probeObjects(store))).toEqual(['writes: Error: no such bucket'])
  })
})

describe('trying a folder', () => {
  it('leaves it as it was', async () => {
    const folder = await temporaryFolder()
    const probes = await probeFolder(folder)
    expect(probes.every(({ ok }) => ok)).toBe(true)
    expect(await readdir(folder)).toEqual([])
  })

  it('does not make one that is not there, and says whether it can be made', async () => {
    const folder = await temporaryFolder()
    const probes = await probeFolder(join(folder, 'a', 'b'))
    expect(inShort(probes)[0]).toBe('is made when it is needed')
    expect(probes.every(({ ok }) => ok)).toBe(true)
    expect(await readdir(folder)).toEqual([])
  })

  it('says that a file is in the way', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'lake'), '')
    const [only, ...others] = await probeFolder(join(folder, 'lake'))
    expect(only).toMatchObject({ what: 'writes', ok: false, found: expect.stringMatching(/^IO_FAILED: .*ENOTDIR/) })
    expect(others).toEqual([])
  })

  it.skipIf(!canMount)('says that it is read-only', async () => {
    const [only] = await probeFolder(await mountedFolder('ro'))
    expect(only).toMatchObject({ ok: false, found: expect.stringMatching(/^PATH_READ_ONLY: /) })
    expect(only?.hint).toContain('Give this user write permission there')
  })

  it('is what the home of every IO manager over files does', async () => {
    const root = await temporaryFolder()
    const probes = await localValues({ root }).store?.home.probe?.(new AbortController().signal)
    expect(probes?.map(({ ok }) => ok)).toEqual([true, true, true, true])
  })
})

describe('the clock of a server', () => {
  const asked = Date.UTC(2026, 0, 5)
  const answered = asked + 200
  const seconds = (off: number) => clockProbe(asked + off * 1000, asked, answered)

  it('may be off by what an answer takes and a date leaves out', () => {
    expect([seconds(-0.9), seconds(0), seconds(1)].every(({ ok, found }) => ok && found === undefined)).toBe(true)
  })

  it('that is off is told, from a minute on with advice, and from five as a failure', () => {
    expect(seconds(-30)).toEqual({ what: 'has the same time', ok: true, found: 'it is 30 s behind' })
    expect(seconds(90.2)).toMatchObject({ ok: true, found: 'it is 90 s ahead', hint: expect.any(String) })
    expect(seconds(-301)).toMatchObject({ ok: false, found: 'it is 301 s behind', hint: expect.any(String) })
  })
})

describe('trying one thing', () => {
  it('tells what was found, how long it took, and the code and hint of what was thrown', async () => {
    expect(await probed('works', async () => 'version 3')).toMatchObject({
      what: 'works',
      ok: true,
      found: 'version 3',
    })
    expect((await probed('works', async () => undefined)).ms).toBeTypeOf('number')
    expect(await probed('works', () => Promise.reject(new RangeError('no')))).toMatchObject({
      ok: false,
      found: 'RangeError: no',
    })
  })
})
