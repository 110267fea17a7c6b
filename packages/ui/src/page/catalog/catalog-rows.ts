import type { CatalogBody, GraphBody, StatusBody } from '../../contract/graph.ts'
import type { Counts, Status } from '../../contract/words.ts'
import { type CatalogSearch, type catalogSorts, statusFilters } from '../router/search.ts'

type CatalogItem = CatalogBody['items'][number]
type Sort = (typeof catalogSorts)[number]

/** An asset of the catalog with how it stands; the status is undefined until it has been read. */
export interface CatalogRow extends CatalogItem {
  readonly status: Status | undefined
  readonly counts: Counts | undefined
  /** Something is due and not there. */
  readonly late: boolean
  readonly why: string
  /** When it was last materialized; 0: never. */
  readonly newest: number
}

/** Joins the catalog with `/status`, whose columns follow `graph.keys`. */
export function catalogRows(
  items: readonly CatalogItem[],
  graph: Pick<GraphBody, 'version' | 'keys'> | undefined,
  body: StatusBody | undefined,
): readonly CatalogRow[] {
  const known = graph && body && graph.version === body.version ? body : undefined
  const nodes = new Map(known ? graph?.keys.map((key, node) => [key, node]) : [])
  return items.map((item) => {
    const node = nodes.get(item.key)
    if (!known || node === undefined)
      return { ...item, status: undefined, counts: undefined, late: false, why: '', newest: 0 }
    return {
      ...item,
      status: known.statuses[known.status[node] ?? -1],
      counts: countsAt(known, node),
      late: known.late[node] === 1,
      why: known.why[node] ?? '',
      newest: known.newest[node] ?? 0,
    }
  })
}

/** How many rows stand how. */
export function countByStatus(rows: readonly CatalogRow[]): ReadonlyMap<Status, number> {
  const counts = new Map<Status, number>()
  for (const { status } of rows) if (status) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}

/** The rows of the statuses that were chosen, in the order that was chosen. Equal ones keep the order of their keys. */
export function arrangeRows(
  rows: readonly CatalogRow[],
  { status, sort = 'key', desc }: Pick<CatalogSearch, 'status' | 'sort' | 'desc'>,
): readonly CatalogRow[] {
  const shown = status ? rows.filter((row) => row.status && status.includes(row.status)) : [...rows]
  const compare = comparisons[sort]
  const turn = desc ? -1 : 1
  return shown.toSorted((one, other) => turn * compare(one, other) || compareText(one.key, other.key))
}

const comparisons: { readonly [S in Sort]: (one: CatalogRow, other: CatalogRow) => number } = {
  key: (one, other) => compareText(one.key, other.key),
  group: (one, other) => compareText(one.group, other.group),
  status: (one, other) => severityOf(one) - severityOf(other),
  newest: (one, other) => other.newest - one.newest,
  partitions: (one, other) => (other.counts?.total ?? 0) - (one.counts?.total ?? 0),
}

/** `statusFilters` has the worst first. */
function severityOf({ status }: CatalogRow): number {
  return status ? statusFilters.indexOf(status) : statusFilters.length
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function countsAt(body: StatusBody, node: number): Counts {
  const at = (column: readonly number[]) => column[node] ?? 0
  const { total, fresh, stale, missing, failed, running, open } = body
  return {
    total: at(total),
    fresh: at(fresh),
    stale: at(stale),
    missing: at(missing),
    failed: at(failed),
    running: at(running),
    open: at(open),
  }
}
