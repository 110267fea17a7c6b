import { fail, type StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import { identifier } from './quote.ts'
import type { TableDialect } from './table-dialect.ts'
import type { StoredColumn } from './stored-column.ts'
import type { TableSession } from './table-session.ts'

/** A query with its sources written into it. */
export interface Runnable {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/**
 * Compares the columns that a query gives with those declared, before it runs. Throws TABLE_CONTRACT_BROKEN, a line for
 * every difference. A nullable column may have any type as long as all its cells are null: `null as x` has one too.
 * Answers whether types alone decided, so that a query of the same text needs no comparison.
 */
export async function checkColumns(
  session: TableSession,
  query: Runnable,
  columns: readonly Column[],
  at: StageAt,
): Promise<boolean> {
  const given = await session.columns(query.sql, query.parameters)
  const differences = nameDifferences(given, columns)
  const types = new Map(given.map(({ name, type }) => [name, type]))
  const { dialect } = session
  const unfit = columns.filter(
    ({ name, kind }) => types.has(name) && !dialect.accepted[kind].test(types.get(name) ?? ''),
  )
  const filled = await columnsWithValues(session, query, unfit)
  for (const column of filled) {
    differences.push(
      `\`${column.name}\`: declared ${column.kind}, the query gives ${types.get(column.name)}${adviceFor(dialect, column, types)}`,
    )
  }
  if (differences.length > 0) failOnContract(at, differences)
  return unfit.length === 0
}

/** The declared columns of a query, cast to how they are stored. */
export function castColumns({ types, json }: TableDialect, columns: readonly Column[]): string {
  return columns
    .map(({ name, kind }) => {
      const cell = identifier(name)
      return `${kind === 'json' ? json(cell) : `cast(${cell} as ${types[kind]})`} as ${cell}`
    })
    .join(', ')
}

/** Throws TABLE_CONTRACT_BROKEN when a column that is never null has a null among the staged rows. */
export async function checkNulls(
  session: TableSession,
  relation: string,
  columns: readonly Column[],
  at: StageAt,
): Promise<void> {
  const required = columns.filter(({ nullable }) => !nullable)
  if (required.length === 0) return
  const isBroken = required.map(({ name }) => `${identifier(name)} is null`).join(' or ')
  // Mostly there are none, which a database knows sooner than how many.
  if ((await session.rows(`select 1 from ${relation} where ${isBroken} limit 1`)).length === 0) return
  const counts = required.map(({ name }, index) => `count(*) - count(${identifier(name)}) as n${index}`)
  const [row] = await session.rows(`select ${['count(*) as total', ...counts].join(', ')} from ${relation}`)
  refuseNulls(
    required,
    required.map((_, index) => Number(row?.[`n${index}`])),
    { rows: Number(row?.['total']), at },
  )
}

/** Throws TABLE_CONTRACT_BROKEN where one of the columns that are never null has some. */
export function refuseNulls(
  required: readonly Column[],
  nulls: readonly number[],
  { rows, at }: { readonly rows: number; readonly at: StageAt },
): void {
  const differences = required.flatMap(({ name, kind }, index) =>
    (nulls[index] ?? 0) > 0
      ? [`\`${name}\`: declared ${kind}, never null, but ${nulls[index]} of ${rows} rows have null`]
      : [],
  )
  if (differences.length > 0) failOnContract(at, differences)
}

/** A line for each name that only one side has, or that a query gives twice. */
export function nameDifferences(given: readonly StoredColumn[], columns: readonly Column[]): string[] {
  const names = given.map(({ name }) => name)
  const missing = columns.filter(({ name }) => !names.includes(name))
  const extra = given.filter(({ name }) => !columns.some((column) => column.name === name))
  const twice = given.filter(({ name }, index) => names.indexOf(name) !== index)
  return [
    ...missing.map(({ name, kind }) => `\`${name}\`: declared ${kind}, the query does not give it`),
    ...extra.map(({ name, type }) => `\`${name}\`: the query gives it (${type}), but it is not declared`),
    ...twice.map(({ name }) => `\`${name}\`: the query gives it twice`),
  ]
}

/** Of the columns whose type does not fit, those that make a difference. */
async function columnsWithValues(
  session: TableSession,
  query: Runnable,
  unfit: readonly Column[],
): Promise<readonly Column[]> {
  if (unfit.length === 0 || unfit.some(({ nullable }) => !nullable)) return unfit
  const counts = unfit.map(({ name }, index) => `count(${identifier(name)}) as n${index}`)
  const [row] = await session.rows(`select ${counts.join(', ')} from (${query.sql}) as result`, query.parameters)
  return unfit.filter((_, index) => row?.[`n${index}`] !== 0)
}

/** What to do about a column of another type. */
export function adviceFor(
  dialect: Pick<TableDialect, 'accepted' | 'dateFormatter' | 'types'>,
  { name, kind }: Column,
  given: ReadonlyMap<string, string>,
): string {
  const { accepted, dateFormatter, types } = dialect
  const type = given.get(name) ?? ''
  if (kind === 'integer' && accepted.number.test(type)) return ' (round it, or declare z.number())'
  if (kind === 'string' && accepted.date.test(type)) return ` (format it with ${dateFormatter}, or declare z.date())`
  return ` (cast it to ${types[kind]}, or declare what it is)`
}

/** Throws TABLE_CONTRACT_BROKEN with a line for every difference. */
export function failOnContract({ asset, partition }: StageAt, differences: readonly string[]): never {
  fail('TABLE_CONTRACT_BROKEN', {
    message: [
      `the query of asset \`${asset}\` does not give the columns that its row schema declares:`,
      ...differences,
    ].join('\n  '),
    hint: 'Change the query, or `row`.',
    asset,
    partition: partition ?? undefined,
  })
}
