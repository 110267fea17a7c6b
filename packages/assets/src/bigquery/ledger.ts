import { type Attempt, isHeadwaterError, type Location, type Staged } from '@headwater/core/io'
import { Turns } from '../duckdb/turns.ts'
import { leaseLost } from './bigquery-failure.ts'
import type { ApiCell, BigQueryService } from './bigquery-service.ts'
import { identifier, text } from './google-sql.ts'
import { integerParameter, listParameter, type Parameters, textParameter } from './query-parameters.ts'
import { type BigQueryTable, keyOf, ownPrefix } from './table-location.ts'

/**
 * Who committed what to one table, and who is fenced from it: a table of its own, beside the other. Its rows are commits,
 * fences, and one turn.
 *
 * BigQuery isolates transactions by snapshots: one that reads fences and writes commits would not notice one that raises
 * a fence meanwhile. So each of them first changes the turn: of two that do so at the same time BigQuery undoes one, which
 * is then tried again and sees what the other has done. Those of one process wait for one another instead.
 */
export class Ledger {
  /** The name of the ledger's table, in SQL. */
  readonly name: string
  readonly #service: BigQueryService
  readonly #turns = new Turns()
  #made: Promise<void> | undefined

  constructor(service: BigQueryService, { dataset, table }: BigQueryTable) {
    this.#service = service
    this.name = identifier(dataset, `${ownPrefix}ledger_${table}`)
  }

