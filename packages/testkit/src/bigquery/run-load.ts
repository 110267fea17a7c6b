import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GoogleError } from '../google/google-error.ts'
import { type Catalog, type Described, qualified, type TableId } from './catalog.ts'
import type { Field } from './data-types.ts'
import type { Database, Session } from './database.ts'
import { type Decorator, partitionOf } from './partition-decorator.ts'
import { prepareDestination, type WriteDisposition } from './run-query.ts'
import { type CsvOptions, readSource, type Source, type SourceFormat } from './source-files.ts'

/** What a load job is told (https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#jobconfigurationload). */
export interface LoadConfiguration extends CsvOptions {
  readonly destinationTable: TableId
  /** Default: CSV. */
  readonly sourceFormat?: SourceFormat
  /** Objects of GCS; absent where the content is uploaded. */
  readonly sourceUris?: readonly string[]
  readonly schema?: { readonly fields: readonly Field[] }
  readonly writeDisposition?: WriteDisposition
  readonly createDisposition?: 'CREATE_IF_NEEDED' | 'CREATE_NEVER'
  readonly ignoreUnknownValues?: boolean
  readonly timePartitioning?: Described['timePartitioning']
  readonly clustering?: Described['clustering']
  /** Of a table that is new. */
  readonly destinationTableProperties?: Pick<Described, 'description' | 'friendlyName' | 'labels'>
}

export interface LoadPlace {
  readonly database: Database
  readonly catalog: Catalog
}

/** Loads files into a table, all of them or nothing. Answers with the number of rows. */
export async function runLoad(
  place: LoadPlace,
  configuration: LoadConfiguration,
  contents: readonly Buffer[],
): Promise<number> {
  const paths = contents.map(() => join(tmpdir(), `headwater-load-${randomUUID()}`))
  try {
    for (const [index, path] of paths.entries()) await writeFile(path, contents[index] ?? '')
    return await place.database.use((session) => load(place, session, { configuration, paths, contents }))
  } finally {
    await Promise.all(paths.map((path) => rm(path, { force: true })))
  }
}

type Files = Pick<Source, 'paths' | 'contents'> & { readonly configuration: LoadConfiguration }

async function load({ catalog }: LoadPlace, session: Session, { configuration, ...files }: Files): Promise<number> {
  const { sourceFormat = 'CSV', schema, writeDisposition = 'WRITE_APPEND', ignoreUnknownValues = false } = configuration
  const { table, decorator } = partitionOf(configuration.destinationTable)
  const declared = (await catalog.find(table))?.fields ?? schema?.fields
  const rows = await readSource(session, {
    ...files,
    format: sourceFormat,
    declared,
    ignoreUnknownValues,
    csv: configuration,
  })
  if (configuration.createDisposition === 'CREATE_NEVER') await catalog.table(table)
  const { timePartitioning, clustering, destinationTableProperties } = configuration
  const said = {
    ...destinationTableProperties,
    ...(timePartitioning && { timePartitioning }),
    ...(clustering && { clustering }),
  }
  await prepareDestination(catalog, table, { fields: rows.fields, said, writeDisposition })
  const within = decorator?.within(await catalog.table(table))
  await session.run('begin transaction')
  if (writeDisposition === 'WRITE_TRUNCATE')
    await session.run(`delete from ${qualified(table)} where ${within ?? true}`)
  const loaded = await session.run(`insert into ${qualified(table)} by name ${rows.sql}`)
  if (decorator) await requireWithin(session, decorator, `from (${rows.sql}) as loaded where not (${within})`)
  await session.run('commit')
  return loaded.rowsChanged
}

/** A load into one partition takes only rows that belong there. */
async function requireWithin(session: Session, { name }: Decorator, strays: string): Promise<void> {
  const [row] = await session.rows(`select count(*) as n ${strays}`)
  if (Number(row?.['n']) === 0) return
  const words = `Some rows belong to different partitions rather than destination partition ${name}`
  throw new GoogleError(400, 'invalid', words)
}
