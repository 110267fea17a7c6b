import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import { columnar, stream } from '@headwater/assets'
import type { ObjectFormat } from '@headwater/core/io'
import { arrowFormat, csvFormat, ndjsonFormat, parquetFormat } from '../../src/formats/index.ts'
import { at, bytesOf, encoded, inPieces } from './round-trip.ts'

const Row = z.object({
  id: z.int(),
  at: z.date(),
  big: z.bigint(),
  name: z.string().nullable(),
  note: z.string().optional(),
})
type Row = z.output<typeof Row>
const schema = rowSchemaOf(z.array(Row))
const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({
    id,
    at: new Date(id),
    big: BigInt(id),
    name: id % 2 ? `n${id % 7}` : null,
    ...(id % 3 === 0 && { note: 'x' }),
  }))

async function streamed(format: ObjectFormat, stream: AsyncIterable<unknown>, rowSchema = schema) {
  const { content, ended } = await format.encode(stream, at(rowSchema))
  const bytes = await bytesOf(content)
  return { bytes, about: ended?.() }
}

async function* of(...batches: readonly unknown[]): AsyncGenerator<unknown> {
  yield* batches
}

describe.each([
  ['Parquet', parquetFormat],
  ['Arrow', arrowFormat],
  ['NDJSON', ndjsonFormat],
  ['CSV', csvFormat],
])('a stream of batches as %s', (_, format) => {
  it('makes the bytes that the whole table makes, however it is cut', async () => {
    const all = rows(150_000)
    const whole = await encoded(format, all, schema)
    const { bytes, about } = await streamed(format, stream(z.array(Row)).from(all))
    expect(bytes.equals(whole)).toBe(true)
    expect(about?.rows).toBe(all.length)
    const cut = [all.slice(0, 10), [], columnar(z.array(Row)).from(all.slice(10, 140_000)), all.slice(140_000)]
    expect((await streamed(format, of(...cut))).bytes.equals(whole)).toBe(true)
    const read = await inPieces(format, bytes, JSON.parse(JSON.stringify(about?.notes ?? null)))
    expect(read.rows).toStrictEqual(all)
    expect(Math.max(...read.lengths)).toBeLessThan(all.length)
  })

  it('keeps the columns where there are no rows', async () => {
    const { bytes, about } = await streamed(format, of())
    expect(about?.rows).toBe(0)
    expect(bytes.equals(await encoded(format, [], schema))).toBe(true)
  })

  it('refuses a batch that does not fit those before it', async () => {
    const first = [{ a: 1 }]
    for (const [second, why] of [
      [[{ a: 1, b: 2 }], 'column `b`'],
      [[{ a: 'x' }], 'column `a`'],
    ] as const) {
      await expect(streamed(format, of(first, second), null as never)).rejects.toMatchObject({
        code: 'VALUE_UNSTORABLE',
        message: expect.stringContaining(`${why} of the batch that begins with row 1`),
      })
    }
    await expect(streamed(format, of(first, [{ a: 2 }, { a: [] }]), null as never)).rejects.toMatchObject({
      message: expect.stringContaining('row 2, column `a`'),
    })
  })

  it('lets later batches have gaps where no schema says what is to come', async () => {
    const { bytes, about } = await streamed(format, of([{ a: 1 }], [{ a: null }, { a: 2 }]), null as never)
    expect((await inPieces(format, bytes, about?.notes ?? null)).rows).toEqual([{ a: 1 }, { a: null }, { a: 2 }])
  })
})
