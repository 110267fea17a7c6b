import { type Counted, type OpenTable, partitionAlias, type TablePlan } from './table-rule.ts'

/** How many rows each value has, all and those that fail the conditions of a plan, in the order of the values. */
export type RowCounts = (plan: TablePlan) => readonly Counted[]

/** Counts for all plans in one pass over the table. */
export async function countRows(
  { session, rows, partition }: Pick<OpenTable, 'session' | 'rows' | 'partition'>,
  values: readonly { readonly location: { readonly partition: string | null } }[],
  plans: readonly TablePlan[],
): Promise<RowCounts> {
  const all = plans.flatMap(({ conditions }) => conditions)
  const counts = all.map((condition, index) => `count(case when ${condition} then null else 1 end) as n${index}`)
  const isOne = values.length === 1
  // A single group is not looked for in every row.
  const found = await session.rows(
    isOne
      ? `select ${['count(*) as total', ...counts].join(', ')} from ${rows}`
      : `select ${[`${partition} as ${partitionAlias}`, 'count(*) as total', ...counts].join(', ')} from ${rows} group by 1`,
  )
  const byPartition = new Map(found.map((row) => [row[partitionAlias], row]))
  return (plan) => {
    const start = plans.slice(0, plans.indexOf(plan)).reduce((sum, before) => sum + before.conditions.length, 0)
    return values.map(({ location }) => {
      const row = isOne ? found[0] : byPartition.get(location.partition)
      return {
        partition: location.partition,
        rows: Number(row?.['total'] ?? 0),
        failed: plan.conditions.map((_, index) => Number(row?.[`n${start + index}`] ?? 0)),
      }
    })
  }
}
