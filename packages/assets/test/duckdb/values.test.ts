import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { errorOf, scratchOfTest } from './scratch.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 30 })
const moment = fc.date({ noInvalidDate: true })

describe('parameters and results', () => {
  it('pass every value through unchanged', async () => {
    const file = DuckDbFile.at(scratchOfTest().path)
    const scalar = fc.oneof(
      text,
      fc.double(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      moment,
      fc.bigInt({ min: 2n ** 64n, max: 2n ** 127n - 1n }),
    )
    const passes = fc.asyncProperty(scalar, (value) =>
      file.use(async (session) => {
        expect(await session.rows('select $1 as value', [value])).toEqual([{ value }])
      }),
    )
    await fc.assert(passes, { numRuns: 150 })
  })

  it('refuse what has no place in SQL', async () => {
    const file = DuckDbFile.at(scratchOfTest().path)
    const refused = (value: unknown) => errorOf(file.use((session) => session.rows('select 1, $1', [value])))
    expect(await refused([1, 2])).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: expect.stringContaining('parameter $1 of a query is an array'),
    })
    expect((await refused(new Map())).message).toContain('an object (Map)')
    expect((await refused(2n ** 127n)).code).toBe('VALUE_UNSTORABLE')
    expect((await refused(() => 1)).code).toBe('VALUE_UNSTORABLE')
  })

  it.each([
    ['true', true],
    ['7::tinyint', 7],
    ['7::uinteger', 7],
    ['1.5::float', 1.5],
    ['9007199254740991::bigint', 9007199254740991],
    ['9007199254740993::bigint', 9007199254740993n],
    ['18446744073709551615::ubigint', 18446744073709551615n],
    ['7::hugeint', 7n],
    ['1.10::decimal(10, 2)', '1.10'],
    ["'x'::enum('x', 'y')", 'x'],
    ["'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid", '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
    ["date '1969-12-31'", '1969-12-31'],
    ["time '10:11:12'", '10:11:12'],
    ["timestamp '2024-01-02 03:04:05.678'", new Date('2024-01-02T03:04:05.678Z')],
    ["timestamp '1969-12-31 23:59:59.999999'", new Date(-1)],
    ["timestamp_s '2024-01-02 03:04:05'", new Date('2024-01-02T03:04:05Z')],
    ["timestamp_ms '2024-01-02 03:04:05.5'", new Date('2024-01-02T03:04:05.500Z')],
    ["timestamp_ns '1969-12-31 23:59:59.999999999'", new Date(-1)],
    ["timestamptz '2024-01-02 03:04:05+02'", new Date('2024-01-02T01:04:05Z')],
    [`'{"a": [1, null]}'::json`, { a: [1, null] }],
    ["'x'::blob", Buffer.from('x')],
    ["[date '2024-01-02', null]", ['2024-01-02', null]],
    ["{'a': 1.5::decimal(3, 1), 'b': null}", { a: '1.5', b: null }],
    ['map {1: true}', [{ key: 1, value: true }]],
    ['null', null],
  ])('read %s', async (sql, value) => {
    const [row] = await DuckDbFile.at(scratchOfTest().path).use((session) => session.rows(`select ${sql} as value`))
    expect(row?.['value'] instanceof Uint8Array ? Buffer.from(row['value']) : row?.['value']).toEqual(value)
  })

  it('do not depend on the time zone of the machine', async () => {
    const { path } = scratchOfTest()
    const rows = await DuckDbFile.at(path).use((session) =>
      session.rows(
        "select current_setting('TimeZone') as zone, cast(timestamptz '2024-07-01 12:00:00+00' as timestamp) as at",
      ),
    )
    expect(rows).toEqual([{ zone: 'UTC', at: new Date('2024-07-01T12:00:00Z') }])
  })
})
