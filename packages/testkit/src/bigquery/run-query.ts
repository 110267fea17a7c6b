import { GoogleError } from '../google/google-error.ts'
import { type Catalog, type Described, qualified, type TableId } from './catalog.ts'
import { type Field, quoted } from './data-types.ts'
import type { Session } from './database.ts'
import { parameterLookup, type QueryParameter } from './query-parameters.ts'
import { fieldsOf, type QueryPlace, type QueryResult, Script } from './script.ts'
import { type Statement, translateStatement } from './statements.ts'
import { isWord, statementsOf, tokensOf } from './sql-tokens.ts'
import { Translation } from './translate-sql.ts'

/** What a query job is told (https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#jobconfigurationquery). */
export interface QueryConfiguration {
  readonly query: string
  readonly useLegacySql?: boolean
  readonly queryParameters?: readonly QueryParameter[]
  readonly defaultDataset?: { readonly datasetId: string }
  readonly destinationTable?: TableId
  readonly writeDisposition?: WriteDisposition
}

/** What happens to the rows that a destination has. Default: `WRITE_EMPTY` for queries, `WRITE_APPEND` for loads. */
export type WriteDisposition = 'WRITE_TRUNCATE' | 'WRITE_APPEND' | 'WRITE_EMPTY'

/** Runs a query or a script. What a script's transaction has not committed when it fails is rolled back. */
export async function runQuery(place: QueryPlace, configuration: QueryConfiguration): Promise<QueryResult> {
  const translate = translator(place, configuration)
  const statements = statementsOf(tokensOf(configuration.query))
  return place.database.use(async (session) => {
    await useDefaultDataset(session, configuration)
    const script = new Script(place, session)
    try {
      for (const tokens of statements) {
        const statement = translate(tokens)
        await script.run(configuration.destinationTable ? await keepRows(session, statement) : statement)
      }
    } finally {
      script.end()
    }
    const result = script.result(statements.length)
    await store(place, session, { configuration, result })
    return result
  })
}

const keptRows = 'temp."rows for the destination"'

/** Keeps the rows of a query for its destination, since a query may give others when it runs again. */
async function keepRows(session: Session, { type, sql }: Statement): Promise<Statement> {
  if (type !== 'SELECT') throw new GoogleError(400, 'invalidQuery', 'A destination table takes the rows of one SELECT')
  await session.run(`create temporary table ${keptRows} as ${sql}`)
  return { type, sql: `from ${keptRows}` }
}

/** What a query would give, for `dryRun`. Of a script all that is known is whether it can be read. */
export async function describeQuery(
  place: QueryPlace,
  configuration: QueryConfiguration,
): Promise<{ readonly statementType: string; readonly fields: readonly Field[] }> {
  const translate = translator(place, configuration)
  const [first, ...more] = statementsOf(tokensOf(configuration.query)).map(translate)
  if (!first || more.length > 0) return { statementType: 'SCRIPT', fields: [] }
  return place.database.use(async (session) => {
    await useDefaultDataset(session, configuration)
    const described = await session.describe(first.sql)
    return { statementType: first.type, fields: first.type === 'SELECT' ? fieldsOf(described, session) : [] }
  })
}

function translator(
  { projectId }: QueryPlace,
  { useLegacySql = true, queryParameters = [] }: QueryConfiguration,
): (tokens: ReturnType<typeof tokensOf>) => Statement {
  if (useLegacySql)
    throw new GoogleError(400, 'invalidQuery', 'This emulator has no legacy SQL: set useLegacySql to false')
  const translation = new Translation({ projectId, parameter: parameterLookup(queryParameters) })
  return (tokens) => {
    if (isWord(tokens[0], 'DECLARE', 'SET', 'IF', 'LOOP', 'WHILE', 'CALL', 'RAISE', 'EXECUTE')) {
      throw new GoogleError(
        400,
        'invalidQuery',
        `This emulator has no ${tokens[0]?.text}: it runs scripts of plain statements`,
      )
    }
    return translateStatement(tokens, translation)
  }
}

async function useDefaultDataset(session: Session, { defaultDataset }: QueryConfiguration): Promise<void> {
  if (defaultDataset) await session.run(`set schema = ${quoted(defaultDataset.datasetId)}`)
}

interface Stored {
  readonly configuration: QueryConfiguration
  readonly result: QueryResult
}

/** Writes the rows of a query to its destination table, where it has one. */
async function store(place: QueryPlace, session: Session, { configuration, result }: Stored): Promise<void> {
  const { destinationTable: id, writeDisposition = 'WRITE_EMPTY' } = configuration
  if (!id) return
  await prepareDestination(place.catalog, id, { fields: result.fields, writeDisposition })
  await session.run('begin transaction')
  if (writeDisposition === 'WRITE_TRUNCATE') await session.run(`delete from ${qualified(id)}`)
  await session.run(`insert into ${qualified(id)} by name from ${keptRows}`)
  await session.run('commit')
}

/** What the table of a job becomes where it is missing, and what happens to its rows where it is not. */
export interface Destination {
  readonly fields: readonly Field[]
  readonly said?: Described
  readonly writeDisposition: WriteDisposition
}

/** Makes the table that a job writes to where it is missing. Throws 409 `duplicate` where it has rows, and should not. */
export async function prepareDestination(
  catalog: Catalog,
  id: TableId,
  { fields, said = {}, writeDisposition }: Destination,
): Promise<void> {
  const found = await catalog.find(id)
  if (!found) await catalog.makeTable(id, fields, said)
  else if (writeDisposition === 'WRITE_EMPTY' && (await catalog.countRows(id)) > 0) {
    throw new GoogleError(409, 'duplicate', `Already Exists: Table ${id.datasetId}.${id.tableId}`)
  }
}
