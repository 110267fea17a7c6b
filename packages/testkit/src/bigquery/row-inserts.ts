import { type Catalog, qualified, type TableId } from './catalog.ts'
import { columnType, quoted, textLiteral } from './data-types.ts'
import type { Database } from './database.ts'

interface InsertRequest {
  readonly rows: readonly { readonly insertId?: string; readonly json: { readonly [column: string]: unknown } }[]
  readonly ignoreUnknownValues?: boolean
  readonly skipInvalidRows?: boolean
}

/** Rows that are inserted one request at a time (`tabledata.insertAll`). A row whose id came before is no new row. */
export class RowInserts {
  readonly #database: Database
  readonly #catalog: Catalog
  readonly #seen = new Map<string, Set<string>>()

  constructor(database: Database, catalog: Catalog) {
    this.#database = database
    this.#catalog = catalog
  }

  async insert(id: TableId, { rows, ignoreUnknownValues, skipInvalidRows }: InsertRequest): Promise<object> {
    const { fields } = await this.#catalog.table(id)
    const known = new Set(fields.map(({ name }) => name.toLowerCase()))
    const strayOf = (row: object) => Object.keys(row).find((name) => !known.has(name.toLowerCase()))
    const strays = ignoreUnknownValues ? [] : rows.map(({ json }) => strayOf(json))
    const isBad = strays.some((stray) => stray !== undefined)
    const good = isBad && !skipInvalidRows ? [] : rows.filter((_, index) => strays[index] === undefined)
    const seen = this.#seenOf(id)
    const fresh = good.filter(({ insertId }) => insertId === undefined || !seen.has(insertId))
    for (const { insertId } of fresh) if (insertId !== undefined) seen.add(insertId)
    await this.#append(
      id,
      fresh.map(({ json }) => json),
    )
    const errors = strays.flatMap((stray, index) => errorOf(index, stray, isBad && !skipInvalidRows))
    return { kind: 'bigquery#tableDataInsertAllResponse', ...(errors.length > 0 && { insertErrors: errors }) }
  }

  async #append(id: TableId, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return
    const { fields } = await this.#catalog.table(id)
    const shape = Object.fromEntries(fields.map((field) => [field.name, columnType(field)]))
    const values = `from_json(${textLiteral(JSON.stringify(rows))}, ${textLiteral(JSON.stringify([shape]))})`
    const names = fields.map(({ name }) => quoted(name)).join(', ')
    await this.#database.use((session) =>
      session.run(
        `insert into ${qualified(id)} (${names}) select ${names} from (select unnest(${values}, max_depth := 2))`,
      ),
    )
  }

  #seenOf({ datasetId, tableId }: TableId): Set<string> {
    const key = `${datasetId}.${tableId}`
    const found = this.#seen.get(key) ?? new Set()
    this.#seen.set(key, found)
    return found
  }
}

function errorOf(index: number, stray: string | undefined, isStopped: boolean): readonly object[] {
  if (stray !== undefined)
    return [{ index, errors: [{ reason: 'invalid', location: stray, message: `no such field: ${stray}.` }] }]
  return isStopped ? [{ index, errors: [{ reason: 'stopped', message: '' }] }] : []
}
