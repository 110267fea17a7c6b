import type { FoundInPlace, ValueInPlace } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import { byTable, conclude, type Found, orRefusal } from '../checks/check-tables.ts'
import { countRows } from '../checks/count-rows.ts'
import { isTableRule, type TablePlan } from '../checks/table-rule.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { CheckSession, failOnMoving } from './check-session.ts'
import { openTable, type OpenedTable, shapeOf, type Values } from './open-table.ts'
import { requireCommit } from './plan-read.ts'
import { keyOf, tableLocation } from './table-location.ts'
import { TableSources } from './table-sources.ts'

/** How often a table is checked in all that is written again meanwhile. */
const maxChecks = 5

/**
 * Checks staged or published tables where they lie, see `Store.check`: one query counts for all checks of a table. What
 * takes more, as do the samples of bad rows, are queries of their own, which run at the same time. Throws INPUT_MOVED.
 */
export function checkTables(
  home: BigQueryHome,
  values: readonly ValueInPlace[],
  rules: readonly object[],
): Promise<readonly FoundInPlace[]> {
  return byTable(values, async ([first, ...rest]) => {
    const located = ({ at, location }: ValueInPlace) => ({ at, location: tableLocation(location) })
    const group: Values = [located(first), ...rest.map(located)]
    for (let tried = 0; tried < maxChecks; tried++) {
      const found = await checkOnce(home, group, rules)
      if (found) return found
    }
    return failOnMoving(first.at.asset, maxChecks)
  })
}

/** Undefined where something was published meanwhile, so that not all queries have seen the same. */
async function checkOnce(
  home: BigQueryHome,
  values: Values,
  rules: readonly object[],
): Promise<readonly FoundInPlace[] | undefined> {
  const [{ at, location }] = values
  // What is loaded for a stage is swept with it, should this process be killed.
  const owner = location.stage?.table ?? '_headwater_check_'
  const sources = new TableSources(home, () => `${owner}_${randomBytes(4).toString('hex')}`)
  const session = new CheckSession(home.service, sources, at.asset)
  try {
    const shape = shapeOf(home, at)
    const plans = await Promise.all(rules.map((rule) => (isTableRule(rule) ? rule.plan(shape) : undefined)))
    const opened = await openTable(home, shape, { values, session })
    const versions = await versionsOf(opened, values, session)
    const found = await resultsOf(
      opened,
      values,
      plans.filter((plan) => plan !== undefined),
    )
    if (!(await session.isSteady())) return undefined
    return values.map((_, index) => ({
      dataVersion: versions[index],
      results: plans.map((plan) => (plan ? found.get(plan)?.[index] : undefined)),
    }))
  } finally {
    await sources.drop()
  }
}

async function resultsOf(
  opened: OpenedTable,
  values: Values,
  plans: readonly TablePlan[],
): Promise<ReadonlyMap<TablePlan, Found>> {
  const counts = await countRows(
    opened,
    values,
    plans.filter((plan) => !plan.runsUserSql),
  )
  const found = plans.map(async (plan): Promise<[TablePlan, Found]> => {
    const find = () => conclude(opened, plan, counts)
    return [plan, await (plan.runsUserSql ? orRefusal(values, 'BIGQUERY_JOB_FAILED', find) : find())]
  })
  return new Map(await Promise.all(found))
}

/** The data version at which each value is committed, where it is published. Throws VALUE_GONE. */
async function versionsOf(
  { commits }: OpenedTable,
  values: Values,
  session: CheckSession,
): Promise<readonly (string | undefined)[]> {
  if (commits === undefined) return []
  const rows = await session.commits(commits)
  const versions = new Map(rows.map(([key, version]) => [key, String(version)]))
  return values.map(({ at, location }) => {
    const version = versions.get(keyOf(location.partition))
    requireCommit({ isOurs: true }, version, location, at)
    return version
  })
}
