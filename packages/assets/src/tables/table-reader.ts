import type { ReadAt, ReadBack } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import type { TableDatabase, TableSession } from './table-session.ts'
import { readPartitions, readTable } from './read-table.ts'
import { stageTable } from './stage-table.ts'
import type { TableLocation } from './table-location.ts'
import { withinUse } from './within-use.ts'

interface Asked {
  readonly location: TableLocation
  readonly at: ReadAt
  readonly resolve: (back: ReadBack) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads partitions of tables. What is asked for in one turn of the event loop is read together, one query a table:
 * 1,260 partitions take one scan instead of 1,260, each with its own look-ups. What is asked for within a use of a file
 * is read by itself, at once.
 */
export class TableReader {
  readonly #database: () => TableDatabase
  #asked: Asked[] = []

  constructor(database: () => TableDatabase) {
    this.#database = database
  }

  read(location: TableLocation, at: ReadAt): Promise<ReadBack> {
    return new Promise((resolve, reject) => {
      const asked = { location, at, resolve, reject }
      // Together with readers outside it would have to wait until the use that it is a part of has ended.
      if (withinUse()) void this.#readGroup([asked])
      else this.#readSoon(asked)
    })
  }

  #readSoon(asked: Asked): void {
    if (this.#asked.length === 0) setImmediate(() => void this.#readAll(this.#asked.splice(0)))
    this.#asked.push(asked)
  }

  async #readAll(asked: readonly Asked[]): Promise<void> {
    const groups = Map.groupBy(
      asked,
      ({ location }) => location.stage ?? location.view ?? `${location.schema}.${location.table}`,
    )
    await Promise.all([...groups.values()].map((group) => this.#readGroup(group)))
  }

  async #readGroup(group: readonly Asked[]): Promise<void> {
    try {
      const reads = group.flatMap(({ location }) => tableRead(location) ?? [])
      await this.#database().use((session) => session.snapshot(() => readEach(session, group), reads))
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}

/** The table that holds the rows of a location: none where a view is only staged. */
export function tableRead({ schema, table, stage, view }: TableLocation): TableName | undefined {
  if (view !== undefined) return undefined
  return stage === undefined ? { schema, table } : stageTable(stage)
}

/** One snapshot for all. What is wrong with one partition is told to whoever asked for it, and to nobody else. */
async function readEach(session: TableSession, group: readonly Asked[]): Promise<void> {
  const [first, second, ...rest] = group.filter(({ location }) => location.partition !== null && !location.view)
  const together = first && second ? ([first, second, ...rest] as const) : undefined
  if (together) {
    const read = await readPartitions(session, together)
    for (const asked of together) settle(() => read(asked), asked)
  }
  const alone = together ? group.filter((asked) => !together.includes(asked)) : group
  for (const { location, at, resolve, reject } of alone) await readTable(session, location, at).then(resolve, reject)
}

function settle(read: () => ReadBack, { resolve, reject }: Asked): void {
  try {
    resolve(read())
  } catch (error) {
    reject(error)
  }
}
