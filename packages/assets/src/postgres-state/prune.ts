import {
  type AssetBook,
  type OldEvent,
  type Pruned,
  prunableOf,
  prunedOf,
  type PruneRequest,
  type PruningFacts,
  toRow,
} from '@headwater/core/state'
import { sql } from 'kysely'
import { deleteEvents } from './event-queries.ts'
import type { LogTransaction } from './log-transaction.ts'
import { rebuild } from './rebuild.ts'

/**
 * See `StateStore.prune`. The derived tables are made again from what is left, so that they are what every later rebuild
 * makes. `book` has the assets as they are, and `name` is that of the store.
 */
export async function prune(
  transaction: LogTransaction,
  request: PruneRequest,
  { book, name }: { readonly book: AssetBook; readonly name: string },
): Promise<Pruned> {
  const { values = 0, dryRun = false, keeps = new Set() } = request
  const before = Math.floor(request.before)
  const prunable = prunableOf(await selectFacts(transaction, before, keeps), book)
  if (!dryRun && prunable.length > 0) {
    const positions = prunable.map(({ position }) => position)
    await transaction.session.rows(deleteEvents(transaction.tables, positions))
    const draft = { type: 'pruned', before, events: prunable.length, values } as const
    transaction.append([[draft, toRow(draft)]])
    await rebuild(transaction, name)
  }
  return prunedOf(prunable)
}

async function selectFacts(
  { session, tables }: LogTransaction,
  before: number,
  keeps: ReadonlySet<number>,
): Promise<PruningFacts> {
  const { events, materializations, ledger } = tables
  const of = (name: string) => sql`e.payload::json ->> ${sql.lit(name)}`
  const old = sql<OldEvent>`select e.position, e.type, e.asset, octet_length(e.payload) as bytes,
      case e.type when 'cancel_requested' then ${of('of')} else e.run_id end as run_id,
      case when e.type in ('checked', 'step_failed') then ${of('partitions')} else m.partitions end as partitions,
      case e.type when 'checked' then ${of('check')} end as check
    from ${events} e left join ${materializations} m on m.position = e.position
    where e.time < ${before} order by e.position`
  // What made present values, and the newest results of every check: of assets as a whole, and by partition.
  const needed = sql<{ position: number }>`select position from ${ledger}
    union select max(position) from ${events} e where type = 'checked' group by asset, ${of('check')}, ${of('partitions')}`
  const unfinished = sql<{ run_id: string | null }>`select run_id from ${events} started where type = 'run_started'
    and not exists (select from ${events} e where e.type = 'run_finished' and e.run_id = started.run_id)`
  const movings = sql<PruningFacts['movings'][number]>`select position, asset, ${of('from')} as from
    from ${events} e where type in ('renamed', 'wiped') order by position`
  return {
    old: await session.rows(old),
    needed: new Set([...(await session.rows(needed)).map(({ position }) => position), ...keeps]),
    unfinishedRuns: new Set((await session.rows(unfinished)).map(({ run_id }) => run_id)),
    movings: await session.rows(movings),
  }
}
