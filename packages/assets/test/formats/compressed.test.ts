import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asset } from '@headwater/core'
import { stream } from '@headwater/assets'
import { z } from 'zod'
import { files } from '../../src/files/index.ts'
import { compressedFormat, csvFormat, jsonFormat, ndjsonFormat } from '../../src/formats/index.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { at, date, encoded, finite, inPieces, roundTrip, tables, text } from './round-trip.ts'

const endings = ['gz', 'zst'] as const
const rows = Array.from({ length: 5000 }, (_, index) => ({ index, name: `row ${index % 7}` }))

describe.each(endings)('content compressed as .%s', (ending) => {
  const path = `raw/{partition}.${ending}`

  it('comes back as it was', () =>
    fc.assert(
      fc.asyncProperty(tables(text, finite, date), async (table) => {
        for (const format of [ndjsonFormat, csvFormat]) {
          const plain = await roundTrip(format, table)
          expect(await roundTrip(compressedFormat(format, path), table)).toEqual(plain)
        }
      }),
      { numRuns: 50 },
    ))

  it('is smaller, equal for equal values, and has the data version of the content itself', async () => {
    const format = compressedFormat(ndjsonFormat, path)
    const [once, again] = [await encoded(format, rows), await encoded(format, rows)]
    expect(once.equals(again)).toBe(true)
    expect(once.length * 5).toBeLessThan((await encoded(ndjsonFormat, rows)).length)
    const versions = ['gz', 'zst'].map(async (other) => {
      return versionIn(await temporaryFolder(), `{key}.${other}`)
    })
    const plain = await versionIn(await temporaryFolder(), '{key}.ndjson')
    expect(await Promise.all(versions)).toEqual([plain, plain])
  })

  it('can be read where others wrote it in several members or frames', async () => {
    const pack = ending === 'gz' ? gzipSync : zstdCompressSync
    const content = Buffer.concat([pack('[1,'), pack('2]')])
    expect(await compressedFormat(jsonFormat, path).decode(content, { notes: null })).toEqual([1, 2])
  })

  it('is read piece by piece, in however many members or frames, and wherever they are cut', async () => {
    const pack = ending === 'gz' ? gzipSync : zstdCompressSync
    const many = Array.from({ length: 40_000 }, (_, index) => ({ index, name: `row ${index % 7}` }))
    const plain = await encoded(ndjsonFormat, many)
    const format = compressedFormat(ndjsonFormat, path)
    const members = [plain.subarray(0, 700_001), plain.subarray(700_001, 700_002), plain.subarray(700_002)]
    for (const content of [await encoded(format, many), Buffer.concat(members.map((part) => pack(part)))]) {
      const { rows, lengths } = await inPieces(format, content)
      expect(rows).toEqual(many)
      expect(lengths.length).toBeGreaterThan(1)
      await expect(inPieces(format, content.subarray(0, -9))).rejects.toThrow()
      await expect(inPieces(format, Buffer.concat([content, Buffer.from('no such thing')]))).rejects.toThrow()
    }
  })

  it('of a stream comes back piece by piece, as NDJSON and as CSV', async () => {
    const root = await temporaryFolder()
    const Stream = stream(z.array(z.object({ index: z.int(), name: z.string() })))
    for (const kind of ['ndjson', 'csv'] as const) {
      const io = files({ root })[kind](`{key}.${kind}.${ending}`)
      const all = asset(`all/${kind}`, { schema: Stream, io }, () => Stream.from(rows))
      const project = projectOf([all])
      await makeAll(project)
      const read: unknown[] = []
      for await (const batch of await project.load(all)) read.push(...batch)
      expect(read).toEqual(rows)
    }
  })

  it('is told by a message about a damaged file', async () => {
    const root = await temporaryFolder()
    const io = files({ root }).json(`{key}.${ending}`)
    await io.write([1], { asset: 'a', partition: null })
    const other = files({ root }).bytes(`{key}.${ending}`)
    await other.write(Buffer.from('no such thing'), { asset: 'a', partition: null })
    await expect(io.read({ asset: 'a', partition: null })).rejects.toMatchObject({
      code: 'VALUE_DAMAGED',
      message: expect.stringContaining(`it is not JSON in ${ending === 'gz' ? 'gzip' : 'Zstandard'}`),
    })
  })
})

it('lets other programs open a compressed file', async () => {
  const root = await temporaryFolder()
  await files({ root }).json('{key}.json.gz').write({ a: 1 }, { asset: 'a', partition: null })
  expect(execFileSync('gzip', ['-dc', join(root, 'a.json.gz')], { encoding: 'utf8' })).toBe('{"a":1}\n')
  expect((await readFile(join(root, 'a.json.gz'))).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
})

it('leaves a path with another end as it is', () => {
  expect(compressedFormat(jsonFormat, 'a.json')).toBe(jsonFormat)
  expect(compressedFormat(jsonFormat, undefined)).toBe(jsonFormat)
})

async function versionIn(root: string, path: string): Promise<string | undefined> {
  const { store } = files({ root }).ndjson(path)
  const [staged] = (await store?.stage([{ value: rows, at: { ...at(), partition: null, dimensions: {} } }])) ?? []
  return staged?.dataVersion
}