  /** Makes the ledger where it is missing, its turn with it. */
  make(): Promise<void> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = undefined
      throw error
    })
    return this.#made
  }

  async #make(): Promise<void> {
    const texts = ['asset', 'partition_key', 'attempt', 'data_version', 'location', 'created']
    const integers = ['row_count', 'position']
    const empty = [
      ...texts.map((name) => `CAST(NULL AS STRING) AS ${name}`),
      ...integers.map((name) => `CAST(NULL AS INT64) AS ${name}`),
    ]
    const sql = `CREATE TABLE IF NOT EXISTS ${this.name} AS SELECT 'turn' AS kind, 0 AS token, ${empty.join(', ')}`
    await this.#service.query({ what: `to make the ledger ${this.name}`, sql })
  }

  /** The statement that begins every transaction which relies on the ledger. */
  get takeTurn(): string {
    return `UPDATE ${this.name} SET token = token + 1 WHERE kind = 'turn'`
  }

  /** A statement that fails where a higher token has committed or fenced one of the partitions. See `explainLease`. */
  checkTokens(suffix: string): string {
    return `SELECT IF(MAX(token) > @token, ${tokenError}, 0) AS checked FROM ${this.name} WHERE ${held(suffix)}`
  }

  /** As `checkTokens`; also fails where the attempt has committed one of the partitions before. See `isRepeated`. */
  checkAttempt(suffix: string): string {
    const repeated = `COUNTIF(kind = 'commit' AND attempt = @attempt) > 0`
    return `SELECT CASE WHEN MAX(token) > @token THEN ${tokenError} WHEN ${repeated} THEN ERROR('${repeatedAttempt}') ELSE 0 END
      AS checked FROM ${this.name} WHERE ${held(suffix)}`
  }

  /** A query of the commits of a table, by when it was made: `partition_key, data_version`. */
  commitsOf(created: string): string {
    return `SELECT partition_key, data_version FROM ${this.name} WHERE kind = 'commit' AND created = ${text(created)}`
  }

  /** The same of a view, which is known by its query. */
  commitsOfView(query: string): string {
    return `${this.commitsOf(viewCreated)} AND JSON_VALUE(location, '$.view.query') = ${text(query)}`
  }

  /** The query that the view is to be, where a view is what was committed last. */
  async view(): Promise<string | undefined> {
    const sql = `SELECT JSON_VALUE(location, '$.view.query') FROM ${this.name}
      WHERE kind = 'commit' AND created = ${text(viewCreated)}`
    const [row] = await this.#service.query({ what: `the view that ${this.name} tells`, sql })
    return typeof row?.[0] === 'string' ? row[0] : undefined
  }

  /**
   * Statements that put commits in the place of earlier ones, also of those under an earlier name of the asset, and of all
   * those of a table that was there before. `counted` is a query of the versions that the table has now, see `summaryOf`;
   * without it, or without rows of a partition, the version is that of what was staged.
   */
  record(suffix: string, counted?: string): readonly string[] {
    const value = (name: string) => `JSON_VALUE(made, '$.${name}')`
    const integer = (name: string) => `CAST(${value(name)} AS INT64)`
    const now = (name: string, staged: string) => (counted ? `COALESCE(counted.${name}, ${staged})` : staged)
    const join = counted ? `LEFT JOIN (${counted}) AS counted ON counted.partition_key = ${value('key')}` : ''
    return [
      `DELETE FROM ${this.name}
        WHERE kind = 'commit' AND (partition_key IN UNNEST(@keys${suffix}) OR created != @created${suffix})`,
      `INSERT INTO ${this.name}
        (kind, asset, partition_key, attempt, token, data_version, row_count, location, created, position)
        SELECT 'commit', @asset${suffix}, ${value('key')}, @attempt, @token,
          ${now('data_version', value('dataVersion'))}, ${now('row_count', integer('rows'))},
          ${value('location')}, @created${suffix}, ${integer('position')}
        FROM UNNEST(JSON_QUERY_ARRAY(@made${suffix})) AS made ${join}`,
    ]
  }

  /** A statement that deletes the commits of partitions. */
  forget(suffix: string): string {
    return `DELETE FROM ${this.name} WHERE kind = 'commit' AND ${held(suffix)}`
  }

  /** Statements that raise the fence of partitions. Of several fences the highest counts. */
  fence(suffix: string): readonly string[] {
    return [
      `DELETE FROM ${this.name} WHERE kind = 'fence' AND token <= @token AND ${held(suffix)}`,
      `INSERT INTO ${this.name} (kind, asset, partition_key, token)
        SELECT 'fence', @asset${suffix}, partition_key, @token FROM UNNEST(@keys${suffix}) AS partition_key`,
    ]
  }

  /** See `Store.fence`. */
  async raise(asset: string, token: number, partitions: readonly (string | null)[]): Promise<void> {
    const parameters = { token: integerParameter(token), ...parametersOf('', asset, partitions) }
    await this.transaction(this.fence(''), { what: `the fence of asset \`${asset}\``, parameters })
  }

  /**
   * What an attempt has committed and nobody has replaced since. `isFinal`: a publication that is under way, of a client
   * that may be dead, has ended before the answer.
   */
  async committedBy(attempt: string, asset: string, isFinal: boolean): Promise<readonly Staged[]> {
    await this.make()
    const sql = `${this.commitsBy} AND asset = @asset ORDER BY position`
    const parameters = { attempt: textParameter(attempt), asset: textParameter(asset) }
    const what = `the commits of asset \`${asset}\``
    const rows = isFinal
      ? await this.transaction([sql], { what, parameters })
      : await this.#service.query({ what, sql, parameters })
    return rows.map(readCommit)
  }

  /** A query of what `@attempt` has committed, see `readCommit`. */
  get commitsBy(): string {
    return `SELECT asset, partition_key, data_version, row_count, location FROM ${this.name}
      WHERE kind = 'commit' AND attempt = @attempt`
  }

  /** The highest token that committed or fenced one of the partitions; 0 when none did. */
  async highestToken(asset: string, partitions: readonly (string | null)[]): Promise<number> {
    await this.make()
    const [row] = await this.#service.query({
      what: `the tokens of asset \`${asset}\``,
      sql: `SELECT COALESCE(MAX(token), 0) AS token FROM ${this.name} WHERE ${held('')}`,
      parameters: parametersOf('', asset, partitions),
    })
    return Number(row?.[0])
  }

  /** Throws LEASE_LOST as `checkTokens` would fail. Outside of a transaction it says no more than what has been. */
  async requireLease(asset: string, partitions: readonly (string | null)[], attempt: Attempt): Promise<void> {
    const seen = await this.highestToken(asset, partitions)
    if (seen > attempt.token) throw leaseLost(asset, attempt, String(seen))
  }

  transaction(statements: readonly string[], work: TransactionWork): Promise<readonly (readonly ApiCell[])[]> {
    return runTransaction(this.#service, [this], statements, work)
  }

  /** Lets the transactions of this process through one by one. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(work)
  }
}

/** What a transaction is about: see `Query`. */
export interface TransactionWork {
  readonly what: string
  readonly parameters: Parameters
  readonly id?: string
}

/** Runs statements as one transaction, in which nobody else changes these ledgers. Gives the rows of its last SELECT. */
export async function runTransaction(
  service: BigQueryService,
  ledgers: readonly Ledger[],
  statements: readonly string[],
  work: TransactionWork,
): Promise<readonly (readonly ApiCell[])[]> {
  await Promise.all(ledgers.map((ledger) => ledger.make()))
  // In one order for all, so that none waits for another in a circle.
  const sorted = ledgers.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const sql = [
    'BEGIN TRANSACTION',
    ...sorted.map(({ takeTurn }) => takeTurn),
    ...statements,
    'COMMIT TRANSACTION',
  ].join(';\n')
  return inTurns(sorted, () => service.query({ ...work, sql }))
}

function inTurns<T>([first, ...rest]: readonly Ledger[], work: () => Promise<T>): Promise<T> {
  return first ? first.inTurn(() => inTurns(rest, work)) : work()
}

/** A condition: whether a row of a ledger is of the asset and one of the partitions, see `parametersOf`. */
function held(suffix: string): string {
  return `(asset = @asset${suffix} AND partition_key IN UNNEST(@keys${suffix}))`
}

/** The parameters of an asset and partitions of it, under names that end so. */
export function parametersOf(suffix: string, asset: string, partitions: readonly (string | null)[]): Parameters {
  return {
    [`asset${suffix}`]: textParameter(asset),
    [`keys${suffix}`]: listParameter('STRING', partitions.map(keyOf)),
  }
}

/** The parameters of `Ledger.record` beside those of `parametersOf`; `created` is when the table was made. */
export function commitParameters(suffix: string, commits: readonly Staged[], created: string): Parameters {
  const made = commits.map(({ partition, dataVersion, rows, location }, position) => ({
    key: keyOf(partition),
    dataVersion,
    rows,
    location: JSON.stringify(location),
    position,
  }))
  return { [`created${suffix}`]: textParameter(created), [`made${suffix}`]: textParameter(JSON.stringify(made)) }
}

/** A row of `Ledger.commitsBy`. */
export function readCommit([asset, key, dataVersion, rows, location]: readonly ApiCell[]): Staged {
  return {
    asset: textOf(asset),
    partition: textOf(key) || null,
    location: JSON.parse(textOf(location)) as Location,
    dataVersion: textOf(dataVersion),
    rows: Number(rows),
  }
}

/** Stands in the place of the time when a table was made: a view is known by its query. */
export const viewCreated = 'view'

const seenToken = 'headwater has seen token '
const tokenError = `ERROR(CONCAT('${seenToken}', CAST(MAX(token) AS STRING)))`
const repeatedAttempt = 'headwater has seen this attempt'

/** Whether `Ledger.checkAttempt` failed because what was to be published is published. */
export function isRepeated(thrown: unknown): boolean {
  return isHeadwaterError(thrown) && thrown.message.includes(repeatedAttempt)
}

/** Turns the failure of `checkTokens` into LEASE_LOST; every other one is thrown as it is. */
export function explainLease(thrown: unknown, assets: readonly string[], attempt: Attempt): never {
  const seen = isHeadwaterError(thrown) ? new RegExp(`${seenToken}(\\d+)`).exec(thrown.message)?.[1] : undefined
  if (seen === undefined) throw thrown
  throw leaseLost(assets.join('`, `'), attempt, seen)
}

function textOf(cell: ApiCell | undefined): string {
  return typeof cell === 'string' ? cell : ''
}
