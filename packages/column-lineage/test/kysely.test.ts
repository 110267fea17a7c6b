import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Compilable,
  sql,
} from 'kysely'
import { expect, it } from 'vitest'
import { openColumnLineage } from '../src/index.ts'
import { schema } from './statements.ts'

interface Tables {
  orders: { id: number; customer: number; amount: number; status: string; day: string; tags: string[] }
  customers: { id: number; name: string; region: string }
  items: { order_id: number; sku: string; qty: number }
  totals: { customer: number; total: number; days: number }
}

const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

const lineage = await openColumnLineage(['postgres', 'duckdb'])

/** Queries with their columns' direct inputs and what decides about all of them. */
const queries: readonly (readonly [
  name: string,
  query: Compilable,
  columns: Record<string, string>,
  dataset: string,
])[] = [
  ['select', db.selectFrom('orders').select(['id', 'amount']), { id: 'orders.id', amount: 'orders.amount' }, ''],
  [
    'select all',
    db.selectFrom('customers').selectAll(),
    { id: 'customers.id', name: 'customers.name', region: 'customers.region' },
    '',
  ],
  ['alias', db.selectFrom('orders as o').select('o.id as key'), { key: 'orders.id' }, ''],
  ['parameter', db.selectFrom('orders').select('id').where('status', '=', 'a'), { id: 'orders.id' }, 'orders.status'],
  [
    'list',
    db.selectFrom('orders').select('id').where('status', 'in', ['a', 'b']),
    { id: 'orders.id' },
    'orders.status',
  ],
  [
    'join',
    db.selectFrom('orders').innerJoin('customers', 'customers.id', 'orders.customer').select(['orders.id', 'name']),
    { id: 'orders.id', name: 'customers.name' },
    'customers.id orders.customer',
  ],
  [
    'left join on several columns',
    db
      .selectFrom('orders as o')
      .leftJoin('items as i', (join) => join.onRef('i.order_id', '=', 'o.id').on('i.qty', '>', 1))
      .select(['o.id', 'i.sku']),
    { id: 'orders.id', sku: 'items.sku' },
    'items.order_id items.qty orders.id',
  ],
  [
    'aggregate',
    db
      .selectFrom('orders')
      .select(['customer', (eb) => eb.fn.sum('amount').as('total'), (eb) => eb.fn.countAll().as('n')])
      .groupBy('customer'),
    { customer: 'orders.customer', total: 'orders.amount', n: '' },
    'orders.customer',
  ],
  [
    'having and order',
    db
      .selectFrom('orders')
      .select(['customer', (eb) => eb.fn.max('day').as('last')])
      .groupBy('customer')
      .having((eb) => eb.fn.count('id'), '>', 2)
      .orderBy('last', 'desc'),
    { customer: 'orders.customer', last: 'orders.day' },
    'orders.customer orders.day orders.id',
  ],
  [
    'window',
    db.selectFrom('orders').select((eb) =>
      eb.fn
        .sum('amount')
        .over((over) => over.partitionBy('customer').orderBy('day'))
        .as('run'),
    ),
    { run: 'orders.amount' },
    '',
  ],
  ['raw', db.selectFrom('orders').select(sql<number>`round(orders.amount / 100)`.as('r')), { r: 'orders.amount' }, ''],
  [
    'case',
    db
      .selectFrom('orders')
      .select((eb) => eb.case().when('status', '=', 'a').then(eb.ref('amount')).else(0).end().as('x')),
    { x: 'orders.amount' },
    '',
  ],
  [
    'coalesce',
    db.selectFrom('orders').select((eb) => eb.fn.coalesce('amount', 'customer').as('x')),
    { x: 'orders.amount orders.customer' },
    '',
  ],
  [
    'cte',
    db
      .with('big', (db) => db.selectFrom('orders').select(['id as key', 'amount']).where('amount', '>', 1))
      .selectFrom('big')
      .select('key'),
    { key: 'orders.id' },
    'orders.amount',
  ],
  [
    'subquery',
    db.selectFrom('customers as c').select((eb) => [
      'c.name',
      eb
        .selectFrom('orders as o')
        .select((eb) => eb.fn.max('o.amount').as('m'))
        .whereRef('o.customer', '=', 'c.id')
        .as('most'),
    ]),
    { name: 'customers.name', most: 'orders.amount' },
    '',
  ],
  [
    'exists',
    db
      .selectFrom('customers as c')
      .select('c.id')
      .where((eb) => eb.exists(eb.selectFrom('orders as o').select('o.id').whereRef('o.customer', '=', 'c.id'))),
    { id: 'customers.id' },
    'customers.id orders.customer',
  ],
  ['distinct', db.selectFrom('orders').select('status').distinct(), { status: 'orders.status' }, 'orders.status'],
  [
    'union',
    db
      .selectFrom('orders')
      .select(['id', 'amount'])
      .unionAll(db.selectFrom('items').select(['order_id as id', 'qty as amount'])),
    { id: 'items.order_id orders.id', amount: 'items.qty orders.amount' },
    '',
  ],
  [
    'from subquery',
    db.selectFrom(db.selectFrom('orders').select('amount as a').as('q')).select('q.a'),
    { a: 'orders.amount' },
    '',
  ],
  [
    'insert from select',
    db
      .insertInto('totals')
      .columns(['customer', 'total'])
      .expression(db.selectFrom('orders').select(['customer', 'amount'])),
    { customer: 'orders.customer', total: 'orders.amount' },
    '',
  ],
  [
    'upsert',
    db
      .insertInto('totals')
      .columns(['customer', 'total'])
      .expression(db.selectFrom('orders').select(['customer', 'amount']))
      .onConflict((on) =>
        on.column('customer').doUpdateSet((eb) => ({ total: eb('totals.total', '+', eb.ref('excluded.total')) })),
      ),
    { customer: 'orders.customer', total: 'orders.amount totals.total' },
    '',
  ],
  [
    'update from',
    db
      .updateTable('totals as t')
      .from('orders as o')
      .set((eb) => ({ total: eb.ref('o.amount') }))
      .whereRef('o.customer', '=', 't.customer'),
    { total: 'orders.amount' },
    'orders.customer totals.customer',
  ],
  ['delete', db.deleteFrom('totals').where('days', '>', 3), {}, 'totals.days'],
  [
    'create table as',
    db.schema.createTable('made').as(db.selectFrom('orders').select('id as key')),
    { key: 'orders.id' },
    '',
  ],
  ['view', db.schema.createView('seen').as(db.selectFrom('orders').select('id as key')), { key: 'orders.id' }, ''],
]

it.each(queries)('%s: a compiled query is followed', (_name, query, columns, dataset) => {
  const { outputs, problems } = lineage.columnLineage(query, { dialect: 'postgres', schema })
  expect(problems).toEqual([])
  const [output] = outputs
  expect(Object.fromEntries(output?.columns.map(({ name, direct }) => [name, names(direct)]) ?? [])).toEqual(columns)
  expect(names(output?.dataset ?? [])).toBe(dataset)
})

it.each(queries)('%s: DuckDB reads the same', (_name, query) => {
  const [postgres, duckdb] = (['postgres', 'duckdb'] as const).map((dialect) =>
    lineage.columnLineage(query, { dialect, schema }),
  )
  expect(duckdb?.problems).toEqual([])
  expect(duckdb?.outputs.map(({ columns }) => columns.map(({ direct }) => names(direct)))).toEqual(
    postgres?.outputs.map(({ columns }) => columns.map(({ direct }) => names(direct))),
  )
})

function names(inputs: readonly { readonly table: string; readonly column: string }[]): string {
  return [...new Set(inputs.map(({ table, column }) => `${table}.${column}`))].toSorted().join(' ')
}
