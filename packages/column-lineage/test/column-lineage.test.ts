import { describe, expect, it } from 'vitest'
import { columnLineage, type ColumnLineageOptions, openColumnLineage } from '../src/index.ts'
import { short } from './short.ts'

const schema = {
  orders: { id: 'int', customer: 'int', amount: 'int', status: 'text', day: 'date' },
  customers: { id: 'int', name: 'text', region: 'text' },
  totals: { customer: 'int', total: 'int' },
  'shop.events': {
    id: 'INT64',
    addr: 'STRUCT<city STRING, geo STRUCT<lat FLOAT64>>',
    items: 'ARRAY<STRUCT<sku STRING, qty INT64>>',
    date: 'DATE',
  },
}
const lineage = await openColumnLineage(['postgres', 'redshift', 'bigquery', 'duckdb', 'spark'])

function read(dialect: ColumnLineageOptions['dialect'], sql: string): readonly string[] {
  const found = lineage.columnLineage(sql, { dialect, schema })
  expect(found.problems).toEqual([])
  return short(found)
}

describe('queries', () => {
  it('tell values from what decides about them', () => {
    const sql = `SELECT customer, sum(amount) FILTER (WHERE status = 'a') AS total, rank() OVER (ORDER BY max(day)) AS place
      FROM orders WHERE day > $1 GROUP BY customer`
    expect(read('postgres', sql)).toEqual([
      'customer <- orders.customer:identity',
      'total <- orders.amount:aggregation ~ orders.status:filter',
      'place <- ~ orders.day:window',
      'all ~ orders.day:filter orders.customer:group_by',
    ])
  })

  it.each(['postgres', 'duckdb'] as const)(
    'take nothing but the group keys from what GROUPING names (%s)',
    (dialect) => {
      const sql = 'SELECT grouping(customer) AS place, count(*) AS n FROM orders GROUP BY ROLLUP (customer)'
      expect(read(dialect, sql)).toEqual(['place <-', 'n <-', 'all ~ orders.customer:group_by'])
    },
  )

  it('name a join as a whole, and the columns of USING', () => {
    expect(
      read('postgres', 'SELECT * FROM (customers JOIN (SELECT id, amount FROM orders) o USING (id)) AS q(k, who)'),
    ).toEqual([
      'k <- customers.id:identity',
      'who <- customers.name:identity',
      'region <- customers.region:identity',
      'amount <- orders.amount:identity',
      'all ~ customers.id:join orders.id:join',
    ])
    expect(read('postgres', 'SELECT pair.id FROM customers c JOIN orders o USING (id) AS pair')).toEqual([
      'id <- customers.id:identity',
      'all ~ customers.id:join orders.id:join',
    ])
  })

  it('follow a recursive CTE until nothing is added', () => {
    const sql = `WITH RECURSIVE r(a, b) AS (SELECT id, customer FROM orders UNION ALL SELECT b, a FROM r) SELECT a FROM r`
    expect(read('postgres', sql)).toEqual(['a <- orders.id:identity orders.customer:identity'])
  })

  it('prefer a column to an alias in a select list, and an alias to a column in ORDER BY', () => {
    expect(read('duckdb', 'SELECT id AS amount, amount + 1 AS more FROM orders ORDER BY amount')).toEqual([
      'amount <- orders.id:identity',
      'more <- orders.amount:transformation',
      'all ~ orders.id:sort',
    ])
  })

  it.each([
    ['postgres', ['name', 'id', 'region', 'amount']],
    ['spark', ['name', 'id', 'region', 'amount']],
    ['duckdb', ['id', 'name', 'region', 'amount']],
  ] as const)('list the columns of USING where the dialect does (%s)', (dialect, names) => {
    const sql = 'SELECT * FROM customers c JOIN (SELECT amount, status AS name FROM orders) o USING (name)'
    expect(read(dialect, sql).map((column) => column.split(' <-')[0])).toEqual([
      ...names,
      'all ~ customers.name:join orders.status:join',
    ])
  })

  it('leave out of a star the column of the table that is named', () => {
    const sql = 'SELECT * EXCLUDE (c.id, region) FROM (SELECT id, amount FROM orders) o JOIN customers c ON c.id = o.id'
    expect(read('duckdb', sql)).toEqual([
      'id <- orders.id:identity',
      'amount <- orders.amount:identity',
      'name <- customers.name:identity',
      'all ~ customers.id:join orders.id:join',
    ])
  })

  it.each([
    ['bigquery', 'SELECT s.* FROM (SELECT STRUCT(id AS a, STRUCT(amount AS c) AS b) AS s FROM orders)', ['a', 'b']],
    ['bigquery', 'SELECT s.b.* FROM (SELECT STRUCT(id AS a, STRUCT(amount AS c) AS b) AS s FROM orders)', ['c']],
    ['duckdb', "SELECT s.* FROM (SELECT {'a': id, 'b': amount} AS s FROM orders)", ['a', 'b']],
    ['duckdb', "SELECT s.* FROM (SELECT unnest([{'a': id}]) AS s FROM orders)", ['a']],
    ['spark', "SELECT s.* FROM (SELECT named_struct('a', id, 'b', amount) AS s FROM orders)", ['a', 'b']],
  ] as const)('expand structs that the query makes itself (%s: %s)', (dialect, sql, names) => {
    expect(read(dialect, sql).map((column) => column.split(' <-')[0])).toEqual(names)
  })

  it('expand the one row of each group that an array is made for', () => {
    const sql = `SELECT newest.* FROM
      (SELECT array_agg(c ORDER BY region DESC LIMIT 1)[OFFSET(0)] AS newest FROM customers c GROUP BY name)`
    const row =
      'customers.id:aggregation customers.name:aggregation customers.region:aggregation ~ customers.region:sort'
    expect(read('bigquery', sql)).toEqual([
      `id <- ${row}`,
      `name <- ${row}`,
      `region <- ${row}`,
      'all ~ customers.name:group_by',
    ])
  })

  it('use aliases in WHERE where the dialect has it, and call what range() makes as it does', () => {
    for (const dialect of ['redshift', 'duckdb'] as const) {
      expect(read(dialect, 'SELECT amount * 2 AS twice FROM orders WHERE twice > 3')).toEqual([
        'twice <- orders.amount:transformation',
        'all ~ orders.amount:filter',
      ])
    }
    expect(read('spark', 'SELECT r.id FROM range(10) r')).toEqual(['id <-'])
    expect(read('duckdb', 'SELECT r.range FROM range(10) r')).toEqual(['range <-'])
  })

  it('number columns of one name as DuckDB does', () => {
    const sql = 'WITH both AS (SELECT o.id, c.id, c.name FROM orders o, customers c) SELECT id_1, name, id FROM both'
    expect(read('duckdb', sql)).toEqual([
      'id_1 <- customers.id:identity',
      'name <- customers.name:identity',
      'id <- orders.id:identity',
    ])
  })

  it('know a JSON arrow of DuckDB from a lambda', () => {
    expect(read('duckdb', "SELECT status->'$.a' AS j, list_transform([id], x -> x + amount) AS l FROM orders")).toEqual(
      ['j <- orders.status:transformation', 'l <- orders.id:transformation orders.amount:transformation'],
    )
  })

  it('know SQL’s own JSON functions, and what PostgreSQL calls greatest()', () => {
    const sql = `SELECT json_arrayagg(status ORDER BY day) AS list, json_objectagg(id: amount) AS map, greatest(amount, id)
      FROM orders`
    expect(read('postgres', sql)).toEqual([
      'list <- orders.status:aggregation ~ orders.day:sort',
      'map <- orders.id:aggregation orders.amount:aggregation',
      'greatest <- orders.amount:transformation orders.id:transformation',
    ])
  })

  it('know the absolute value of DuckDB from a parameter of others', () => {
    expect(read('duckdb', 'SELECT @amount AS size, 1 -@o.amount AS less FROM orders o WHERE @id > 1')).toEqual([
      'size <- orders.amount:transformation',
      'less <- orders.amount:transformation',
      'all ~ orders.id:filter',
    ])
    expect(read('bigquery', 'SELECT @amount AS size FROM orders')).toEqual(['size <-'])
  })

  it('know a unit of time from a column of its name', () => {
    expect(
      read('bigquery', 'SELECT DATE_TRUNC(date, MONTH) AS m, DATE_DIFF(date, date, DAY) AS n FROM shop.events'),
    ).toEqual(['m <- shop.events.date:transformation', 'n <- shop.events.date:transformation'])
  })

  it('expand structs and their arrays', () => {
    expect(read('bigquery', 'SELECT addr.*, addr.geo.lat, sku FROM shop.events, UNNEST(items) AS item')).toEqual([
      'city <- shop.events.addr:transformation',
      'geo <- shop.events.addr:transformation',
      'lat <- shop.events.addr:transformation',
      'sku <- shop.events.items:transformation',
    ])
  })

  it('read pipes and DuckDB’s own spellings', () => {
    const piped =
      'FROM shop.events AS e |> WHERE e.id > 1 |> AGGREGATE COUNT(*) AS n GROUP BY e.date AS day |> WHERE n > 2'
    expect(read('bigquery', piped)).toEqual([
      'day <- shop.events.date:identity',
      'n <-',
      'all ~ shop.events.id:filter shop.events.date:group_by',
    ])
    expect(read('duckdb', "PIVOT orders ON status IN ('a') USING sum(amount) AS s GROUP BY customer")).toEqual([
      'customer <- orders.customer:identity',
      'a_s <- orders.amount:aggregation ~ orders.status:conditional',
      'all ~ orders.customer:group_by',
    ])
    expect(read('duckdb', 'SELECT key: id, * EXCLUDE (id, day, status) RENAME (amount AS a) FROM orders')).toEqual([
      'key <- orders.id:identity',
      'customer <- orders.customer:identity',
      'a <- orders.amount:identity',
    ])
  })
})

