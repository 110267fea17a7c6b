import { type Attempt, isHeadwaterError, type Location, type Staged } from '@headwater/core/io'
import { Turns } from '../duckdb/turns.ts'
import { leaseLost } from './bigquery-failure.ts'
import type { ApiCell, BigQueryService } from './bigquery-service.ts'
import { identifier } from './column-types.ts'
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
    const message = `CONCAT('${seenToken}', CAST(MAX(token) AS STRING))`
    return `SELECT IF(MAX(token) > @token, ERROR(${message}), 0) AS checked FROM ${this.name} WHERE ${held(suffix)}`
  }

  /**
   * Statements that put commits in the place of earlier ones, also of those under an earlier name of the asset, and of all
   * those of a table that was there before.
   */
  record(suffix: string): readonly string[] {
    const value = (name: string) => `JSON_VALUE(made, '$.${name}')`
    const integer = (name: string) => `CAST(${value(name)} AS INT64)`
    return [
      `DELETE FROM ${this.name}
        WHERE kind = 'commit' AND (partition_key IN UNNEST(@keys${suffix}) OR created != @created${suffix})`,
      `INSERT INTO ${this.name}
        (kind, asset, partition_key, attempt, token, data_version, row_count, location, created, position)
        SELECT 'commit', @asset${suffix}, ${value('key')}, @attempt, @token, ${value('dataVersion')}, ${integer('rows')},
          ${value('location')}, @created${suffix}, ${integer('position')}
        FROM UNNEST(JSON_QUERY_ARRAY(@made${suffix})) AS made`,
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
    const sql = `SELECT partition_key, data_version, row_count, location FROM ${this.name}
      WHERE kind = 'commit' AND attempt = @attempt AND asset = @asset ORDER BY position`
    const parameters = { attempt: textParameter(attempt), asset: textParameter(asset) }
    const what = `the commits of asset \`${asset}\``
    const rows = isFinal
      ? await this.transaction([sql], { what, parameters })
      : await this.#service.query({ what, sql, parameters })
    return rows.map(([key, dataVersion, rowCount, location]) => ({
      asset,
      partition: textOf(key) || null,
      location: JSON.parse(textOf(location)) as Location,
      dataVersion: textOf(dataVersion),
      rows: Number(rowCount),
    }))
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

const seenToken = 'headwater has seen token '

/** Turns the failure of `checkTokens` into LEASE_LOST; every other one is thrown as it is. */
export function explainLease(thrown: unknown, assets: readonly string[], attempt: Attempt): never {
  const seen = isHeadwaterError(thrown) ? new RegExp(`${seenToken}(\\d+)`).exec(thrown.message)?.[1] : undefined
  if (seen === undefined) throw thrown
  throw leaseLost(assets.join('`, `'), attempt, seen)
}

function textOf(cell: ApiCell | undefined): string {
  return typeof cell === 'string' ? cell : ''
}
