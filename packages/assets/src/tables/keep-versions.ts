import { canonicalJson, digest } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { columnDefinitions } from './column-types.ts'
import { deleteMatching } from './delete-rows.ts'
import { ledgerSchema, writtenBy } from './ledger.ts'
import { numbering, placeIn } from './numbering.ts'
import { foldedName, identifier, identifiers, qualified } from './quote.ts'
import type { Relation } from './relation.ts'
import { RowTerms } from './row-terms.ts'
import type { TableSession } from './table-session.ts'

type Scd2 = Extract<StoredWrite, { readonly mode: 'scd2' }>

/** A table of versions, and staged ones that come to it. */
interface Versions {
  readonly session: TableSession
  readonly target: TableName
  readonly from: Relation
  readonly write: Scd2
  readonly terms: RowTerms
  /** See `repeatsOf`. */
  readonly repeats: TableName
}

/**
 * Adds staged versions to a table, in the current transaction, and computes the keys that they are of anew. A version of the
 * same key and beginning takes the place of an older one. Each ends where it says, or where the next one begins if that is
 * earlier; one that says the same as the one before, without a gap in between, becomes a part of it.
 *
 * It becomes a part, and is not forgotten: `A` from 1, `A` from 3, then `B` from 2 is three versions, in whatever order they
 * come. So the beginnings of those that became parts are kept in a table beside.
 */
export async function keepVersions(
  session: TableSession,
  { target, from, write }: Pick<Versions, 'target' | 'from' | 'write'>,
): Promise<void> {
  const terms = new RowTerms(session.dialect, from.columns)
  const versions = { session, target, from, write, terms, repeats: repeatsOf(session, target) }
  await requireRepeats(versions)
  await gatherStored(versions)
  await deleteMatching(session, target, from, write.on)
  await deleteMatching(session, versions.repeats, from, write.on)
  await insertVersions(versions)
}

/** Forgets what is kept beside a table, which may never have been one of versions. */
export async function dropRepeats(session: TableSession, target: TableName): Promise<void> {
  await session.run(`drop table if exists ${qualified(repeatsOf(session, target))}`)
}

function repeatsOf({ dialect }: TableSession, target: TableName): TableName {
  return { schema: ledgerSchema, table: `repeats_${digest(qualified(foldedName(dialect, target))).slice(0, 12)}` }
}

/** Makes the table of repeats, and makes it anew where the table was made or written otherwise since: see `writtenBy`. */
async function requireRepeats({ session, target, from, write, repeats }: Versions): Promise<void> {
  const before = await writtenBy(session, target)
  if (canonicalJson(before ?? null) === canonicalJson(write)) return
  await dropRepeats(session, target)
  const columns = from.columns.filter(({ name }) => name === write.from || write.on.includes(name))
  await session.run(`create table ${qualified(repeats)} (${columnDefinitions(columns)})`)
}

/** Adds to the stage what is stored of its keys, unless a staged version takes its place. */
async function gatherStored({ session, target, from, write, terms, repeats }: Versions): Promise<void> {
  const names = from.columns.map(({ name }) => name)
  const stage = qualified(from)
  const isAffected = (side: string) =>
    `exists (select 1 from ${stage} as made where ${terms.sameKey('made', side, write.on)})
     and not exists (select 1 from ${stage} as made where ${terms.sameKey('made', side, [...write.on, write.from])})`
  const ofRepeat = names.map((name) => `${name === write.from ? 'repeated' : 'stored'}.${identifier(name)}`)
  const beginning = terms.ordered(write.from, 'repeated.')
  await session.run(
    `insert into ${stage} (${identifiers(names)})
     select ${identifiers(names)} from ${qualified(target)} as stored where ${isAffected('stored')}
     union all
     select ${ofRepeat.join(', ')} from ${qualified(repeats)} as repeated
     join ${qualified(target)} as stored on ${terms.sameKey('repeated', 'stored', write.on)}
       and ${terms.ordered(write.from, 'stored.')} < ${beginning}
       and (stored.${identifier(write.to)} is null or ${beginning} < ${terms.ordered(write.to, 'stored.')})
     where ${isAffected('repeated')}`,
  )
}

async function insertVersions({ session, target, from, write, terms, repeats }: Versions): Promise<void> {
  const { dialect } = session
  const names = identifiers(from.columns.map(({ name }) => name))
  const key = identifiers([...write.on, write.from])
  const order = dialect.sortedOrder(from.columns)
  const number = numbering(dialect, qualified(target), placeIn(order))
  const computed = `(${computedVersions(from, write, terms)}) as computed`
  await session.run(`insert into ${qualified(repeats)} (${key}) select ${key} from ${computed} where ${begins} = 0`)
  await session.run(
    `insert into ${qualified(target)} (${names}${number.name})
     select ${names}${number.term} from ${computed} where ${begins} = 1 order by ${order}`,
  )
}

const [next, begins, run] = ['"_next"', '"_begins"', '"_run"']

/** Every version of the stage with its end, and whether it is one of its own or a part of the one before. */
function computedVersions(from: Relation, write: Scd2, terms: RowTerms): string {
  const [start, end] = [identifier(write.from), identifier(write.to)]
  const key = write.on.map((name) => terms.comparable(name)).join(', ')
  const inTime = `over (partition by ${key} order by ${terms.ordered(write.from)})`
  const runInTime = `over (partition by ${key}, ${run} order by ${terms.ordered(write.from)}
      rows between unbounded preceding and unbounded following)`
  const names = from.columns.map(({ name }) => name)
  const withoutEnd = identifiers(names.filter((name) => name !== write.to))
  const content = names.filter((name) => name !== write.from && name !== write.to && !write.on.includes(name))
  const pairs = content.map((name) => [`lag(${terms.comparable(name)}) ${inTime}`, terms.comparable(name)] as const)
  const endsEarlier = `${terms.orderedAs(write.from, next)} < ${terms.ordered(write.to)}`
  return `with followed as (
      select *, lead(${start}) ${inTime} as ${next} from ${qualified(from)}
    ), ended as (
      select ${withoutEnd}, case when ${end} is null or ${endsEarlier} then ${next} else ${end} end as ${end} from followed
    ), marked as (
      select *, case when lag(${end}) ${inTime} = ${start} and ${terms.equal(pairs)} then 0 else 1 end as ${begins}
      from ended
    ), grouped as (
      select *, sum(${begins}) over (partition by ${key} order by ${terms.ordered(write.from)}
        rows unbounded preceding) as ${run} from marked
    )
    select ${withoutEnd}, ${begins}, last_value(${end}) ${runInTime} as ${end} from grouped`
}