describe('statements', () => {
  it('are followed through temporary tables', () => {
    const sql = `CREATE TEMP TABLE st (LIKE totals);
      INSERT INTO st SELECT customer, sum(amount) FROM orders GROUP BY 1;
      DELETE FROM st USING customers c WHERE c.id = st.customer AND c.region = 'x';
      INSERT INTO totals SELECT * FROM st;`
    expect(read('redshift', sql)).toEqual([
      'customer <- orders.customer:identity',
      'total <- orders.amount:aggregation',
      'all ~ orders.customer:group_by orders.customer:filter customers.id:filter customers.region:filter',
    ])
  })

  it('that make only temporary tables list these', () => {
    const listed = (sql: string) =>
      lineage
        .columnLineage(sql, { dialect: 'redshift', schema })
        .outputs.map(({ kind, target, columns }) => `${kind} ${target}(${columns.map(({ name }) => name).join()})`)
    const made = 'CREATE TEMP TABLE a AS SELECT id FROM orders; CREATE TEMP TABLE b (n int);'
    expect(listed(made)).toEqual(['create a(id)'])
    expect(listed(`${made} INSERT INTO b SELECT id FROM a; ALTER TABLE a RENAME TO c`)).toEqual([
      'insert b(n)',
      'create c(id)',
    ])
    expect(listed(`${made} DROP TABLE a`)).toEqual([])
    expect(listed(`${made} SELECT id AS x FROM a`)).toEqual(['query null(x)'])
  })

  it('of MERGE know in NOT MATCHED only one side', () => {
    const sql = `MERGE INTO totals t USING orders o ON t.customer = o.customer
      WHEN NOT MATCHED BY SOURCE AND customer > 1 THEN UPDATE SET total = customer
      WHEN NOT MATCHED AND customer > 2 THEN INSERT (customer, total) VALUES (customer, amount)`
    for (const dialect of ['postgres', 'bigquery'] as const) {
      expect(read(dialect, sql)).toEqual([
        'total <- totals.customer:identity orders.amount:identity',
        'customer <- orders.customer:identity',
        'all ~ totals.customer:join totals.customer:filter orders.customer:join orders.customer:filter',
      ])
    }
  })

  it('of several tables have an output each', () => {
    const sql =
      'FROM orders INSERT INTO totals SELECT customer, amount WHERE id > 1 INSERT INTO customers SELECT id, status, status'
    const { outputs, inputs } = lineage.columnLineage(sql, { dialect: 'spark', schema })
    expect(outputs.map(({ target, kind }) => `${kind} ${target}`)).toEqual(['insert totals', 'insert customers'])
    expect(inputs).toEqual(['orders'])
  })

  it('that rename a table say where its rows end up', () => {
    const sql = 'CREATE TABLE made AS SELECT id FROM orders; ALTER TABLE made RENAME TO kept'
    const { outputs } = lineage.columnLineage(sql, { dialect: 'postgres', schema })
    expect(outputs.map(({ target }) => target)).toEqual(['kept'])
  })

  it('carry a variable’s value along', () => {
    const sql = `DECLARE newest INT64 DEFAULT (SELECT MAX(id) FROM customers); SELECT amount FROM orders WHERE id > newest`
    expect(read('bigquery', sql)).toEqual([
      'amount <- orders.amount:identity',
      'all ~ orders.id:filter customers.id:filter',
    ])
  })
})

