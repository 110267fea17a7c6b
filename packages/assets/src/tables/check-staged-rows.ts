import { canonicalJson, fail, type StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { partitionColumn, storedColumns } from './column-types.ts'
import type { TableSession } from './table-session.ts'
import { failOnAmbiguity, pick } from './keep-changes.ts'
import { identifier } from './quote.ts'
import { RowTerms } from './row-terms.ts'

/** A filled stage table, and what is to become of it. */
export interface StagedTable {
  readonly relation: string
  readonly columns: readonly Column[]
  readonly write: StoredWrite
  readonly places: readonly StageAt[]
}

/**
 * Checks that staged rows fit their write mode. Throws TABLE_ROW_MISPLACED, MERGE_KEY_DUPLICATE, TABLE_VERSION_INVALID and
 * TABLE_CHANGE_AMBIGUOUS, naming one row or two.
 */
export async function checkStagedRows(session: TableSession, staged: StagedTable): Promise<void> {
  const { write } = staged
  if (write.mode === 'merge') await requireUniqueKey(session, staged, write.on)
  if (write.mode === 'delete-insert') await requirePartitionKey(session, staged, write.by)
  if (write.mode === 'changes') await requireOneChange(session, staged, write)
  if (write.mode !== 'scd2') return
  await requireSpans(session, staged, write)
  await requireUniqueKey(session, staged, [...write.on, write.from])
}

async function requireUniqueKey(session: TableSession, staged: StagedTable, on: readonly string[]): Promise<void> {
  const { dialect } = session
  const typeOf = new Map(storedColumns(dialect, staged.columns).map(({ name, type }) => [name, type]))
  const cells = on.map((name) => dialect.comparable(identifier(name), typeOf.get(name) ?? dialect.types.string))
  const [twice] = await session.rows(
    `select min(${dialect.writtenOrder}) as first, count(*) as copies from ${staged.relation}
     group by ${[...cells, ...partitionTerms(staged)].join(', ')} having count(*) > 1 order by 1 limit 1`,
  )
  if (!twice) return
  const [row] = await session.rows(
    `select ${[`${rowAsJson(session, staged)} as example`, ...partitionTerms(staged)].join(', ')}
     from ${staged.relation} as staged where ${dialect.writtenOrder} = $1`,
    [twice['first']],
  )
  failOnTwins(staged.places[0]?.asset, on, {
    copies: Number(twice['copies']),
    example: row?.['example'],
    partition: partitionOf(row?.[partitionColumn]),
  })
}

/** One of the staged rows that are refused. */
interface Refused {
  /** The row as an object. */
  readonly example: unknown
  readonly partition: string | undefined
}

/** Throws MERGE_KEY_DUPLICATE. */
export function failOnTwins(
  asset: string | undefined,
  on: readonly string[],
  { copies, example, partition }: Refused & { readonly copies: number },
): never {
  return fail('MERGE_KEY_DUPLICATE', {
    message: `${copies} new rows of asset \`${asset}\` have the same ${on.join(', ')}, by which it is merged: ${pick(example, on)}`,
    hint: 'Let the query give one row per key, or add columns to `on`.',
    asset,
    partition,
  })
}

/** The rows of one partition are replaced as a whole, so a row of another would stay when its own is made again. */
async function requirePartitionKey(session: TableSession, staged: StagedTable, by: string): Promise<void> {
  const keys = staged.places.flatMap(({ partition, dimensions }) =>
    partition === null ? [] : [{ partition, key: dimensions[by] ?? partition }],
  )
  if (keys.length === 0) return
  const { dialect } = session
  const isDate = staged.columns.some(({ name, kind }) => name === by && kind === 'date')
  const differs = isDate
    ? isOther(`staged.${identifier(by)}`, dialect.momentOf('keys.key'))
    : isOther(`cast(staged.${identifier(by)} as varchar)`, 'keys.key')
  const [row] = await session.rows(
    `select ${rowAsJson(session, staged)} as example, keys."partition", keys.key
     from ${staged.relation} as staged
     join ${dialect.records('$1', 'keys', { partition: 'text', key: 'text' })} on keys."partition" = staged.${partitionColumn}
     where ${differs} order by staged.${dialect.writtenOrder} limit 1`,
    [JSON.stringify(keys)],
  )
  if (!row) return
  failOnStray(staged.places[0]?.asset, by, {
    key: String(row['key']),
    example: row['example'],
    partition: partitionOf(row['partition']),
  })
}

/** Throws TABLE_ROW_MISPLACED. */
export function failOnStray(
  asset: string | undefined,
  by: string,
  { key, example, partition }: Refused & { readonly key: string },
): never {
  return fail('TABLE_ROW_MISPLACED', {
    message: `a row of asset \`${asset}\` has another \`${by}\` than its partition \`${key}\`: ${canonicalJson(example)}`,
    hint: `Let the query select only rows whose \`${by}\` is the partition key.`,
    asset,
    partition,
  })
}

/** Of the changes of one key, those of one sequence must be equal. */
async function requireOneChange(
  session: TableSession,
  staged: StagedTable,
  write: StoredWrite & { readonly mode: 'changes' },
): Promise<void> {
  const { dialect } = session
  const stored = storedColumns(dialect, staged.columns)
  const terms = new RowTerms(dialect, stored)
  const key = [...write.on.map((name) => terms.comparable(name)), ...partitionTerms(staged), identifier(write.sequence)]
  const before = (cell: string) => `lag(${cell}) over (partition by ${key.join(', ')} order by ${dialect.writtenOrder})`
  const names = stored.map(({ name }) => name).filter((name) => !write.on.includes(name))
  const pairs = names.map((name) => [before(terms.comparable(name)), terms.comparable(name)] as const)
  const isSecond = `${before(identifier(write.sequence))} is not null`
  const [row] = await session.rows(
    `select ${rowAsJson(session, staged)} as example from (
       select *, case when ${isSecond} then case when ${terms.equal(pairs)} then 0 else 1 end else 0 end as "_differs"
       from ${staged.relation}
     ) as staged where "_differs" = 1 limit 1`,
  )
  if (!row) return
  const asset = staged.places[0]?.asset ?? ''
  const made = pick(
    row['example'],
    stored.map(({ name }) => name),
  )
  failOnAmbiguity(asset, write, { made, other: 'another one of the same materialization' })
}

/** A version holds for some time: from a beginning to a later end, or on and on. */
async function requireSpans(
  session: TableSession,
  staged: StagedTable,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const stored = storedColumns(session.dialect, staged.columns)
  const terms = new RowTerms(session.dialect, stored)
  const [row] = await session.rows(
    `select ${rowAsJson(session, staged)} as example from ${staged.relation} as staged
     where staged.${identifier(from)} is null or ${terms.ordered(to, 'staged.')} <= ${terms.ordered(from, 'staged.')}
     limit 1`,
  )
  if (!row) return
  const asset = staged.places[0]?.asset
  const names = stored.map(({ name }) => name)
  failOnInvalidVersion(asset, { from, to }, pick(row['example'], names))
}

/** Throws TABLE_VERSION_INVALID. */
export function failOnInvalidVersion(
  asset: string | undefined,
  { from, to }: { readonly from: string; readonly to: string },
  example: string,
): never {
  return fail('TABLE_VERSION_INVALID', {
    message: `a version of asset \`${asset}\` must have a \`${from}\`, and a later \`${to}\` or none: ${example}`,
    hint: `Leave such rows out in the query, or give \`${from}\` what it holds since.`,
    asset,
  })
}

function rowAsJson({ dialect }: TableSession, { columns }: StagedTable): string {
  return dialect.rowAsJson('staged', storedColumns(dialect, columns))
}

/** Whether two values differ, of which either may be null: `is distinct from`, which not every database has. */
function isOther(one: string, other: string): string {
  return `(${one} <> ${other} or (${one} is null) <> (${other} is null))`
}

/** The partition column, where the stage has one. */
function partitionTerms({ places }: StagedTable): readonly string[] {
  return places.some(({ partition }) => partition !== null) ? [partitionColumn] : []
}

function partitionOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
