import type { Location } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { StagedQuery, StageQuery } from '../sql/warehouse.ts'
import { checkWriteMode, type StoredWrite, writeSchema } from '../sql/write-mode.ts'
import { requireTables } from '../tables/stage-queries.ts'
import { refuseNulls } from '../tables/table-contract.ts'
import { dropTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { writeModes } from './change-rows.ts'
import { checkStagedRows } from './check-staged-rows.ts'
import { chunksOf } from './chunks-of.ts'
import { descriptionOption, partitionColumn, requireColumns, rowColumn, stageDefinitions } from './column-types.ts'
import { identifier, text } from './google-sql.ts'
import { nameOf, type PreparedQuery, QueryPreparer } from './prepare-query.ts'
import { namingQuery, stagedCells, storedQuery } from './query-contract.ts'
import type { Parameters } from './query-parameters.ts'
import type { TableSources } from './table-sources.ts'
import { emptyVersion, summaryOf } from './row-summary.ts'
import { commitsIn, madeRows, readRows, type ScriptRow, scriptRow } from './script-rows.ts'
import { requireNoTable } from './show-view.ts'
import { absentMembers, stagedLocation, stageName, type StageTarget, tableWords } from './stage-tables.ts'
import { keyOf, qualified } from './table-location.ts'

/** The queries of one asset, and what becomes of their rows. */
interface AssetWork {
  readonly asset: string
  readonly target: StageTarget
  readonly columns: readonly Column[]
  readonly write: StoredWrite
  readonly preparer: QueryPreparer
  /** The table that takes in the rows; a view needs none. */
  readonly stage: string | undefined
  readonly description: string | undefined
  readonly queries: PreparedQuery[]
}

/** So many queries are one statement, each of which takes a second or more, whatever it does. */
const queriesOfInsert = 10

/** Queries that are run by one script, which is one transaction and sees one snapshot. */
export class StageScript {
  readonly #home: BigQueryHome
  readonly #sources: TableSources
  readonly #targetOf: (asset: string, table?: string) => StageTarget
  readonly #works = new Map<string, AssetWork>()
  readonly #queries: PreparedQuery[] = []
  #letters = 0

  constructor(home: BigQueryHome, sources: TableSources, targetOf: (asset: string, table?: string) => StageTarget) {
    this.#home = home
    this.#sources = sources
    this.#targetOf = targetOf
  }

  get size(): number {
    return this.#queries.length
  }

  /** How long its queries are together. */
  get letters(): number {
    return this.#letters
  }

  /** Throws TABLE_CONTRACT_BROKEN, TABLE_COLUMNS_UNKNOWN, WRITE_MODE_UNSUPPORTED, VALUE_GONE, and what BigQuery says of the query. */
  async add(query: StageQuery): Promise<void> {
    const work = this.#works.get(query.at.asset) ?? (await this.#newWork(query))
    this.#works.set(query.at.asset, work)
    const prepared = await work.preparer.prepare(query, `q${this.#queries.length}`)
    this.#queries.push(prepared)
    work.queries.push(prepared)
    this.#letters += prepared.sql.length
  }

  async #newWork(query: StageQuery): Promise<AssetWork> {
    const { at, table } = query
    const { asset, partition } = at
    checkWriteMode({ asset, write: query.write, partitioned: partition !== null, modes: writeModes })
    const write = writeSchema.parse(query.write)
    const columns = requireColumns(at.rowSchema, at)
    const target = { ...this.#targetOf(asset, table), schemaChange: query.schemaChange }
    const isView = write.mode === 'view'
    if (isView) requireTables(query)
    if (isView) await requireNoTable(this.#home.service, target, asset)
    const preparer = new QueryPreparer(this.#home.service, this.#sources, columns)
    const stage = isView ? undefined : stageName(at)
    return { asset, target, columns, write, preparer, stage, description: tableWords(at), queries: [] }
  }

  /** Throws what `checkStagedRows` does, and TABLE_CONTRACT_BROKEN for nulls where there should be none. */
  async run(signal: AbortSignal | undefined): Promise<readonly StagedQuery[]> {
    const works = [...this.#works.values()]
    const commits = await this.#sources.commits()
    const told = [
      ...works.map((work) => madeRows(work.asset, this.#summaryOf(work))),
      ...(commits === undefined ? [] : [readRows(commits)]),
    ]
    const statements = [
      ...works.flatMap((work) => this.#makeStage(work)),
      'BEGIN TRANSACTION',
      ...works.flatMap((work) => this.#inserts(work)),
      told.join(' UNION ALL '),
      'COMMIT TRANSACTION',
    ]
    const rows = (await this.#runStatements(statements, signal)).map(scriptRow)
    for (const work of works) await this.#check(work, rows)
    return this.#answers(rows)
  }

  /** Drops what was staged. */
  async drop(): Promise<void> {
    const { service } = this.#home
    for (const { stage } of this.#works.values()) {
      if (stage !== undefined) await dropTable(service, { dataset: service.dataset, table: stage })
    }
  }

  #runStatements(statements: readonly string[], signal: AbortSignal | undefined) {
    const [first] = this.#queries
    const partition = this.size === 1 && first ? first.query.at.partition : null
    const at = { asset: [...this.#works.keys()].join('`, `'), partition }
    const parameters: Parameters = Object.assign({}, ...this.#queries.map(({ parameters }) => parameters))
    const query = { what: nameOf(at), sql: statements.join(';\n'), parameters, signal }
    return namingQuery(at, () => this.#home.service.query(query))
  }

  /** Anew where the script is run again. */
  #makeStage({ stage, columns, description }: AssetWork): readonly string[] {
    if (stage === undefined) return []
    const definition = `(${stageDefinitions(columns)})${descriptionOption(description)}`
    return [`CREATE OR REPLACE TABLE ${this.#nameOf(stage)} ${definition}`]
  }

  #inserts({ stage, columns, queries }: AssetWork): readonly string[] {
    if (stage === undefined) return []
    const names = [...columns.map(({ name }) => name), partitionColumn].map((name) => identifier(name))
    const selects = queries.map(({ sql, fields, query }) => {
      const cells = [...stagedCells(columns, fields), text(keyOf(query.at.partition))]
      return `SELECT ${cells.join(', ')} FROM (\n${sql}\n)`
    })
    return chunksOf(selects, queriesOfInsert).map(
      (some) => `INSERT INTO ${this.#nameOf(stage)} (${names.join(', ')}) ${some.join(' UNION ALL ')}`,
    )
  }

  #summaryOf(work: AssetWork): string {
    const { stage, columns } = work
    const required = columns.filter(({ nullable }) => !nullable)
    if (stage === undefined) {
      const relation = `(\n${viewOf(work)}\n)`
      return summaryOf({ relation, columns, kept: 'stored', key: "''", row: 'NULL', required })
    }
    const [key, row] = [identifier(partitionColumn), identifier(rowColumn)]
    return summaryOf({ relation: this.#nameOf(stage), columns, kept: 'staged', key, row, required })
  }

  async #check({ asset, stage, columns, write, queries }: AssetWork, rows: readonly ScriptRow[]): Promise<void> {
    const [first] = queries
    if (!first) return
    const made = rows.filter(({ what, name }) => what === 'made' && name === asset)
    const required = columns.filter(({ nullable }) => !nullable)
    const nulls = required.map((_, index) => made.reduce((sum, { nulls }) => sum + (nulls[index] ?? 0), 0))
    refuseNulls(required, nulls, { rows: made.reduce((sum, { rows }) => sum + rows, 0), at: first.query.at })
    if (stage === undefined) return
    const places = queries.map(({ query }) => query.at)
    await checkStagedRows(this.#home.service, { relation: this.#nameOf(stage), columns, write, places })
  }

  #answers(rows: readonly ScriptRow[]): readonly StagedQuery[] {
    const commits = commitsIn(rows)
    const made = new Map(
      rows.filter(({ what }) => what === 'made').map((row) => [JSON.stringify([row.name, row.key]), row]),
    )
    return this.#queries.flatMap(({ query: { at }, read }) => {
      const { asset, partition } = at
      const work = this.#works.get(asset)
      if (!work) return []
      const { rows, dataVersion } = made.get(JSON.stringify([asset, keyOf(partition)])) ?? {
        rows: 0,
        dataVersion: emptyVersion(work.columns),
      }
      return [
        { asset, partition, location: { ...locationOf(work), partition }, rows, dataVersion, read: read(commits) },
      ]
    })
  }

  #nameOf(stage: string): string {
    return qualified({ dataset: this.#home.service.dataset, table: stage })
  }
}

/** The query that becomes the view. */
function viewOf({ columns, queries: [first] }: AssetWork): string {
  return first ? storedQuery(first.sql, columns, first.fields) : ''
}

function locationOf(work: AssetWork): Location {
  const { stage, target, columns, write } = work
  if (stage !== undefined) return stagedLocation({ table: stage, target, columns, write })
  const view = { query: viewOf(work), columns: columns.map(({ name, kind }) => ({ name, kind })) }
  return { dataset: target.dataset, table: target.table, ...absentMembers(columns), view, write }
}
