import { fail } from '@headwater/core/io'
import type { Column, ColumnKind } from '../sql/columns.ts'
import { describeValue } from './describe-value.ts'

/** A cell that its column cannot hold. */
export interface UnstorableCell {
  /** The database's name in a sentence. */
  readonly title: string
  readonly column: Column
  readonly value: unknown
  readonly row: number
  readonly partition?: string | null | undefined
  /** What the column takes, where the database differs from others. */
  readonly takes?: string | undefined
}

const allowed: { readonly [K in ColumnKind]: string } = {
  string: 'well-formed text',
  number: 'numbers',
  integer: 'whole numbers within 64 bits',
  bigint: 'bigints within 128 bits',
  boolean: 'true and false',
  date: 'valid dates',
  json: 'what JSON can hold',
}

/** Throws VALUE_UNSTORABLE naming row, column and value. */
export function failOnCell({ title, column, value, row, partition, takes }: UnstorableCell): never {
  const { name, kind, nullable } = column
  const where = partition ? ` of partition \`${partition}\`` : ''
  fail('VALUE_UNSTORABLE', {
    message: `row ${row}${where}, column \`${name}\` is ${describeValue(value)}; this column of a ${title} table takes ${takes ?? allowed[kind]}${nullable ? ' and null' : ''}`,
    hint: 'Change the value, or what the schema says of the column.',
    partition: partition ?? undefined,
  })
}
