import { inspect } from 'node:util'
import { type Address, fail } from '@headwater/core/io'

/** A value that a format cannot give back as it is. */
export interface Unstorable {
  readonly format: string
  readonly value: unknown
  /** Where in the asset's value it is: `row 3, column \`price\``. */
  readonly where: string
  readonly why: string
  /** Which format could hold it, or how to change it. */
  readonly hint: string
}

/** Throws VALUE_UNSTORABLE. */
export function failUnstorable(
  { asset, partition }: Partial<Address>,
  { format, value, where, why, hint }: Unstorable,
): never {
  return fail('VALUE_UNSTORABLE', {
    message: `${asset === undefined ? '' : `asset \`${asset}\`: `}${format} cannot hold \`${shown(value)}\` (${where}): ${why}`,
    hint,
    asset,
    partition: partition ?? undefined,
  })
}

function shown(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60 })
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}
