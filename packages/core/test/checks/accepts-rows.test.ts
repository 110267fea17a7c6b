import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { acceptsRows } from '../../src/checks/accepts-rows.ts'
import { cellRules } from '../../src/checks/cell-rules.ts'

const field: fc.Arbitrary<z.ZodType> = fc
  .oneof(
    fc.constantFrom<z.ZodType>(
      z.string(),
      z.string().min(1).max(3),
      z.string().length(2),
      z.string().regex(/^a/g),
      z.iso.date(),
      z.iso.datetime(),
      z.uuid(),
      z.email(),
      z.number(),
      z.number().int(),
      z.int(),
      z.int32(),
      z.uint32(),
      z.number().positive(),
      z.number().min(-1).lt(5),
      z.bigint(),
      z.int64(),
      z.bigint().nonnegative(),
      z.boolean(),
      z.date(),
      z.date().min(new Date(0)),
      z.enum(['a', 'b']),
      z.literal('a'),
      z.literal(['a', 'ab']),
    ),
  )
  .chain((type) => fc.constantFrom(type, type.optional(), type.nullable(), type.nullish(), type.nullable().optional()))

const hostile: readonly unknown[] = [
  ['a', 'ab', '', '2024-02-29', '2023-02-29', '2024-01-02T03:04:05Z', 'a@b.co', crypto.randomUUID(), '\ud800'],
  [1, 2.5, 0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER],
  [3n, -1n, 2n ** 63n, 2n ** 63n - 1n, true, false, null, undefined],
  [new Date(1), new Date(-1), new Date(Number.NaN), [], {}, () => 1, Symbol('s'), new String('a'), new Number(1)],
].flat()
const cell = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...hostile) }, fc.anything())

/** Mostly what a field takes. */
function cellOf(type: z.ZodType): fc.Arbitrary<unknown> {
  const fitting = hostile.filter((value) => type.safeParse(value).success)
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...fitting) }, cell)
}

const names = ['a', 'b', 'c', 'toString']

/** A schema, and rows of which most have its names, in its order. */
const tables = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), field), { selector: ([name]) => name, minLength: 1 })
  .chain((fields) => {
    const shape = Object.fromEntries(fields)
    const members = fields.map(([name, type]) => fc.tuple(fc.constant(name), cellOf(type)))
    const inOrder = fc.tuple(...members)
    const anyhow = fc.array(fc.tuple(fc.constantFrom(...names, 'extra', '0'), cell), { maxLength: 4 })
    const row = fc.oneof(
      { weight: 8, arbitrary: inOrder.map((entries) => Object.fromEntries(entries)) },
      { weight: 2, arbitrary: anyhow.map((entries) => Object.fromEntries(entries)) },
      fc.constantFrom<unknown>(null, undefined, 1, [], new Date(0), Object.create({ a: 'a' }), Object.create(null)),
      inOrder.map((entries) => Object.assign(Object.create({}), Object.fromEntries(entries)) as object),
    )
    const object = fc.constantFrom(z.object(shape), z.strictObject(shape))
    return fc.tuple(object, fc.array(row, { maxLength: 3 }), fc.boolean())
  })

/** Whether zod gives back what it was given: members, their order, and plain objects that hold them. */
function isSame(given: readonly unknown[], output: readonly unknown[]): boolean {
  return output.every((row, index) => {
    const [one, other] = [row as object, given[index] as object]
    const entries = Object.entries(other)
    return (
      Object.getPrototypeOf(other) === Object.prototype &&
      Object.entries(one).length === entries.length &&
      Object.entries(one).every(([name, value], at) => entries[at]?.[0] === name && Object.is(entries[at]?.[1], value))
    )
  })
}

describe('acceptsRows', () => {
  it('accepts just the rows that zod gives back as they are, whatever they are', () => {
    let accepted = 0
    fc.assert(
      fc.property(tables, ([object, rows, sparse]) => {
        const schema = z.array(object)
        const given = [...rows]
        // oxlint-disable-next-line no-sparse-arrays
        if (sparse) given.length += 1
        const { success, data } = schema.safeParse(given)
        const expected = success && isSame(given, data)
        if (expected && given.length > 0) accepted += 1
        expect(acceptsRows(schema, given)).toBe(expected)
      }),
      { numRuns: 4000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it.each<[string, z.ZodType]>([
    ['a transform', z.array(z.object({ a: z.string().transform(Number) }))],
    ['trimming', z.array(z.object({ a: z.string().trim() }))],
    ['a default', z.array(z.object({ a: z.string().default('x') }))],
    ['a fallback', z.array(z.object({ a: z.string().catch('x') }))],
    ['coercion', z.array(z.object({ a: z.coerce.number() }))],
    ['a refinement of a cell', z.array(z.object({ a: z.string().refine(() => true) }))],
    ['a refinement of a row', z.array(z.object({ a: z.string() }).refine(() => true))],
    ['a refinement of all rows', z.array(z.object({ a: z.string() })).min(1)],
    ['nested cells', z.array(z.object({ a: z.array(z.string()) }))],
    ['other members', z.array(z.looseObject({ a: z.string() }))],
    ['an exact optional', z.array(z.object({ a: z.exactOptional(z.string()) }))],
    ['an enum of numbers', z.array(z.object({ a: z.enum({ One: 1 }) }))],
    ['a URL', z.array(z.object({ a: z.url() }))],
    ['one row', z.object({ a: z.string() })],
    ['a schema of another vendor', { '~standard': {} } as never],
  ])('leaves %s to zod', (_, schema) => {
    expect(cellRules(schema)).toBeUndefined()
    expect(acceptsRows(schema, [])).toBe(false)
  })
})
