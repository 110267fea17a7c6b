import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localValues } from '@headwater/core/io'
import { ioManagerSuite } from '@headwater/core/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueDigest } from '../../src/io/value-digest.ts'
import { temporaryFolder } from './temporary-folder.ts'

ioManagerSuite(
  'localValues',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'headwater-'))
    return {
      io: localValues({ root }),
      reopen: async () => localValues({ root }),
      close: () => rm(root, { recursive: true }),
    }
  },
  {
    describe,
    it,
    expect,
    samples: [
      { a: 1 },
      { a: 1n },
      { a: '1' },
      null,
      undefined,
      new Map([[1, new Set([new Date(0)])]]),
      new Float64Array(3),
      [-0],
      [0],
    ],
  },
)

describe('localValues', () => {
  it('writes by hand and reads the readable file, leaving no version behind', async () => {
    const root = await temporaryFolder()
    const io = localValues({ root })
    await io.write({ weights: [1, 2] }, { asset: 'market/model', partition: '2024-01-02' })
    expect(await readdir(join(root, 'market/model'))).toEqual(['2024-01-02.v8'])
    expect(await io.read({ asset: 'market/model', partition: '2024-01-02' })).toEqual({ weights: [1, 2] })
    expect(await readdir(join(root, '.versions/market/model'))).toEqual([])
  })

  it('keeps cycles', async () => {
    const io = localValues({ root: await temporaryFolder() })
    const value: { name: string; self?: unknown } = { name: 'loop' }
    value.self = value
    await io.write(value, { asset: 'loop', partition: null })
    const back = (await io.read({ asset: 'loop', partition: null })) as typeof value
    expect(back.self).toBe(back)
  })

  it('refuses what cannot be cloned, naming asset and partition, and leaves no file', async () => {
    const root = await temporaryFolder()
    const io = localValues({ root })
    await expect(io.write({ f: () => 1 }, { asset: 'a/b', partition: 'p' })).rejects.toMatchObject({
      code: 'VALUE_UNSTORABLE',
      asset: 'a/b',
      partition: 'p',
      message: expect.stringContaining('() => 1'),
    })
    const left = await readdir(root, { recursive: true, withFileTypes: true })
    expect(left.filter((entry) => entry.isFile())).toEqual([])
  })

  it('says that a value is gone, with its path', async () => {
    const root = await temporaryFolder()
    await expect(localValues({ root }).read({ asset: 'a', partition: null })).rejects.toMatchObject({
      code: 'VALUE_GONE',
      message: expect.stringContaining(join(root, 'a.v8')),
    })
  })

  it('says that a recorded value was edited, instead of reading it', async () => {
    const root = await temporaryFolder()
    const store = localValues({ root }).store!
    const attempt = { id: 'run.1', runId: 'run', token: 1 }
    const [staged] = await store.stage([{ value: [1], at: { asset: 'a', partition: null, attempt, dimensions: {} } }])
    const file = join(root, String(staged!.location.path))
    const content = await readFile(file)
    await rm(file)
    await writeFile(file, content.subarray(1))
    await expect(store.read(staged!.location, staged!)).rejects.toMatchObject({ code: 'VALUE_DAMAGED' })
  })

  it('gives one home to all IO managers of a root, whatever way it is written', async () => {
    const root = await temporaryFolder()
    const homes = [root, `${root}/`, join(root, 'x/..')].map((folder) => localValues({ root: folder }).store!.home)
    expect(new Set(homes).size).toBe(1)
  })
})

describe('valueDigest', () => {
  it('is equal for equal values, however the engine holds them', () => {
    const integers = [1, 2]
    const floats = [0.5, 2]
    floats[0] = 1
    expect(valueDigest(floats)).toBe(valueDigest(integers))
    expect(valueDigest({ a: 1, b: 2 })).toBe(valueDigest({ b: 2, a: 1 }))
    expect(valueDigest('é-abc'.slice(2))).toBe(valueDigest('abc'))
  })

  it('differs for values that differ', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    const values = [
      null,
      undefined,
      true,
      false,
      0,
      -0,
      NaN,
      1,
      1n,
      '1',
      '',
      [],
      [undefined],
      [null],
      [[]],
      [[], []],
      {},
      { a: undefined },
      { a: 1 },
      { b: 1 },
      new Map(),
      new Map([['a', 1]]),
      new Set(),
      new Set(['a', 1]),
      ['a', 1],
      new Date(0),
      new Date(NaN),
      /a/,
      /a/g,
      new Error('a'),
      new TypeError('a'),
      new ArrayBuffer(2),
      new Uint8Array(2),
      new Int8Array(2),
      new Uint8Array([0, 1]),
      new DataView(new ArrayBuffer(2)),
      '\ud800',
      '\udbff',
      '"\\ud800"',
      '\ufffd',
      new Number(1),
      new String('1'),
      cycle,
      [cycle],
    ]
    expect(new Set(values.map(valueDigest)).size).toBe(values.length)
  })

  it('agrees with equality on any two values', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: false,
      withTypedArray: true,
      withNullPrototype: false,
      withObjectString: true,
    })
    fc.assert(
      fc.property(value, (value) => {
        expect(valueDigest(structuredClone(value))).toBe(valueDigest(value))
      }),
    )
    const small = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom(null, 0, -0, 1, '', 'a', true),
        fc.array(tie('node'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('node'), { maxKeys: 2, noNullPrototype: true }),
      ),
    })).node
    fc.assert(
      fc.property(small, small, (a, b) => {
        let equal = true
        try {
          expect(a).toStrictEqual(b)
        } catch {
          equal = false
        }
        expect(valueDigest(a) === valueDigest(b)).toBe(equal)
      }),
    )
  })
})
