import { fail, type Location } from '@headwater/core/io'
import { z } from 'zod'
import type { TableName } from '../sql/warehouse.ts'
import { isUnordered, writeSchema } from '../sql/write-mode.ts'
import { requireShortName } from './column-types.ts'
import { ledgerSchema } from './ledger.ts'
import type { TableDialect } from './table-dialect.ts'

const schema = z.object({
  schema: z.string(),
  table: z.string(),
  partition: z.string().nullable(),
  /** Columns in which NULL stands for a member that the row does not have. */
  absent: z.array(z.string()).optional(),
  /** Only when staged: what `create table` says behind the columns, where the table is made. */
  layout: z.string().optional(),
  /** Only when staged: what may become of the table where it has other columns. Absent: nothing. */
  schemaChange: z.enum(['add-columns', 'rebuild']).optional(),
  /** Only when staged: the table of the ledger's schema that holds the rows. */
  stage: z.string().optional(),
  /** Only when staged by `view`: the query. */
  view: z.string().optional(),
  /** Only when staged; of tables that are read sorted also when published. */
  write: writeSchema.optional(),
})

/** Where the rows of one partition lie, or are staged. */
export type TableLocation = Readonly<z.output<typeof schema>>

/** Reads a recorded location. Throws VALUE_DAMAGED when it is not one of a table. */
export function tableLocation(location: Location): TableLocation {
  const parsed = schema.safeParse(location)
  if (parsed.success) return parsed.data
  fail('VALUE_DAMAGED', {
    message: `a recorded location is not one of a table: ${JSON.stringify(location)}`,
    hint: 'Was the asset kept elsewhere before? Materialize it again, with --force.',
    cause: parsed.error,
  })
}

/** A staged location as it is once published. */
export function publishedLocation({ schema, table, partition, absent, write }: TableLocation): Location {
  return { schema, table, partition, ...(absent && { absent }), ...(write && isUnordered(write) && { write }) }
}

/**
 * Where the table of an asset lies: `market/stg_prices` in `"market"."stg_prices"`, `a/b/c` in `"a"."b__c"`, `sum` in
 * the default schema; or under `name`, which is `schema.table` or a table of the default schema. Throws
 * TABLE_NAME_RESERVED for the schema of the ledger, TABLE_NAME_TOO_LONG for names that the database would cut off.
 */
export function tableOf(dialect: TableDialect, asset: string, name?: string): TableName {
  const [first = '', ...rest] = name === undefined ? asset.split('/') : name.split('.')
  const place =
    rest.length === 0 ? { schema: dialect.defaultSchema, table: first } : { schema: first, table: rest.join('__') }
  for (const part of [place.schema, place.table]) requireShortName(dialect, part, asset)
  if (place.schema.toLowerCase() !== ledgerSchema) return place
  fail('TABLE_NAME_RESERVED', {
    message: `the table of asset \`${asset}\` would lie in schema \`${ledgerSchema}\`, where Headwater keeps its own`,
    hint: 'Rename the asset, or pass another name: warehouse.table(name).',
    asset,
  })
}
