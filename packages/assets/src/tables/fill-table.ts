import { createTable, partitionColumn, partitionColumns } from './column-types.ts'
import { forgetCommits } from './ledger.ts'
import { numbering, placeIn } from './numbering.ts'
import { identifier, identifiers, qualified } from './quote.ts'
import { madeRelation, type Relation } from './relation.ts'
import { commentNew, notNullOf, type TableNotes } from './table-notes.ts'
import type { TablePlace } from './table-place.ts'
import type { TableSession } from './table-session.ts'

/** Staged rows and where they go, with or without their partition. */
export interface Filling {
  readonly target: TablePlace
  readonly from: Relation
  readonly partitioned: boolean
  readonly notes: TableNotes
}

/** Makes the table that staged rows go into. */
export async function makeTable(
  session: TableSession,
  { target, from, partitioned, notes }: Filling,
): Promise<Relation> {
  const { dialect } = session
  await session.makeSchema(target.schema)
  const columns = [...from.columns, ...partitionColumns(dialect, partitioned)]
  await createTable(session, target, columns, notNullOf(session, notes))
  await commentNew(session, target, notes)
  if (partitioned && dialect.indexesPartitions)
    await session.run(`create index on ${qualified(target)} (${identifier(partitionColumn)})`)
  // Whoever dropped the table took all its partitions away.
  await forgetCommits(session, target)
  return madeRelation(session, target)
}

/** Inserts the staged rows in their order. */
export async function insertStaged(
  session: TableSession,
  { target, from, partitioned }: Omit<Filling, 'notes'>,
): Promise<void> {
  const columns = [...from.columns, ...partitionColumns(session.dialect, partitioned)]
  const names = identifiers(columns.map(({ name }) => name))
  const order = from.scansInOrder ? '' : ` order by ${from.order}`
  const number = numbering(session.dialect, qualified(target), placeIn(from.order))
  await session.run(
    `insert into ${qualified(target)} (${names}${number.name}) select ${names}${number.term} from ${qualified(from)}${order}`,
  )
}
