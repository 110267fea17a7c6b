import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ColumnBatch, type ColumnVector } from '../../src/columns/index.ts'
import { plainText } from '../../src/columns/plain-text.ts'
import { parquetFormat } from '../../src/formats/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { at, encoded } from './round-trip.ts'

type Texts = readonly (string | null)[]

const words = ['AAPL', 'é😀', '', 'a longer one', 'MSFT', '\ufeff']

/** The texts by a dictionary with every word twice, the last one first, and words that no row has. */
function batchOf(texts: Texts): ColumnBatch {
  const dictionary = ['unused', ...words, ...words].reverse()
  const codes = Int32Array.from(texts, (text, row) =>
    row % 2 === 0 ? dictionary.indexOf(text ?? '') : dictionary.lastIndexOf(text ?? ''),
  )
  const validity = new Uint8Array((texts.length + 7) >> 3)
  for (const [row, text] of texts.entries()) if (text !== null) validity[row >> 3]! |= 1 << (row & 7)
  const column: ColumnVector = {
    name: 'text',
    kind: 'string',
    nullable: true,
    absent: false,
    data: { layout: 'dictionary', codes, dictionary },
    validity,
  }
  return new ColumnBatch([column], texts.length)
}

async function decoded(value: unknown): Promise<unknown> {
  return parquetFormat.decode(await encoded(parquetFormat, value), { notes: null })
}

describe('texts of a Parquet file', () => {
  it('come back, and are the same bytes, whether they came as rows, by a dictionary or as bytes', async () => {
    const texts = fc.array(fc.option(fc.constantFrom(...words), { freq: 4 }), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(texts, async (texts) => {
        const batch = batchOf(texts)
        const rows = texts.map((text) => ({ text }))
        const bytes = await encoded(parquetFormat, batch)
        expect(await parquetFormat.decode(bytes, { notes: null })).toStrictEqual(rows)
        expect(await encoded(parquetFormat, plainText(batch))).toEqual(bytes)
        // Rows only tell that a text may be missing where one is, and that it is text where one is not.
        if (new Set(texts.map((text) => text === null)).size === 2)
          expect(await encoded(parquetFormat, rows)).toEqual(bytes)
      }),
      { numRuns: 200 },
    )
  })

  it.each([1, 2, 3, 8, 9, 255, 256, 257, 20_000])('are read by DuckDB where %i of them differ', async (different) => {
    const length = 100_001
    const rows = Array.from({ length }, (_, row) => ({
      full: `s${(row * 7919) % different}`,
      gaps: row % 3 === 0 ? null : `é${(row * 104_729) % different}`,
    }))
    expect(await decoded(rows)).toStrictEqual(rows)
    const { content } = await parquetFormat.encode(rows, at())
    const folder = await temporaryFolder()
    const file = join(folder, 'texts.parquet')
    await writeFile(file, content)
    const expected = join(folder, 'texts.ndjson')
    await writeFile(expected, rows.map((row) => JSON.stringify(row)).join('\n'))
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
    try {
      const answer = await duckdb.runAndReadAll(`
        select count(*) from (select *, file_row_number as row from read_parquet('${file}', file_row_number = true)) as ours
        join (select *, row_number() over () - 1 as row from read_json('${expected}')) as given using (row)
        where ours.full = given.full and ours.gaps is not distinct from given.gaps`)
      expect(answer.getRows()).toEqual([[BigInt(length)]])
      const encodings = await duckdb.runAndReadAll(
        `select bool_and(encodings like '%RLE_DICTIONARY%') from parquet_metadata('${file}')`,
      )
      expect(encodings.getRows()).toEqual([[true]])
    } finally {
      duckdb.closeSync()
    }
  })

  it('have no dictionary where most of them are new, and then come back all the same', async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => ({ text: `s${row % 1600}` }))
    const bytes = await encoded(parquetFormat, rows)
    expect(await decoded(rows)).toStrictEqual(rows)
    const batch = (await parquetFormat.decode(bytes, { notes: null, as: 'columns' })) as ColumnBatch
    expect(await encoded(parquetFormat, plainText(batch))).toEqual(bytes)
  })
})
