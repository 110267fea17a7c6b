import { init, parse } from '@guanmingchiu/sqlparser-ts'
import { type Dialect, openColumnLineage } from '@headwater/column-lineage'
import { loadModule, parseSync } from 'libpg-query'
import type { Benchmark, Result, Timing } from './benchmark.ts'
import { inFreshProcess, residentMb } from './in-fresh-process.ts'
import { compare, middle, timed } from './measure.ts'

const repetitions = 9
/** Enough for the engine to have compiled what it compiles: what comes before is measured by itself, below. */
const rounds = 100
const assets = 2000

const schema = {
  orders: ['id', 'customer_id', 'amount', 'status', 'ordered_at'],
  customers: ['id', 'name', 'region', 'email'],
  items: ['order_id', 'sku', 'qty', 'price'],
  daily: ['day', 'region', 'total', 'orders'],
}

/** Such as SQL assets are: staging, facts, marts. PostgreSQL and DuckDB read them alike. */
const queries = [
  `SELECT id, customer_id, amount / 100.0 AS amount, lower(status) AS status FROM orders WHERE ordered_at >= '2024-01-01'`,
  `SELECT o.id, c.name, o.amount FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.region = 'EU'`,
  `SELECT customer_id, count(*) AS n, sum(amount) AS total, max(ordered_at) AS last FROM orders GROUP BY customer_id HAVING count(*) > 1`,
  `SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC) AS rn FROM orders`,
  `WITH paid AS (SELECT * FROM orders WHERE status = 'paid'), sums AS (SELECT customer_id, sum(amount) AS total FROM paid GROUP BY 1)
   SELECT c.id, c.name, coalesce(s.total, 0) AS total, CASE WHEN s.total > 100 THEN 'large' ELSE 'small' END AS size
   FROM customers c LEFT JOIN sums s ON s.customer_id = c.id`,
  `INSERT INTO daily (day, region, total, orders) SELECT date_trunc('day', o.ordered_at), c.region, sum(i.qty * i.price), count(DISTINCT o.id)
   FROM orders o JOIN customers c ON c.id = o.customer_id JOIN items i ON i.order_id = o.id GROUP BY 1, 2`,
  `SELECT id FROM orders UNION ALL SELECT order_id FROM items WHERE qty > (SELECT avg(qty) FROM items)`,
  `SELECT sku, sum(qty) FILTER (WHERE price > 10) AS dear, lag(sum(qty)) OVER (ORDER BY sku) AS before FROM items GROUP BY sku`,
] as const

/** Column lineage of queries, the parse included. The peer is the parser alone. */
export const columnLineage: Benchmark = {
  name: 'column-lineage',
  needsBuild: true,
  measure: async () => {
    await Promise.all([loadModule(), init()])
    return [
      await perQuery('postgres', 'libpg-query alone', (sql) => parseSync(sql)),
      await perQuery('duckdb', 'sqlparser-ts alone', (sql) => parse(sql, 'duckdb')),
      cold(),
      wholeProject(),
    ]
  },
}

async function perQuery(dialect: Dialect, peerName: string, parseAlone: (sql: string) => unknown): Promise<Result> {
  const lineage = await openColumnLineage([dialect])
  const times = await compare(
    repetitions,
    () => each((sql) => lineage.columnLineage(sql, { dialect, schema })),
    () => each(parseAlone),
  )
  const budgets = [{ figure: times.ours.wallMs, limit: 0.3, unit: 'ms' }] as const
  return { what: `the median query of ${dialect}`, peerName, ...times, budgets }
}

/** What the median query takes. */
async function each(work: (sql: string) => unknown): Promise<Timing> {
  const times: Timing[] = []
  for (const sql of queries) {
    const { wallMs, cpuMs } = await timed(() => {
      for (let round = 0; round < rounds; round += 1) work(sql)
    })
    times.push({ wallMs: wallMs / rounds, cpuMs: cpuMs === undefined ? undefined : cpuMs / rounds })
  }
  return middle(times)
}

interface Cold {
  readonly ours: Timing
  readonly peer: Timing
  readonly megabytes: number
}

function cold(): Result {
  const { ours, peer, megabytes } = inFreshProcess<Cold>('column-lineage.ts')
  const budgets = [
    { figure: ours.wallMs, limit: 2000, unit: 'ms' },
    { figure: megabytes, limit: 150, unit: 'MB', of: 'more resident' },
  ] as const
  return { what: `${assets} queries of DuckDB, loading included`, peerName: 'sqlparser-ts alone', ours, peer, budgets }
}

/** What each of the SQL assets of a project is made of, to the end of the graph: the queries are compiled first. */
function wholeProject(): Result {
  const { ours, peer } = inFreshProcess<Omit<Cold, 'megabytes'>>('column-lineage.ts', 'project')
  const budgets = [{ figure: ours.wallMs, limit: 2000, unit: 'ms' }] as const
  return {
    what: `a project of ${assets} SQL assets, loading included`,
    peerName: 'sqlparser-ts alone',
    ours,
    peer,
    budgets,
  }
}

async function ofProject(): Promise<Omit<Cold, 'megabytes'>> {
  const { sqlProject } = await import('./sql-project.ts')
  await using project = sqlProject(assets)
  const ours = await timed(async () => {
    const { downstream } = await project.columnLineage('raw/orders')
    if (downstream.columns.length < assets) throw new Error(`${downstream.columns.length} columns were reached`)
  })
  await init()
  const peer = await timed(() => {
    for (let count = 0; count < assets; count += 1) parse(queries[1], 'duckdb')
  })
  return { ours, peer }
}

/** In a process of its own: loads the parsers and follows as many queries as a large project has. */
export async function freshly(what = 'queries'): Promise<Cold | Omit<Cold, 'megabytes'>> {
  if (what === 'project') return ofProject()
  const before = residentMb()
  const ours = await timed(async () => {
    const lineage = await openColumnLineage(['duckdb'])
    for (let count = 0; count < assets; count += 1) {
      lineage.columnLineage(queries[count % queries.length] ?? '', { dialect: 'duckdb', schema })
    }
  })
  const megabytes = residentMb() - before
  const peer = await timed(async () => {
    await init()
    for (let count = 0; count < assets; count += 1) parse(queries[count % queries.length] ?? '', 'duckdb')
  })
  return { ours, peer, megabytes }
}
