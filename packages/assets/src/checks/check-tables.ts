import {
  canonicalJson,
  type CheckResult,
  type ErrorCode,
  type FoundInPlace,
  isHeadwaterError,
  type ValueInPlace,
} from '@headwater/core/io'
import { tableLocation } from '../tables/table-location.ts'
import { tableRead } from '../tables/table-reader.ts'
import type { TableDatabase, TableSession } from '../tables/table-session.ts'
import { countRows, type RowCounts } from './count-rows.ts'
import { openTable, shapeOf, type Values } from './open-table.ts'
import { isTableRule, type OpenTable, type TablePlan, type TableShape } from './table-rule.ts'

/** What a plan found of each value, or why its statement was refused. */
export type Found = readonly (CheckResult | Error)[]

/**
 * Checks staged or published tables where they lie, see `Store.check`: one pass over each table counts for all checks, and
 * what takes more, as do the samples of bad rows, is asked in the same snapshot.
 */
export async function checkTables(
  database: TableDatabase,
  values: readonly ValueInPlace[],
  rules: readonly object[],
): Promise<readonly FoundInPlace[]> {
  return byTable(values, ([first, ...rest]) => {
    const located = ({ at, location }: ValueInPlace) => ({ at, location: tableLocation(location) })
    return checkTable(database, [located(first), ...rest.map(located)], rules)
  })
}

/** Checks the values of each table together. Answers in the order of the values. */
export async function byTable(
  values: readonly ValueInPlace[],
  check: (group: readonly [ValueInPlace, ...ValueInPlace[]]) => Promise<readonly FoundInPlace[]>,
): Promise<readonly FoundInPlace[]> {
  const found = new Map<ValueInPlace, FoundInPlace>()
  const groups = Map.groupBy(values, ({ location }) => canonicalJson({ ...location, partition: null }))
  for (const [first, ...rest] of groups.values()) {
    if (!first) continue
    const group = [first, ...rest] as const
    const answers = await check(group)
    for (const [index, value] of group.entries()) found.set(value, answers[index] ?? { results: [] })
  }
  return values.map((value) => found.get(value) ?? { results: [] })
}

/** Values that lie in one table. */
async function checkTable(
  database: TableDatabase,
  values: Values,
  rules: readonly object[],
): Promise<readonly FoundInPlace[]> {
  const [{ at }] = values
  const shape = shapeOf(database, at)
  const plans = await Promise.all(rules.map((rule) => (isTableRule(rule) ? rule.plan(shape) : undefined)))
  const known = plans.filter((plan) => plan !== undefined)
  const ours = known.filter((plan) => !plan.runsUserSql)
  const results = new Map<TablePlan, Found>()
  const { versions, counts } = await within(database, values, ours, async (session) => {
    const opened = await openTable(session, shape, values)
    const counts = await countRows(opened, values, ours)
    for (const plan of ours) results.set(plan, await conclude(opened, plan, counts))
    return { versions: opened.versions, counts }
  })
  // A statement that is refused ends its transaction, and with it whatever else is asked there.
  for (const plan of known.filter(({ runsUserSql }) => runsUserSql))
    results.set(plan, await concludeAlone(database, values, { plan, shape, counts }))
  return values.map((_, index) => ({
    dataVersion: versions[index],
    results: plans.map((plan) => (plan ? results.get(plan)?.[index] : undefined)),
  }))
}

export async function conclude(opened: Omit<OpenTable, 'values'>, plan: TablePlan, counts: RowCounts): Promise<Found> {
  const values = counts(plan)
  const resultOf = await plan.conclude({ ...opened, values })
  return values.map(resultOf)
}

function concludeAlone(
  database: TableDatabase,
  values: Values,
  of: { readonly plan: TablePlan; readonly shape: TableShape; readonly counts: RowCounts },
): Promise<Found> {
  const work = async (session: TableSession) => conclude(await openTable(session, of.shape, values), of.plan, of.counts)
  return orRefusal(values, database.dialect.queryFailed, () => within(database, values, [of.plan], work))
}

/** What a statement of a user finds, or for each value why it was refused. */
export async function orRefusal(
  values: readonly unknown[],
  queryFailed: ErrorCode,
  find: () => Promise<Found>,
): Promise<Found> {
  try {
    return await find()
  } catch (error) {
    // Also what the function threw that writes the statement.
    if (isHeadwaterError(error) && error.code !== queryFailed) throw error
    return values.map(() => (error instanceof Error ? error : new Error(String(error))))
  }
}

/** One snapshot of all that is read. */
function within<T>(
  database: TableDatabase,
  [{ location }]: Values,
  plans: readonly TablePlan[],
  work: (session: TableSession) => Promise<T>,
): Promise<T> {
  const own = tableRead(location)
  const reads = [...(own ? [own] : []), ...plans.flatMap((plan) => plan.reads ?? []).map(tableLocation)]
  const makesTables = plans.some((plan) => plan.makesTables)
  return database.use((session) =>
    makesTables ? session.staging(() => work(session), reads) : session.snapshot(() => work(session), reads),
  )
}