describe('doubts', () => {
  const doubt = (sql: string, options: Partial<ColumnLineageOptions> = {}) => {
    const found = lineage.columnLineage(sql, { dialect: 'postgres', schema, ...options })
    return {
      codes: found.problems.map(({ code }) => code),
      places: found.problems.map(({ position }) => position.offset),
      found,
    }
  }

  it('over a column that is not there name its place and fall back to the table', () => {
    const { codes, places, found } = doubt('SELECT id,\n nope FROM orders')
    expect(codes).toEqual(['COLUMN_UNKNOWN'])
    expect(places).toEqual([12])
    expect(found.problems[0]?.position).toEqual({ line: 2, column: 2, offset: 12 })
    expect(found.outputs[0]?.columns[1]).toEqual({
      name: 'nope',
      direct: [{ table: 'orders', column: '*', transformation: 'TRANSFORMATION' }],
      indirect: [],
      unknown: true,
    })
  })

  it('count places in UTF-16 units, whatever the parser counts', () => {
    expect(doubt("SELECT 'äöü😀', nope FROM orders").places).toEqual([16])
    expect(doubt("SELECT 'äöü😀', nope FROM orders", { dialect: 'duckdb' }).codes).toEqual(['COLUMN_UNKNOWN'])
  })

  it.each([
    ['a statement that no parser reads', 'SELECT FROM WHERE', ['PARSE_FAILED']],
    ['a statement that is not followed', "COPY orders FROM '/tmp/orders.csv'", ['STATEMENT_UNSUPPORTED']],
    ['a table that is not in the schema', 'SELECT a FROM elsewhere', ['TABLE_UNKNOWN']],
    ['a name that two tables have', 'SELECT id FROM orders, customers', ['COLUMN_AMBIGUOUS']],
    [
      'a name that may be of two unknown tables',
      'SELECT a FROM x, y',
      ['TABLE_UNKNOWN', 'TABLE_UNKNOWN', 'COLUMN_UNPLACED'],
    ],
    ['an INSERT of too many columns', 'INSERT INTO totals SELECT id, id, id FROM orders', ['COLUMN_COUNT']],
    ['a table function that is not built in', 'SELECT * FROM mine(3)', ['FUNCTION_UNKNOWN']],
  ])('are told: %s', (_what, sql, codes) => {
    expect(doubt(sql).codes).toEqual(codes)
  })

  it('leave the statements around it alone', () => {
    const { codes, found } = doubt('SELECT id FROM orders; FROM FROM customers; SELECT name FROM customers')
    expect(codes).toEqual(['PARSE_FAILED'])
    expect(found.outputs.map(({ kind, inputs }) => `${kind} ${inputs.join(',')}`)).toEqual([
      'query orders',
      'unknown customers',
      'query customers',
    ])
  })

  it('over columns of unknown tables go by what is written: a qualified name is of its table, another of the nearest', () => {
    const sql = `SELECT o.id, (SELECT max(price) FROM items WHERE items.sku = o.sku) AS most FROM orders o
      WHERE EXISTS (SELECT 1 FROM refunds WHERE order_id = o.id)`
    const found = lineage.columnLineage(sql, { dialect: 'postgres', schema: {} })
    expect(found.problems.map(({ code }) => code)).toEqual(['TABLE_UNKNOWN', 'TABLE_UNKNOWN', 'TABLE_UNKNOWN'])
    expect(short(found)).toEqual([
      'id <- orders.id:identity',
      'most <- items.price:aggregation ~ items.sku:filter orders.sku:filter',
      'all ~ refunds.order_id:filter orders.id:filter',
    ])
  })

  it('remain where an unknown table stands before one that has the column', () => {
    const sql = 'SELECT (SELECT max(price) FROM items WHERE customer = 1) AS most FROM orders'
    expect(lineage.columnLineage(sql, { dialect: 'postgres', schema }).problems.map(({ code }) => code)).toEqual([
      'TABLE_UNKNOWN',
      'COLUMN_UNPLACED',
    ])
  })

  it('keep a star over an unknown table open', () => {
    const { found } = doubt('CREATE VIEW v AS SELECT *, 1 AS one FROM elsewhere')
    expect(found.outputs[0]?.unknown).toBe(true)
    expect(found.outputs[0]?.columns.map(({ name, unknown }) => `${name} ${unknown}`)).toEqual(['* true', 'one false'])
  })
})

