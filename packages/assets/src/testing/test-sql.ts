import { type KeyOf, testContext } from '@headwater/core'
import { type AssetDefinition, definitionOf, resolveDep, rowSchemaOf, validateValue } from '@headwater/core/extend'
import { fail, isHeadwaterError, type StageAt } from '@headwater/core/io'
import { duckDbDialect } from '../duckdb/duckdb-dialect.ts'
import { DuckDbFile, duckdb } from '../duckdb/index.ts'
import { compileQuery } from '../sql/compile-query.ts'
import { type SqlAsset, type StageQuery, type TableMaking, tableMakingOf, type TableSource } from '../sql/index.ts'
import { readTable } from '../tables/read-table.ts'
import { stageQueries } from '../tables/stage-queries.ts'
import { tableLocation } from '../tables/table-location.ts'

/** What a query is tried with: the rows of its deps by their names, and the partition that it makes, where it makes any. */
export type GivenSql<DB, P> = {
  readonly deps: { readonly [N in keyof DB]: readonly DB[N][] }
} & ([KeyOf<P>] extends [null] ? { readonly partition?: null } : { readonly partition: KeyOf<P> })

/**
 * Runs the query of an SQL asset over rows that a test gives, in a DuckDB of its own in memory, and answers with the rows
 * that it makes, sorted as they would be stored. What comes out is held to `row` and to `write` as in a run: it throws
 * TABLE_CONTRACT_BROKEN, VALUE_REFUSED, MERGE_KEY_DUPLICATE... The rows that are there already are none.
 *
 * The query of an asset of another warehouse is run in DuckDB as well. Where it says what DuckDB does not know, this throws
 * DUCKDB_QUERY_FAILED: test such a query against a server, which `@headwater/testkit` starts.
 *
 * @example
 * const rows = await testSql(fctPrices, { deps: { stg: [...], company: [...] }, partition: '2024-01-02' })
 */
export async function testSql<R, P, DB>(asset: SqlAsset<R, P, DB>, given: GivenSql<DB, P>): Promise<readonly R[]> {
  const definition = definitionOf(asset)
  const making = tableMakingOf(definition) ?? failOnOther(asset.key)
  const { partition = null } = given
  const at = placeOf(asset.key, partition, rowSchemaOf(definition.schema))
  const address = { asset: asset.key, partition: at.partition }
  const context = testContext({ partition })
  const warehouse = duckdb({ path: memory })
  const { text: sql, parameters, temporary } = await compileQuery({ ...making, warehouse }, address, context)
  const sources = sourcesOf(definition, given.deps)
  const rows = await run(making, { at, sql, parameters, temporary, sources, write: making.write })
  return (await validateValue(definition, at.partition, rows, 'made')) as readonly R[]
}

const memory = ':memory:'

function placeOf(asset: string, partition: unknown, rowSchema: StageAt['rowSchema']): StageAt {
  const attempt = { id: 'test.1', runId: 'test', token: 1 }
  if (partition === null) return { asset, partition, attempt, dimensions: {}, rowSchema }
  if (typeof partition === 'string') return { asset, partition, attempt, dimensions: { partition }, rowSchema }
  const dimensions = partition as { readonly [name: string]: string }
  return { asset, partition: Object.values(dimensions).join('|'), attempt, dimensions, rowSchema }
}

/** The rows of each dep, with the columns that its asset declares. */
function sourcesOf(
  definition: AssetDefinition,
  given: { readonly [name: string]: readonly unknown[] | undefined },
): StageQuery['sources'] {
  const sources = Object.entries(definition.step.deps()).map(([name, dep]): readonly [string, TableSource] => {
    const resolution = resolveDep(name, dep, definition.key)
    const read = resolution.ok ? (resolution.definition ?? definition) : undefined
    const rowSchema = rowSchemaOf(read?.schema) ?? failOnColumns(definition.key, name)
    return [name, { kind: 'rows', rows: (given[name] ?? []) as readonly object[], rowSchema }]
  })
  return Object.fromEntries(sources)
}

async function run({ warehouse: { dialect } }: TableMaking, query: StageQuery): Promise<unknown> {
  const database = DuckDbFile.at(memory)
  // A view of rows that are given could not be made: they are no table.
  const write = query.write.mode === 'view' ? ({ mode: 'replace' } as const) : query.write
  try {
    return await database.use((session) =>
      session.transaction(async () => {
        const [staged] = await stageQueries(session, [{ ...query, write }], () => ({ schema: 'main', table: 'made' }))
        return (await readTable(session, tableLocation(staged?.location ?? {}), query.at)).value
      }),
    )
  } catch (error) {
    if (dialect === 'duckdb' || !isHeadwaterError(error) || error.code !== duckDbDialect.queryFailed) throw error
    return fail(error.code, {
      asset: query.at.asset,
      message: error.message,
      hint: `It is a query for ${dialect}, and testSql runs it in DuckDB. If ${dialect} takes it, test it against a server: @headwater/testkit starts one.`,
      cause: error,
    })
  } finally {
    database.close()
  }
}

function failOnOther(asset: string): never {
  return fail('ASSET_EXPECTED', {
    asset,
    message: `asset \`${asset}\` is not made by a query`,
    hint: 'testSql takes what sqlAsset() returned. Call `materialize` of an asset that a function makes.',
  })
}

function failOnColumns(asset: string, dep: string): never {
  return fail('TABLE_COLUMNS_UNKNOWN', {
    asset,
    message: `the schema of what asset \`${asset}\` reads as \`${dep}\` does not tell the columns of a table`,
    hint: 'Declare it with zod 4 as an array of objects: z.array(z.object({ ... })).',
  })
}
