import { fail } from '@headwater/core/io'
import { z } from 'zod'

/**
 * How a materialization changes its table. With partitions, all of them keep to the partition that is made.
 *
 * | mode | rows that go | rows that come |
 * |---|---|---|
 * | `replace` | all | all that are made |
 * | `append` | none | all that are made, once per attempt |
 * | `delete-insert` | those whose `by` is a value among the new rows; with partitions: all, and `by` must be the key | all that are made |
 * | `merge` | those with the same `on` as a new row (null matches null) | all that are made |
 * | `view` | - | nothing is stored: the query becomes a view |
 * | `scd2`, `changes` | history of rows by validity, latest change by sequence | |
 */
export type Write<Column extends string = string> =
  | { readonly mode: 'replace' }
  | { readonly mode: 'append' }
  | { readonly mode: 'view' }
  | { readonly mode: 'delete-insert'; readonly by: Column }
  | { readonly mode: 'merge'; readonly on: readonly Column[] }
  | { readonly mode: 'scd2'; readonly on: readonly Column[]; readonly from: Column; readonly to: Column }
  | { readonly mode: 'changes'; readonly on: readonly Column[]; readonly sequence: Column; readonly deleted: Column }

/** A write mode as it stands in a recorded location. */
export const writeSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('replace') }),
  z.object({ mode: z.literal('append') }),
  z.object({ mode: z.literal('view') }),
  z.object({ mode: z.literal('delete-insert'), by: z.string() }),
  z.object({ mode: z.literal('merge'), on: z.array(z.string()) }),
])

/** The write modes that are stored by tables here; the others are refused where an asset is defined. */
export type StoredWrite = Readonly<z.output<typeof writeSchema>>

/** What an asset wants of its warehouse. */
export interface WriteRequest {
  readonly asset: string
  readonly write: Write
  readonly partitioned: boolean
  /** The write modes that the warehouse has. */
  readonly modes: readonly Write['mode'][]
}

/** Throws WRITE_MODE_UNSUPPORTED where a warehouse cannot write as an asset wants it. Meant for definitions. */
export function checkWriteMode({ asset, write, partitioned, modes }: WriteRequest): void {
  if (!modes.includes(write.mode)) {
    fail('WRITE_MODE_UNSUPPORTED', {
      message: `asset \`${asset}\` is written by \`${write.mode}\`, which its warehouse does not have; it has ${modes.join(', ')}`,
      hint: 'Choose one of these as `write.mode`.',
      asset,
    })
  }
  if (write.mode === 'view' && partitioned) {
    fail('WRITE_MODE_UNSUPPORTED', {
      message: `asset \`${asset}\` is partitioned and written as a view, but a view holds no partitions`,
      hint: 'Leave out `partitions`, or write it by `replace`.',
      asset,
    })
  }
}
