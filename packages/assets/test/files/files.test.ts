import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ioManagerSuite } from '@headwater/core/testing'
import type { IoManager } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { files, type ObjectStore } from '../../src/files/index.ts'
import { rowSchemaOf } from '@headwater/core/extend'
import { temporaryFolder } from '../temporary-folder.ts'

const day = { day: z.iso.date(), close: z.number().nullable(), volume: z.int(), at: z.date() }
const rowSchema = rowSchemaOf(z.array(z.object(day)))
const row = { day: '2024-01-02', close: 185.64, volume: 82_488_700, at: new Date('2024-01-02T21:00:00Z') }
const tables = [[row], [{ ...row, close: null }], [row, row], []] as const

const under = (
  name: string,
  make: (store: ObjectStore) => IoManager<never>,
  samples: readonly [unknown, unknown, ...unknown[]],
) =>
  ioManagerSuite(
    `files().${name}()`,
    async () => {
      const root = await mkdtemp(join(tmpdir(), 'headwater-'))
      return {
        io: make(files({ root })),
        reopen: async () => make(files({ root })),
        close: () => rm(root, { recursive: true }),
      }
    },
    { describe, it, expect, samples, rowSchema },
  )

under('json', (store) => store.json(), [{ a: 1 }, [], 'text', null, { a: 2 }])
under('ndjson', (store) => store.ndjson(), tables)
under('csv', (store) => store.csv(), tables)
under('parquet', (store) => store.parquet(), tables)
under('bytes', (store) => store.bytes(), [Buffer.from('a'), Buffer.from('b'), Buffer.alloc(0)])

const at = { asset: 'market/prices', partition: '2024-01-02' }

describe('files', () => {
  it('puts readable files where the template says', async () => {
    const root = await temporaryFolder()
    await files({ root })
      .csv('prices/{partition}.csv')
      .write([{ close: 1 }], at)
    expect(await readFile(join(root, 'prices/2024-01-02.csv'), 'utf8')).toBe('close\r\n1\r\n')
    await files({ root }).json().write({ ok: true }, at)
    expect(await readFile(join(root, 'market/prices/2024-01-02.json'), 'utf8')).toBe('{"ok":true}\n')
  })

  it('reads by hand what it wrote by hand: exact as Parquet, which holds its types', async () => {
    const io = files({ root: await temporaryFolder() }).parquet()
    await io.write([row], at)
    expect(await io.read(at)).toEqual([row])
  })

  it('gives different data versions to text and numbers that look alike in the file', async () => {
    const store = files({ root: await temporaryFolder() }).csv().store!
    const stage = async (value: unknown, id: string) => {
      const attempt = { id: `${id}.1`, runId: id, token: 1 }
      const [staged] = await store.stage([{ value, at: { asset: 'a', partition: null, attempt, dimensions: {} } }])
      return staged?.dataVersion
    }
    expect(await stage([{ a: 1 }], 'run1')).not.toBe(await stage([{ a: '1' }], 'run2'))
    expect(await stage([{ a: 1 }], 'run3')).toBe(await stage([{ a: 1 }], 'run4'))
  })

  it('refuses a malformed path before anything else', () => {
    expect(() => files({ root: '/nowhere' }).parquet('../{key}.parquet')).toThrow(
      expect.objectContaining({ code: 'PATH_TEMPLATE_INVALID' }),
    )
  })

  it('takes a relative root from the directory of its first use, and makes nothing before', async () => {
    const folder = await temporaryFolder()
    const io = files({ root: 'data' }).json()
    const before = process.cwd()
    process.chdir(folder)
    try {
      await io.write([1], { asset: 'a', partition: null })
    } finally {
      process.chdir(before)
    }
    expect(await io.read({ asset: 'a', partition: null })).toEqual([1])
    expect(await readFile(join(folder, 'data/a.json'), 'utf8')).toBe('[1]\n')
  })

  it('has types for what each format accepts', () => {
    const store = files({ root: 'data' })
    const accepts = <Value>(io: IoManager<Value>, ...values: readonly Value[]) => [io.name, values.length]
    expect(accepts(store.json(), { a: [1, null, { b: 'c' }] })).toEqual([
      expect.stringMatching(/^files\(.*\)\.json\(\)$/),
      1,
    ])
    expect(accepts(store.parquet(), [{ a: 1, b: new Date(), c: 1n, d: undefined }])).toEqual([
      expect.stringMatching(/^files\(.*\)\.parquet\(\)$/),
      1,
    ])
    // @ts-expect-error a Date is no JSON
    accepts(store.json(), { a: new Date() })
    // @ts-expect-error rows are flat
    accepts(store.csv(), [{ a: { b: 1 } }])
    // @ts-expect-error bytes are no text
    accepts(store.bytes(), 'text')
  })
})