it('names are found as the dialect reads them', () => {
  const stored = { Trades: ['Symbol', 'symbol'], 'sales.public_orders': ['id'] }
  const find = (dialect: 'postgres' | 'duckdb', sql: string) =>
    lineage.columnLineage(sql, { dialect, schema: stored }).problems.map(({ code }) => code)
  expect(find('postgres', 'SELECT "Symbol", SYMBOL FROM "Trades"')).toEqual([])
  expect(find('postgres', 'SELECT 1 FROM Trades')).toEqual(['TABLE_UNKNOWN'])
  expect(find('duckdb', 'SELECT 1 FROM TRADES')).toEqual([])
  const sales = lineage.columnLineage('SELECT id FROM public_orders', {
    dialect: 'postgres',
    schema: stored,
    defaultSchema: 'sales',
  })
  expect(sales.inputs).toEqual(['sales.public_orders'])
})

it('parsers are loaded by the first call, and a dialect that is not open is refused', async () => {
  const found = await columnLineage('SELECT id FROM orders', { dialect: 'duckdb', schema })
  expect(found.parser).toBe('sqlparser-ts')
  const { columnLineage: now } = await openColumnLineage(['postgres'])
  expect(() => now('SELECT 1', { dialect: 'spark' })).toThrow('dialect `spark` is not open; open are `postgres`')
})
