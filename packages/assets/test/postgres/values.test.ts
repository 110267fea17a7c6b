import { rowSchemaOf } from '@headwater/core/extend'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

const databaseOfTest = async () => PostgresDatabase.at((await scratchDatabaseOfTest()).url)

describe('parameters and results', () => {
  it('pass every value through unchanged, as parameters and written into the statement', async () => {
    const database = await databaseOfTest()
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((it) => it.replaceAll('\0', ''))
    const typed = fc.oneof(
      fc.tuple(fc.constant('text'), text),
      fc.tuple(fc.constant('double precision'), fc.double()),
      fc.tuple(fc.constant('bigint'), fc.maxSafeInteger()),
      fc.tuple(fc.constant('boolean'), fc.boolean()),
      fc.tuple(fc.constant('text'), fc.constant(null)),
      fc.tuple(fc.constant('timestamptz'), fc.date({ noInvalidDate: true, min: new Date(Date.UTC(-4713, 10, 24)) })),
      fc.tuple(fc.constant('numeric(39,0)'), fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n })),
    )
    await database.use((session) =>
      fc.assert(
        fc.asyncProperty(typed, async ([type, value]) => {
          expect(await session.rows(`select $1::${type} as value`, [value])).toEqual([{ value }])
          const written = `(${session.dialect.literal(value)})::${type}`
          expect(await session.rows(`select ${written} as value`)).toEqual([{ value }])
          expect(await session.scan(`select ${written} as value`)).toEqual([{ value }])
        }),
        { numRuns: 200 },
      ),
    )
  })

  it('refuse what has no place in SQL', async () => {
    const database = await databaseOfTest()
    const refused = (value: unknown) => errorOf(database.use((session) => session.rows('select 1, $1', [value])))
    expect(await refused([1, 2])).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: expect.stringContaining('parameter $2 of a query is an array'.replace('$2', '$1')),
    })
    expect((await refused(2n ** 127n)).code).toBe('VALUE_UNSTORABLE')
  })

  it.each([
    ['true', true],
    ['7::smallint', 7],
    ['1.5::real', 1.5],
    ['9007199254740991::bigint', 9007199254740991],
    ['9007199254740993::bigint', 9007199254740993n],
    ['(-9007199254740993)::bigint', -9007199254740993n],
    ['7::numeric(20, 0)', 7n],
    ['1.10::numeric(10, 2)', '1.10'],
    ['sum(1::bigint)', '1'],
    ["'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid", '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
    ["date '1969-12-31'", '1969-12-31'],
    ["time '10:11:12'", '10:11:12'],
    ["timestamp '2024-01-02 03:04:05.678'", new Date('2024-01-02T03:04:05.678Z')],
    ["timestamp '1969-12-31 23:59:59.999999'", new Date(-1)],
    ["timestamptz '2024-01-02 03:04:05+02'", new Date('2024-01-02T01:04:05Z')],
    ["timestamptz '0044-03-15 12:00:00+00 BC'", new Date('-000043-03-15T12:00:00Z')],
    ["timestamptz '12345-06-07 08:09:10+00'", new Date('+012345-06-07T08:09:10Z')],
    [`'{"b": 1, "a": [1, null]}'::json`, { b: 1, a: [1, null] }],
    [`'{"a": [1, null]}'::jsonb`, { a: [1, null] }],
    ["array['a', null]", ['a', null]],
    ["'\\x6162'::bytea", Buffer.from('ab')],
    ['null', null],
  ])('read %s, from a query and from a table', async (sql, value) => {
    const database = await databaseOfTest()
    const same = (cell: unknown) => (cell instanceof Uint8Array ? Buffer.from(cell) : cell)
    for (const zone of ['UTC', 'America/New_York']) {
      await database.use(async (session) => {
        await session.run(`set timezone = '${zone}'`)
        expect(same((await session.rows(`select ${sql} as value`))[0]?.['value'])).toEqual(value)
        expect(same((await session.scan(`select ${sql} as value`))[0]?.['value'])).toEqual(value)
      })
    }
  })
})

it.each([
  ['a NUL in a text', z.string(), 'a\0b', /column `x` is "a\\u0000b"; .* PostgreSQL table takes well-formed text/],
  ['a moment before 4714 BC', z.date(), new Date(Date.UTC(-4713, 10, 23)), /takes valid dates/],
])('%s is refused, as PostgreSQL cannot hold it', async (_, type, x, message) => {
  const { store } = postgres({ url: (await scratchDatabaseOfTest()).url })
  const at = placeOf('a/t', null, attemptOf(1), rowSchemaOf(z.array(z.object({ x: type }))))
  const error = await errorOf(store.stage([{ value: [{ x }], at }]))
  expect(error).toMatchObject({ code: 'VALUE_UNSTORABLE', message: expect.stringMatching(message) })
})

it('names that PostgreSQL would cut off are refused', async () => {
  const warehouse = postgres({ url: (await scratchDatabaseOfTest()).url })
  const long = 'x'.repeat(64)
  expect(() => warehouse.tableOf(`market/${long}`)).toThrow(
    `\`${long}\`, where asset \`market/${long}\` is kept, has 64 bytes`,
  )
  const at = placeOf('a/t', null, attemptOf(1), rowSchemaOf(z.array(z.object({ [long]: z.string() }))))
  expect(await errorOf(warehouse.store.stage([{ value: [], at }]))).toMatchObject({ code: 'TABLE_NAME_TOO_LONG' })
  const reserved = { ...at, rowSchema: rowSchemaOf(z.array(z.object({ _row: z.string() }))) }
  expect(await errorOf(warehouse.store.stage([{ value: [], at: reserved }]))).toMatchObject({
    code: 'TABLE_NAME_RESERVED',
    message: expect.stringContaining('the order of its rows'),
  })
})

it('tables lie in the schema that is named, where their keys have none', async () => {
  const { url } = await scratchDatabaseOfTest()
  const warehouse = postgres({ url, schema: 'mart' })
  await warehouse.table().write([{ n: 1 }], { asset: 'sum', partition: null })
  const read = await PostgresDatabase.at(url).use((session) => session.rows('select n from mart.sum'))
  expect(read).toEqual([{ n: 1 }])
  expect(warehouse.tableOf('a/b')).toEqual({ schema: 'a', table: 'b' })
})
