import { sql } from 'kysely'
import type { AssetBook } from '../asset-book.ts'
import { type PrunableEvent, prunableOf, type PruningFacts } from '../prunable.ts'
import type { PruneRequest } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { queries } from './tables.ts'

/** The texts of events that made partitions may be long: theirs are at hand without reading them. */
const selectOld = query((value: Value<{ before: number }>) =>
  queries
    .selectFrom('events')
    .leftJoin('materializations', 'materializations.position', 'events.position')
    .select(['events.position', 'events.type', 'events.asset'])
    .select([
      sql<string | null>`case type when 'cancel_requested' then payload ->> '$.of' else events.run_id end`.as('run_id'),
      sql<number>`octet_length(payload)`.as('bytes'),
      sql<string | null>`case when type in ('checked', 'step_failed') then payload ->> '$.partitions'
        else partitions end`.as('partitions'),
      sql<string | null>`case type when 'checked' then payload ->> '$.check' end`.as('check'),
    ])
    .where('events.time', '<', value('before'))
    .orderBy('events.position'),
)

const selectCurrent = query(() => queries.selectFrom('ledger').select('position').distinct())

/** The newest results of every check: of assets as a whole, and by partition. */
const selectNewestResults = query(() =>
  queries
    .selectFrom('events')
    .select(({ fn }) => fn.max('position').as('position'))
    .where('type', '=', sql.lit('checked'))
    .groupBy(['asset', sql`payload ->> '$.check'`, sql`payload ->> '$.partitions'`]),
)

const selectUnfinished = query(() =>
  queries
    .selectFrom('events')
    .select('run_id')
    .where('type', '=', sql.lit('run_started'))
    .where('run_id', 'not in', ({ selectFrom }) =>
      selectFrom('events').select('run_id').where('type', '=', sql.lit('run_finished')).where('run_id', 'is not', null),
    ),
)

const selectMovings = query(() =>
  queries
    .selectFrom('events')
    .select(['position', 'asset', sql<string | null>`payload ->> '$.from'`.as('from')])
    .where('type', 'in', [sql.lit('renamed'), sql.lit('wiped')])
    .orderBy('position'),
)

/** The events from before a time in milliseconds that `StateStore.prune` removes. */
export function selectPrunable(
  connection: Connection,
  book: AssetBook,
  { before, keeps = new Set() }: Pick<PruneRequest, 'before' | 'keeps'>,
): readonly PrunableEvent[] {
  const needed = [selectCurrent, selectNewestResults].flatMap((query) => connection.all(query))
  const facts: PruningFacts = {
    old: connection.all(selectOld, { before }),
    needed: new Set([...needed.map(({ position }) => position), ...keeps]),
    unfinishedRuns: new Set(connection.all(selectUnfinished).map(({ run_id }) => run_id)),
    movings: connection.all(selectMovings),
  }
  return prunableOf(facts, book)
}
