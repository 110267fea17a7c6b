import { readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asset, daily } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import { columnar, duckdb, files, sqlAsset } from '@headwater/assets'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { parquetFormat } from '../../src/formats/index.ts'
import { SourceResolver } from '../../src/tables/table-source.ts'
import { at, bigint64, bytesOf, date, encoded, number, text } from '../formats/round-trip.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { scratchOfTest } from './scratch.ts'

/** Schemas of cells with what fits them; text has no half of a surrogate pair, as Parquet has none. */
const cells = [
  [z.string(), text],
  [z.number(), number],
  [z.int(), fc.maxSafeInteger()],
  [z.bigint(), bigint64],
  [z.boolean(), fc.boolean()],
  [z.date(), date],
] as const

/** A table of one row type, in several files. */
const tables = fc
  .uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 5 }).map((name) => `c${name.toLowerCase()}`),
      cell: fc.constantFrom(...cells),
      gaps: fc.constantFrom('none', 'null', 'absent'),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
  )
  .chain((columns) => {
    const row = z.object(
      Object.fromEntries(
        columns.map(({ name, cell: [schema], gaps }) => {
          return [name, gaps === 'null' ? schema.nullable() : gaps === 'absent' ? schema.optional() : schema]
        }),
      ),
    )
    const cellsOf = columns.map(({ name, cell: [, values], gaps }) => {
      const full = (values as fc.Arbitrary<unknown>).map((value) => ({ [name]: value }))
      return gaps === 'none' ? full : fc.oneof(full, fc.constant(gaps === 'null' ? { [name]: null } : {}))
    })
    const rows = fc.array(
      fc.tuple(...cellsOf).map((cells) => Object.assign({}, ...cells) as object),
      { maxLength: 8 },
    )
    return fc.record({
      rowSchema: fc.constant(rowSchemaOf(z.array(row))!),
      parts: fc.array(rows, { minLength: 1, maxLength: 3 }),
    })
  })

describe('Parquet files in a query of DuckDB', () => {
  it('give the same rows of the same types as a copy of what we read of them', async () => {
    const folder = await temporaryFolder()
    const file = DuckDbFile.at(scratchOfTest().path)
    let made = 0
    const property = fc.asyncProperty(tables, async ({ rowSchema, parts }) => {
      const parquet: string[] = []
      for (const rows of parts) {
        const path = join(folder, `day=${(made += 1)} 'x'.parquet`)
        await writeFile(path, await encoded(parquetFormat, rows, rowSchema))
        parquet.push(path)
      }
      const batches = async function* () {
        for (const rows of parts) {
          const content = await bytesOf((await parquetFormat.encode(rows, at(rowSchema))).content)
          yield (await parquetFormat.decode(content, { notes: null, as: 'columns' })) as never
        }
      }
      await file.use((session) =>
        session.transaction(async () => {
          const resolver = new SourceResolver(session)
          const copied = await resolver.resolve({ kind: 'columns', batches, rowSchema })
          const inPlace = await resolver.resolve({ kind: 'columns', batches, rowSchema, parquet })
          expect(inPlace.sql).toContain('read_parquet')
          expect(await session.columns(inPlace.sql)).toEqual(await session.columns(copied.sql))
          expect(await session.rows(inPlace.sql)).toStrictEqual(await session.rows(copied.sql))
          await session.run(`drop table temp.source_0`)
        }),
      )
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('are read where they lie, as the plan says, by their recorded address and digest', async () => {
    const root = await temporaryFolder()
    const warehouse = duckdb({ path: scratchOfTest().path })
    const partitions = daily({ start: '2024-01-02', end: '2024-01-04' })
    const Row = z.object({ day: z.string(), close: z.number(), at: z.date(), note: z.string().nullable() })
    const prices = asset(
      'prices',
      { partitions, schema: z.array(Row), io: files({ root }).parquet() },
      (_, { partition }) => [{ day: partition, close: 1.5, at: new Date(`${partition}T09:30:00Z`), note: null }],
    )
    const Tags = columnar(z.array(z.object({ tags: z.array(z.string()) })))
    const nested = asset('nested', { schema: Tags, io: files({ root }).parquet() }, () =>
      Tags.from([{ tags: ['a', 'b'] }]),
    )
    const all = sqlAsset(
      'all',
      { warehouse, deps: { prices, nested }, row: Row, partitions, write: { mode: 'replace' } },
      (db) => db.selectFrom('prices').selectAll(),
    )
    const project = projectOf([prices, nested, all])
    const { steps } = await project.plan('*')
    const reads = steps.flatMap(({ reads = [] }) => reads.map(({ dep, how }) => ({ dep, how })))
    expect(reads).toEqual([
      { dep: 'prices', how: 'in place' },
      { dep: 'nested', how: 'by copy' },
    ])
    await makeAll(project)
    expect(await project.load(all, '2024-01-03')).toEqual(await project.load(prices, '2024-01-03'))

    const entries = await readdir(join(root, '.versions'), { recursive: true, withFileTypes: true })
    for (const { name, parentPath } of entries)
      if (name.startsWith('2024-01-03')) await truncate(join(parentPath, name), 100)
    const again = await project.materialize('all', { partitions: '2024-01-03', force: true })
    expect(again.failures).toMatchObject([{ problem: { code: 'VALUE_DAMAGED' } }])
  })

  it('are copied where they have other columns, or a path that DuckDB takes for a pattern', async () => {
    const folder = await temporaryFolder()
    const rowSchema = rowSchemaOf(z.array(z.object({ a: z.number() })))!
    const other = rowSchemaOf(z.array(z.object({ a: z.number().nullable() })))!
    const paths = { same: 'same.parquet', nulls: 'nulls.parquet', pattern: 'x[1].parquet' }
    await writeFile(join(folder, paths.same), await encoded(parquetFormat, [{ a: 1 }], rowSchema))
    await writeFile(join(folder, paths.nulls), await encoded(parquetFormat, [{ a: null }], other))
    await writeFile(join(folder, paths.pattern), await encoded(parquetFormat, [{ a: 1 }], rowSchema))
    const of = (...names: readonly string[]) => names.map((name) => join(folder, name))
    const file = DuckDbFile.at(scratchOfTest().path)
    await file.use(async (session) => {
      const a = { name: 'a', kind: 'number', nullable: false, absent: false } as const
      expect(await session.parquet(of(paths.same), [a])).toContain('read_parquet')
      expect(await session.parquet(of(paths.same, paths.nulls), [{ ...a, nullable: true }])).toContain('read_parquet')
      expect(await session.parquet(of(paths.same, paths.nulls), [a])).toBeUndefined()
      expect(await session.parquet(of(paths.same), [{ ...a, kind: 'integer' }])).toBeUndefined()
      expect(await session.parquet(of(paths.same), [a, { ...a, name: 'b', nullable: true }])).toBeUndefined()
      expect(await session.parquet(of(paths.pattern), [a])).toBeUndefined()
    })
  })
})
