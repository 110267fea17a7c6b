import { canonicalJson, fail } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { partitionColumn, partitionColumns } from './column-types.ts'
import { numbering, placeIn } from './numbering.ts'
import { identifier, identifiers, qualified } from './quote.ts'
import type { Relation } from './relation.ts'
import { RowTerms } from './row-terms.ts'
import type { TableSession } from './table-session.ts'

type Changes = Extract<StoredWrite, { readonly mode: 'changes' }>

/** Staged changes, and the table that they are for. */
interface Coming {
  readonly asset: string
  readonly target: TableName
  readonly from: Relation
  readonly partitioned: boolean
  readonly write: Changes
}

/**
 * Adds staged changes to a table, in the current transaction: of each key the one with the greatest sequence is left. A
 * deletion is a row like others, so that an earlier change which comes late finds it. Throws TABLE_CHANGE_AMBIGUOUS when the
 * table has another row of the same sequence.
 */
export async function keepChanges(session: TableSession, coming: Coming): Promise<void> {
  const { dialect } = session
  const { target, from, partitioned, write } = coming
  const columns = [...from.columns, ...partitionColumns(dialect, partitioned)]
  const terms = new RowTerms(dialect, columns)
  const key = [...write.on, ...(partitioned ? [partitionColumn] : [])]
  await requireAgreement(session, coming, key)
  // Not every database lets the table that loses rows have another name.
  const old = identifier(target.table)
  const isLater = `${terms.ordered(write.sequence, `${old}.`)} < ${terms.ordered(write.sequence, 'made.')}`
  await session.run(
    `delete from ${qualified(target)} using ${qualified(from)} as made
     where ${terms.sameKey(old, 'made', key)} and ${isLater}`,
  )
  const names = identifiers(columns.map(({ name }) => name))
  const order = dialect.sortedOrder(from.columns)
  const number = numbering(dialect, qualified(target), placeIn(order))
  const latestFirst = `row_number() over (partition by ${key.map((name) => terms.comparable(name)).join(', ')}
      order by ${terms.ordered(write.sequence)} desc)`
  // What the table still has of a key is no earlier than any change that comes.
  await session.run(
    `insert into ${qualified(target)} (${names}${number.name})
     select ${names}${number.term} from (select *, ${latestFirst} as "_place" from ${qualified(from)}) as made
     where "_place" = 1 and not exists (
       select 1 from ${qualified(target)} as stored where ${terms.sameKey('stored', 'made', key)}
     ) order by ${order}`,
  )
}

/** Nobody could tell which of two different changes of one sequence is the later one. */
async function requireAgreement(
  session: TableSession,
  { asset, target, from, write }: Coming,
  key: readonly string[],
): Promise<void> {
  const { dialect } = session
  const terms = new RowTerms(dialect, from.columns)
  const content = from.columns.map(({ name }) => name).filter((name) => name !== write.sequence && !key.includes(name))
  const pairs = content.map((name) => [terms.comparable(name, 'made.'), terms.comparable(name, 'stored.')] as const)
  const [found] = await session.rows(
    `select ${dialect.rowAsJson('made', from.columns)} as made, ${dialect.rowAsJson('stored', from.columns)} as stored
     from ${qualified(from)} as made join ${qualified(target)} as stored
     on ${terms.sameKey('made', 'stored', [...key, write.sequence])}
     where case when ${terms.equal(pairs)} then 0 else 1 end = 1 limit 1`,
  )
  if (!found) return
  const names = from.columns.map(({ name }) => name)
  failOnAmbiguity(asset, write, { made: pick(found['made'], names), other: pick(found['stored'], names) })
}

/** Two different rows of one key and sequence. */
export function failOnAmbiguity(
  asset: string,
  { sequence }: Changes,
  { made, other }: { readonly made: string; readonly other: string },
): never {
  fail('TABLE_CHANGE_AMBIGUOUS', {
    message: `two changes of asset \`${asset}\` have the same key and \`${sequence}\`, and differ: ${made} and ${other}`,
    hint: 'Give each change of a key a sequence of its own, say the position in the log that it comes from.',
    asset,
  })
}

/** Some cells of a row that was told as JSON, in a sentence. */
export function pick(example: unknown, names: readonly string[]): string {
  const row = example as { readonly [name: string]: unknown }
  return canonicalJson(Object.fromEntries(names.map((name) => [name, row[name]])))
}
