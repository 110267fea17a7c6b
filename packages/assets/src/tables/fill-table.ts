import { createTable, partitionColumn, partitionColumns } from './column-types.ts'
import { forgetCommits } from './ledger.ts'
import { numbering, placeIn } from './numbering.ts'
import { identifier, identifiers, qualified } from './quote.ts'
import { madeRelation, type Relation } from './relation.ts'
import type { TablePlace } from './table-place.ts'
import type { TableSession } from './table-session.ts'

/** Staged rows and where they go, with or without their partition. */
export interface Filling {
  readonly target: TablePlace
  readonly from: Relation
  readonly partitioned: boolean
}

/** Makes the table that staged rows go into. */
export async function makeTable(session: TableSession, { target, from, partitioned }: Filling): Promise<Relation> {
  const { dialect } = session
  await session.makeSchema(target.schema)
  await createTable(session, target, [...from.columns, ...partitionColumns(dialect, partitioned)])
  if (partitioned && dialect.indexesPartitions)
    await session.run(`create index on ${qualified(target)} (${identifier(partitionColumn)})`)
  // Whoever dropped the table took all its partitions away.
  await forgetCommits(session, target)
  return madeRelation(session, target)
}

/** Inserts the staged rows in their order. */
export async function insertStaged(session: TableSession, { target, from, partitioned }: Filling): Promise<void> {
  const columns = [...from.columns, ...partitionColumns(session.dialect, partitioned)]
  const names = identifiers(columns.map(({ name }) => name))
  const order = from.scansInOrder ? '' : ` order by ${from.order}`
  const number = numbering(session.dialect, qualified(target), placeIn(from.order))
  await session.run(
    `insert into ${qualified(target)} (${names}${number.name}) select ${names}${number.term} from ${qualified(from)}${order}`,
  )
}
