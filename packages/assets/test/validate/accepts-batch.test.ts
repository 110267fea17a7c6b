import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cellRules } from '@headwater/core/extend'
import { ColumnBatch, columnar } from '@headwater/assets'
import { acceptsBatch } from '../../src/validate/accepts-batch.ts'

/** Columns of one kind each, with the types that may be asked of them: most fit, some do not. */
const texts = fc.constantFrom('', 'a', 'ab', 'abc', '2024-02-29', '2023-02-29', 'a@b.co', 'é😀')
const numbers = fc.constantFrom(0, -0, 1, 2.5, -1, 2 ** 31, 2 ** 53, 2 ** 53 - 1, Number.NaN, Number.POSITIVE_INFINITY)
const bigints = fc.constantFrom(0n, -1n, 2n ** 63n - 1n, 2n ** 63n)
const dates = fc.constantFrom(new Date(0), new Date(-1), new Date(8.64e15))
const bytes = fc.constantFrom(Uint8Array.of(1), new Uint8Array())
const nested = fc.constantFrom<unknown>([1], { a: 'x' }, [])

const kinds: readonly { readonly cells: fc.Arbitrary<unknown>; readonly types: readonly z.ZodType[] }[] = [
  {
    cells: texts,
    types: [z.string(), z.string().min(1), z.iso.date(), z.email(), z.enum(['a', 'ab', 'abc']), z.literal('a')],
  },
  {
    cells: numbers,
    types: [z.number(), z.int(), z.int32(), z.number().positive(), z.number().max(2), z.number().int()],
  },
  { cells: bigints, types: [z.bigint(), z.int64(), z.bigint().nonnegative()] },
  { cells: fc.boolean(), types: [z.boolean()] },
  { cells: dates, types: [z.date(), z.date().min(new Date(0))] },
  { cells: bytes, types: [z.instanceof(Uint8Array)] },
  { cells: nested, types: [z.array(z.unknown())] },
]

/** Cells of a kind, and a type for them: mostly one that may take them. */
const column = fc
  .tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds), fc.nat(9))
  .chain(([kind, other, dice]) => {
    const types = fc.constantFrom(...(dice === 0 ? other : kind).types)
    const wrapped = types.chain((type) => fc.constantFrom(type, type.nullable(), type.optional(), type.nullish()))
    return fc.tuple(fc.constant(kind.cells), wrapped, fc.constantFrom('full', 'full', 'null', 'absent'))
  })

const anything = columnar(z.array(z.record(z.string(), z.unknown())))

const cases = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), column), {
    selector: ([name]) => name,
    minLength: 1,
  })
  .chain((named) => {
    const columns = named.map(([name, [cells, type, gaps]]) => [name, cells, type, gaps] as const)
    const schema = z.array(z.object(Object.fromEntries(columns.map(([name, , type]) => [name, type]))))
    const row = fc
      .tuple(...columns.map(([, cell, , gaps]) => (gaps === 'full' ? cell : fc.oneof(cell, fc.constant(undefined)))))
      .map((cells) => {
        const entries = columns.map(([name, , , gaps], index) => [
          name,
          cells[index] ?? (gaps === 'null' ? null : undefined),
        ])
        return Object.fromEntries(entries.filter(([, cell]) => cell !== undefined)) as {
          readonly [column: string]: unknown
        }
      })
    return fc.tuple(fc.constant(schema), fc.array(row, { maxLength: 4 }), fc.nat(4))
  })

describe('acceptsBatch', () => {
  it('has the verdict of zod on the rows, for any batch and its slices', () => {
    let accepted = 0
    fc.assert(
      fc.property(cases, ([schema, rows, cut]) => {
        let batch: ColumnBatch<unknown>
        try {
          batch = anything.from(rows).slice(cut)
        } catch {
          return // -0 among others makes a column JSON where it is nested: no batch, nothing to validate
        }
        const rules = cellRules(schema)
        const { success } = schema.safeParse([...batch])
        if (rules) expect(acceptsBatch(rules, batch)).toBe(success)
        if (rules && success && batch.length > 0) accepted += 1
      }),
      { numRuns: 2000 },
    )
    expect(accepted).toBeGreaterThan(50)
  })

  it('does not mind texts of a dictionary that no row has', () => {
    const schema = columnar(z.array(z.object({ a: z.enum(['x']) })))
    const batch = columnar(z.array(z.object({ a: z.string() }))).from([{ a: 'bad' }, { a: 'x' }])
    const issues = async (given: unknown) =>
      ((await schema['~standard'].validate(given)) as { issues?: unknown }).issues
    return Promise.all([
      expect(issues(batch)).resolves.toBeDefined(),
      expect(issues(batch.slice(1))).resolves.toBeUndefined(),
    ])
  })

  it('leaves batches with other columns to the schema, which decides what becomes of them', async () => {
    const given = anything.from([{ a: 1, extra: 2 }])
    const validated = async (row: z.ZodObject) =>
      (await columnar(z.array(row))['~standard'].validate(given)) as {
        value?: Iterable<unknown>
        issues?: readonly unknown[]
      }
    expect([...((await validated(z.object({ a: z.number() }))).value ?? [])]).toEqual([{ a: 1 }])
    expect((await validated(z.strictObject({ a: z.number() }))).issues).toHaveLength(1)
    expect((await validated(z.object({ a: z.number(), b: z.string() }))).issues).toHaveLength(1)
  })

  it('refuses times that no Date can be', () => {
    const data = { layout: 'int64', values: BigInt64Array.of(8_640_000_000_000_001n) } as const
    const column = { name: 'a', kind: 'date', nullable: false, absent: false, validity: undefined, data } as const
    const rules = cellRules(z.array(z.object({ a: z.date() }))) ?? []
    expect(acceptsBatch(rules, new ColumnBatch([column], 1))).toBe(false)
  })
})
