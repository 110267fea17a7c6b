import { fail } from '@headwater/core/io'

/**
 * What becomes of a stored table when the columns of its rows are no longer those that it has. A table without partitions
 * that is replaced as a whole takes the new columns in any case.
 *
 * - `fail`: nothing; the run says how they differ.
 * - `add-columns`: new columns that may be null are added, at once and for all rows; anything else fails.
 * - `rebuild`: the table is emptied and gets the new columns. All that it held is to be made again, as far as it can be:
 *   earlier rows of `append`, `merge`, `scd2` and `changes` are gone.
 */
export type SchemaChange = 'fail' | 'add-columns' | 'rebuild'

/** Throws SCHEMA_CHANGE_UNSUPPORTED where a warehouse cannot change its tables so. Meant for definitions. */
export function checkSchemaChange(asset: string, wanted: SchemaChange, has: readonly SchemaChange[] = ['fail']): void {
  if (has.includes(wanted)) return
  fail('SCHEMA_CHANGE_UNSUPPORTED', {
    message: `asset \`${asset}\` says \`schemaChange: '${wanted}'\`, which its warehouse does not have; it has ${has.join(', ')}`,
    hint: 'Leave it out: the run then says how the columns differ.',
    asset,
  })
}
