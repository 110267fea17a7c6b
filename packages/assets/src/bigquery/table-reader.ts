import type { Address, PiecesAt, ReadAt, ReadBack } from '@headwater/core/io'
import { requireVersion } from '../tables/table-pieces.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { foundRow, type PlannedRead, planRead, requireCommit } from './plan-read.ts'
import { type ApiCells, tableOf } from './read-tables.ts'
import { keyOf, qualified, type TableLocation } from './table-location.ts'

interface Asked {
  readonly location: TableLocation
  readonly at: ReadAt
  readonly resolve: (back: ReadBack) => void
  readonly reject: (error: unknown) => void
}

/** So many rows are no stream: each query is a job, and `read` has one for all that is asked for at once. */
const rowsAtOnce = 10_000

/** Rows by partition, and what is known of their commits. */
interface Read {
  readonly planned: PlannedRead
  readonly rows: ReadonlyMap<string, readonly ApiCells[]>
  readonly versions: ReadonlyMap<string, string>
}

/**
 * Reads partitions of tables. What is asked for in one turn of the event loop is read by one query a table, which sees
 * rows and ledger in one snapshot: each query is a job that takes a second or more.
 */
export class TableReader {
  readonly #home: BigQueryHome
  #asked: Asked[] = []

  constructor(home: BigQueryHome) {
    this.#home = home
  }

  read(location: TableLocation, at: ReadAt): Promise<ReadBack> {
    return new Promise((resolve, reject) => {
      if (this.#asked.length === 0) setImmediate(() => this.#readAll(this.#asked.splice(0)))
      this.#asked.push({ location, at, resolve, reject })
    })
  }

  /**
   * Page by page as BigQuery keeps the result, anew with every iteration; undefined where it had better be read together with
   * others. Throws VALUE_GONE and INPUT_MOVED.
   */
  pieces(location: TableLocation, at: PiecesAt): AsyncIterable<unknown> | undefined {
    if (at.rows !== undefined && at.rows <= rowsAtOnce) return undefined
    const pages = () => this.#pages(location, at)
    return { [Symbol.asyncIterator]: pages }
  }

  async *#pages(location: TableLocation, at: PiecesAt): AsyncGenerator<unknown> {
    const planned = await planRead(this.#home, location, [location.partition], at)
    for await (const page of this.#home.service.pages(planned.query)) {
      const rows = page.rows.map(foundRow)
      const version = rows[0]?.version
      requireCommit(planned, version, location, at)
      requireVersion(version, { schema: location.dataset, table: location.table }, at)
      yield tableOf(
        rows.flatMap(({ cells }) => (cells ? [cells] : [])),
        planned.columns,
        location,
        { as: 'columns' },
      )
    }
  }

  #readAll(asked: readonly Asked[]): void {
    const groups = Map.groupBy(asked, ({ location: { stage, view, write, ...place } }) =>
      JSON.stringify([stage?.table ?? view?.query ?? qualified(place), write === undefined, place.partition === null]),
    )
    for (const [first, ...rest] of groups.values()) if (first) this.#readGroup([first, ...rest])
  }

  #readGroup(group: readonly [Asked, ...Asked[]]): void {
    const [{ location, at }] = group
    const partitions = [...new Set(group.map((asked) => asked.location.partition))]
    const read = this.#read(location, partitions, at)
    for (const asked of group) void read.then((found) => answer(found, asked)).then(asked.resolve, asked.reject)
  }

  async #read(location: TableLocation, partitions: readonly (string | null)[], at: Address): Promise<Read> {
    const planned = await planRead(this.#home, location, partitions, at)
    const rows = new Map<string, ApiCells[]>()
    const versions = new Map<string, string>()
    for (const { key, version, cells } of (await this.#home.service.query(planned.query)).map(foundRow)) {
      if (version !== undefined) versions.set(key, version)
      const group = rows.get(key) ?? []
      rows.set(key, group)
      if (cells) group.push(cells)
    }
    return { planned, rows, versions }
  }
}

/** What one of those who asked gets. Throws VALUE_GONE. */
function answer({ planned, rows, versions }: Read, { location, at }: Asked): ReadBack {
  const key = keyOf(location.partition)
  const dataVersion = versions.get(key)
  requireCommit(planned, dataVersion, location, at)
  return { value: tableOf(rows.get(key) ?? [], planned.columns, location, at), dataVersion }
}
