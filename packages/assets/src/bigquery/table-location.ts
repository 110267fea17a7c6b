import { canonicalJson, fail, type Location } from '@headwater/core/io'
import { z } from 'zod'
import { writeSchema } from '../sql/write-mode.ts'
import { identifier } from './google-sql.ts'

/** A table by name. */
export interface BigQueryTable {
  readonly dataset: string
  readonly table: string
}

/** What Headwater keeps for itself begins so: its ledger and what is staged. */
export const ownPrefix = '_headwater_'

const kind = z.enum(['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'json'])
const column = z.object({ name: z.string(), kind })

const schema = z.object({
  dataset: z.string(),
  table: z.string(),
  partition: z.string().nullable(),
  /** Columns in which NULL stands for a member that the row does not have. */
  absent: z.array(z.string()).optional(),
  /** Only when staged: the table that holds the rows, and what they are to become. */
  stage: z
    .object({
      table: z.string(),
      /** `nullable`: null is a value of the column, so that rows may have it that were there before. */
      columns: z.array(column.extend({ nullable: z.boolean().optional() })),
      clusterBy: z.array(z.string()),
      schemaChange: z.enum(['add-columns', 'rebuild']).optional(),
    })
    .optional(),
  /** Only of a view: the query that it is, which is what readers run. */
  view: z.object({ query: z.string(), columns: z.array(column) }).optional(),
  /** Only when staged. */
  write: writeSchema.optional(),
  /** Only of versions that are published: how they were written, see `keepVersions`. */
  written: z.string().optional(),
})

/** Where the rows of one partition lie, or are staged. */
export type TableLocation = Readonly<z.output<typeof schema>>

/** Reads a recorded location. Throws VALUE_DAMAGED when it is not one of a table in BigQuery. */
export function tableLocation(location: Location): TableLocation {
  const parsed = schema.safeParse(location)
  if (parsed.success) return parsed.data
  return fail('VALUE_DAMAGED', {
    message: `a recorded location is not one of a BigQuery table: ${JSON.stringify(location)}`,
    hint: 'Was the asset kept elsewhere before? Materialize it again, with --force.',
    cause: parsed.error,
  })
}

/** A staged location as it is once published. */
export function publishedLocation({ dataset, table, partition, absent, view, write }: TableLocation): Location {
  const written = write?.mode === 'scd2' ? { written: canonicalJson(write) } : {}
  return { dataset, table, partition, ...(absent && { absent }), ...(view && { view }), ...written }
}

/**
 * Where the table of an asset lies: `market/stg_prices` in `<dataset>.market__stg_prices`; or under `name`, which is
 * `dataset.table` or a table of that dataset. Throws TABLE_NAME_RESERVED for names of the ledger.
 */
export function tableOf(dataset: string, asset: string, name?: string): BigQueryTable {
  const [first = '', ...rest] = (name ?? '').split('.')
  const named = rest.length === 0 ? { dataset, table: first } : { dataset: first, table: rest.join('.') }
  const place = name === undefined ? { dataset, table: asset.split('/').join('__') } : named
  if (!place.table.toLowerCase().startsWith(ownPrefix)) return place
  return fail('TABLE_NAME_RESERVED', {
    message: `the table of asset \`${asset}\` would be \`${place.table}\`, and Headwater keeps what begins with \`${ownPrefix}\``,
    hint: 'Rename the asset, or pass another name: warehouse.table(name).',
    asset,
  })
}

/** A table in GoogleSQL. */
export function qualified({ dataset, table }: BigQueryTable): string {
  return identifier(dataset, table)
}

/** Partitions as the ledger and stages have them: empty where there is none, since no partition key is. */
export function keyOf(partition: string | null): string {
  return partition ?? ''
}
