import {
  type Clock,
  type EventDraft,
  type EventOf,
  type EventQuery,
  type EventType,
  type Guard,
  type KeyIds,
  KeyRegistry,
  type LeaseRequest,
  type Pruned,
  type PruneRequest,
  readEvent,
  silentAmong,
  type SilentRun,
  type StateStore,
  SubsetTexts,
  toRow,
} from '@headwater/core/state'
import { AssetCache } from './asset-cache.ts'
import type { Connections } from './connections.ts'
import { selectEvents } from './event-queries.ts'
import { GroupCommit } from './group-commit.ts'
import { selectDynamicKeys, selectKeys } from './key-queries.ts'
import { selectExpiries } from './lease-queries.ts'
import { transactions } from './locked-log.ts'
import { migrate } from './migrate.ts'
import { openingMs, openMs, patiently } from './patience.ts'
import { PostgresLedger, type Reading } from './postgres-ledger.ts'
import { prune } from './prune.ts'
import { rebuild } from './rebuild.ts'
import { explained, explainedMigration, type Named } from './state-errors.ts'
import { type Tables, tablesIn } from './tables.ts'

export async function openPostgresLog(
  store: Named,
  connections: Connections,
  clock: Clock | undefined,
): Promise<PostgresLog> {
  const tables = tablesIn(store.schema)
  try {
    await patiently(openingMs, () => migrate(connections, { ...store, tables }))
  } catch (thrown) {
    await connections.close()
    throw explainedMigration(thrown, store)
  }
  return new PostgresLog({ store, tables, connections, clock })
}

type AppendOptions = NonNullable<Parameters<StateStore['append']>[1]>

interface PostgresLogParts {
  readonly store: Named
  readonly tables: Tables
  readonly connections: Connections
  readonly clock: Clock | undefined
}

/** A log in PostgreSQL that is open. Writes go through group commits; reads see what is committed. */
export class PostgresLog implements StateStore {
  readonly name: string
  readonly ledger: PostgresLedger
  readonly #store: Named
  readonly #tables: Tables
  readonly #clock: Clock | undefined
  readonly #connections: Connections
  readonly #assets: AssetCache
  readonly #commits: GroupCommit
  readonly #keys = new KeyRegistry()

  constructor({ store, tables, connections, clock }: PostgresLogParts) {
    const subsets = new SubsetTexts()
    this.name = store.name
    this.#store = store
    this.#tables = tables
    this.#clock = clock
    this.#connections = connections
    this.#assets = new AssetCache(tables, subsets)
    const transact = transactions({ name: store.name, connections, tables, assets: this.#assets, clock })
    this.#commits = new GroupCommit(transact, (thrown) => explained(thrown, store))
    this.ledger = new PostgresLedger({
      tables,
      assets: this.#assets,
      subsets,
      commits: this.#commits,
      read: this.#read,
    })
  }

  async append(events: readonly EventDraft[], { lazy = false, ...held }: AppendOptions = {}): Promise<number> {
    const rows = events.map((draft) => [draft, toRow(draft)] as const)
    if (!lazy) return this.#commits.durably((transaction) => transaction.append(rows, held))
    this.#commits.lazily((transaction) => transaction.append(rows, held))
    return 0
  }

  async events<T extends EventType = EventType>({ asset, ...query }: EventQuery<T>): Promise<readonly EventOf<T>[]> {
    const rows = await this.#read(async (session) => {
      if (asset === undefined) return session.rows(selectEvents(this.#tables, query))
      await this.#assets.catchUp(session)
      // What comes later may be of another asset that has taken the name.
      const until = Math.min(query.until ?? this.#assets.position, this.#assets.position)
      return session.rows(selectEvents(this.#tables, { ...query, until }, this.#assets.book.periodsOf(asset)))
    })
    // The query asked for these types only.
    return rows.map((row) => readEvent(row, this.name) as EventOf<T>)
  }

  async lease(request: LeaseRequest): Promise<Guard> {
    return this.#commits.durably((transaction) => transaction.lease(request))
  }

  async renew(guard: Guard): Promise<void> {
    await this.#commits.durably((transaction) => transaction.renew(guard))
  }

  async release(runId: string): Promise<void> {
    await this.#commits.durably((transaction) => transaction.release([runId]))
  }

  async silentRuns(): Promise<readonly SilentRun[]> {
    const leases = await this.#read((session) => session.rows(selectExpiries(this.#tables)))
    return silentAmong(leases, this.#clock?.now() ?? leases[0]?.now ?? 0)
  }

  async keyIds(keys: readonly string[]): Promise<KeyIds> {
    const unknown = keys.filter((key) => !this.#keys.has(key))
    if (unknown.length > 0) await this.#commits.durably((transaction) => transaction.register(unknown))
    // In this order: a key that came to a dimension has an id by then.
    const [dynamic, added] = await this.#read((session) =>
      session.each(selectDynamicKeys(this.#tables), selectKeys(this.#tables, this.#keys.lastId)),
    )
    for (const { id, key } of added) this.#keys.set(id, key)
    return this.#keys.withDynamic(new Map(dynamic.map(({ dimension, keys }) => [dimension, keys])))
  }

  /** See `PostgresState.rebuild`. */
  async rebuild(): Promise<number> {
    return this.#commits.durably(
      (transaction) => {
        this.ledger.forget()
        return rebuild(transaction, this.name)
      },
      { isAlone: true },
    )
  }

  async prune(request: PruneRequest): Promise<Pruned> {
    return this.#commits.durably(
      (transaction) => {
        if (request.dryRun !== true) this.ledger.forget()
        return prune(transaction, request, { book: this.#assets.book, name: this.name })
      },
      { isAlone: true },
    )
  }

  async close(): Promise<void> {
    try {
      await this.#commits.drain()
    } finally {
      await this.#connections.close()
    }
  }

  readonly #read: Reading = async (read) => {
    try {
      return await patiently(openMs, () => this.#connections.use(read))
    } catch (thrown) {
      throw explained(thrown, this.#store)
    }
  }
}
