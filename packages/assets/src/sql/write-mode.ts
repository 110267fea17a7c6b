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
 * | `scd2` | none | versions of rows, per key `on`: each holds from `from` until its `to`, or until the next one begins |
 * | `changes` | those of whose key a later change comes | per key `on` the change of the greatest `sequence`, also where it says `deleted` |
 *
 * What `scd2` and `changes` leave depends on which rows were made, and not on the order or the number of times: an
 * earlier version or change may come later. `scd2` takes no partitions, since a key's versions would lie in many.
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
  z.object({ mode: z.literal('scd2'), on: z.array(z.string()), from: z.string(), to: z.string() }),
  z.object({ mode: z.literal('changes'), on: z.array(z.string()), sequence: z.string(), deleted: z.string() }),
])

/** A write mode once its columns are only names. */
export type StoredWrite = Readonly<z.output<typeof writeSchema>>

/** Whether rows have no order of their own, so that whoever reads them gets them sorted by their columns. */
export function isUnordered({ mode }: StoredWrite): boolean {
  return mode === 'scd2' || mode === 'changes'
}

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
  if (write.mode === 'scd2' && partitioned) {
    fail('WRITE_MODE_UNSUPPORTED', {
      message: `asset \`${asset}\` is partitioned and written by \`scd2\`, but the versions of one key belong together, whatever partition made them`,
      hint: 'Leave out `partitions` and read upstream partitions with every(...) or latest(...), or write it by `replace`.',
      asset,
    })
  }
}
