import type { Dialect, Schema } from '../src/index.ts'

/** The tables that the statements below read and write. */
export const schema: Schema = {
  orders: { id: 'INTEGER', customer: 'INTEGER', amount: 'INTEGER', status: 'VARCHAR', day: 'DATE', tags: 'VARCHAR[]' },
  customers: { id: 'INTEGER', name: 'VARCHAR', region: 'VARCHAR' },
  items: { order_id: 'INTEGER', sku: 'VARCHAR', qty: 'INTEGER' },
  totals: { customer: 'INTEGER', total: 'INTEGER', days: 'INTEGER' },
}

/** Statements that DuckDB runs on these tables; where they write, it is into `totals`. */
export const duckdbStatements: readonly string[] = [
  "SELECT id, amount * 2 AS twice FROM orders WHERE status = 'a'",
  'SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.id',
  'SELECT id, name, amount FROM orders JOIN customers USING (id)',
  'SELECT * FROM orders NATURAL JOIN customers',
  'SELECT customer, sum(amount) AS total, count(*) AS n FROM orders GROUP BY customer HAVING max(amount) > 2',
  "SELECT customer, sum(amount) FILTER (WHERE status = 'a') AS a FROM orders GROUP BY ALL",
  "SELECT id, CASE WHEN status = 'a' THEN amount ELSE customer END AS x FROM orders",
  'SELECT id, coalesce(nullif(amount, customer), id) AS x FROM orders',
  'SELECT id, row_number() OVER (PARTITION BY customer ORDER BY amount, id) AS rn FROM orders',
  'SELECT id, lag(amount) OVER w AS before FROM orders WINDOW w AS (PARTITION BY status ORDER BY id)',
  'SELECT id, amount FROM orders QUALIFY row_number() OVER (PARTITION BY customer ORDER BY amount DESC, id) = 1',
  'SELECT id, (SELECT max(qty) FROM items WHERE order_id = orders.id) AS most FROM orders',
  'SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE order_id = id AND qty > 2)',
  "SELECT id FROM orders WHERE customer IN (SELECT id FROM customers WHERE region = 'a')",
  'SELECT id, amount FROM orders UNION ALL SELECT order_id, qty FROM items',
  'SELECT id FROM orders EXCEPT SELECT order_id FROM items',
  'SELECT customer FROM orders INTERSECT SELECT id FROM customers',
  'SELECT DISTINCT status FROM orders',
  'SELECT DISTINCT ON (customer) customer, amount FROM orders ORDER BY customer, amount DESC, id',
  'WITH a AS (SELECT id, amount AS x FROM orders), b AS (SELECT x AS id, id AS x FROM a) SELECT id, x FROM b',
  'WITH RECURSIVE r AS (SELECT id, customer AS up FROM orders WHERE amount > 3 UNION SELECT o.id, r.up FROM orders o JOIN r ON o.customer = r.id) SELECT * FROM r',
  'SELECT * EXCLUDE (tags, day) REPLACE (amount + id AS amount) FROM orders',
  "SELECT max(COLUMNS('^(id|amount)$')) FROM orders",
  'SELECT o.id, t.tag FROM orders o, unnest(o.tags) AS t(tag)',
  'SELECT id, list_transform(tags, x -> x || status) AS tags2 FROM orders',
  'SELECT id, amount AS x, x + customer AS y FROM orders',
  'FROM orders SELECT id, amount WHERE customer > 2',
  "SELECT * FROM (SELECT customer, status, amount FROM orders) PIVOT (sum(amount) FOR status IN ('a', 'b'))",
  "PIVOT orders ON status IN ('a', 'b') USING sum(amount) GROUP BY customer",
  'UNPIVOT (SELECT id, amount, customer FROM orders) ON amount, customer INTO NAME what VALUE value',
  'SELECT o.id, i.sku FROM orders o ASOF JOIN items i ON o.id >= i.order_id',
  'SELECT o.id FROM orders o SEMI JOIN items i ON o.id = i.order_id',
  'SELECT o.id FROM orders o ANTI JOIN items i ON o.id = i.order_id',
  "SELECT id, string_agg(sku, ',' ORDER BY qty, sku) AS skus FROM orders LEFT JOIN items ON order_id = id GROUP BY id",
  'SELECT amount AS a, customer AS b FROM orders UNION ALL BY NAME SELECT qty AS b, order_id AS a FROM items',
  'SELECT customer, status, sum(amount) AS total FROM orders GROUP BY GROUPING SETS ((customer), (status))',
  'SELECT arg_max(id, amount) AS best FROM orders GROUP BY customer',
  'SELECT id, l.most FROM orders, LATERAL (SELECT max(qty) AS most FROM items WHERE order_id = orders.id) l',
  'SELECT id FROM orders ORDER BY amount, id LIMIT 3',
  "INSERT INTO totals (total, customer) SELECT sum(amount), customer FROM orders WHERE status <> 'a' GROUP BY customer",
  'INSERT INTO totals BY NAME SELECT amount AS days, customer FROM orders',
  'UPDATE totals SET total = o.amount + totals.days FROM orders o WHERE o.customer = totals.customer',
  "DELETE FROM totals USING customers c WHERE c.id = totals.customer AND c.region = 'a'",
]

/** Statements of every dialect: what fuzzing starts from. */
export const seeds: Readonly<Record<Dialect, readonly string[]>> = {
  duckdb: [
    ...duckdbStatements,
    "SELECT COLUMNS('(.)d$') AS 'x_\\1', status.upper() AS up FROM orders",
    'FROM orders PIVOT (sum(amount) FOR status IN (1, 2) day IN (3, 4) GROUP BY customer)',
    'SELECT list_transform(tags, lambda x, i: x || i) AS made FROM orders',
  ],
  postgres: [
    'WITH d AS (DELETE FROM items WHERE qty > 1 RETURNING *) INSERT INTO totals SELECT order_id, qty, 1 FROM d',
    'INSERT INTO totals AS t (customer, total) SELECT customer, sum(amount) FROM orders GROUP BY 1 ON CONFLICT (customer) DO UPDATE SET total = t.total + excluded.total',
    'MERGE INTO totals t USING orders o ON t.customer = o.customer WHEN MATCHED THEN UPDATE SET total = o.amount WHEN NOT MATCHED THEN INSERT (customer) VALUES (o.customer)',
    "SELECT o.id, x->>'a' FROM orders o, jsonb_array_elements(o.tags) AS x WHERE o.day > $1",
  ],
  redshift: [
    'CREATE TEMP TABLE st (LIKE orders); INSERT INTO st SELECT * FROM orders; DELETE FROM totals USING st WHERE totals.customer = st.customer; INSERT INTO totals (customer, total) SELECT customer, NVL(amount, 0) FROM st;',
    "SELECT LISTAGG(status, ',') WITHIN GROUP (ORDER BY id) FROM orders o, o.tags AS tag WHERE DATEDIFF(day, day, GETDATE()) > 3",
    "UNLOAD ('SELECT id FROM orders') TO 's3://bucket/orders' IAM_ROLE default",
    'CREATE TABLE totals (customer, total) BACKUP NO AS SELECT customer, amount FROM orders',
  ],
  bigquery: [
    'SELECT id, tag, off FROM orders, UNNEST(tags) AS tag WITH OFFSET AS off WHERE DATE_TRUNC(day, MONTH) = @month',
    'FROM orders |> WHERE amount > 1 |> EXTEND amount * 2 AS x |> AGGREGATE SUM(x) AS s GROUP BY customer |> ORDER BY s',
    'DECLARE m INT64 DEFAULT (SELECT MAX(id) FROM orders); CREATE TEMP TABLE x AS SELECT * EXCEPT (tags) FROM orders WHERE id = m; INSERT INTO totals SELECT customer, amount, id FROM x;',
    'IF (SELECT COUNT(*) FROM orders) > 1 THEN INSERT INTO totals SELECT customer, amount, id FROM orders; ELSE DELETE FROM totals WHERE TRUE; END IF;',
    'SELECT STRUCT(id AS a, amount AS b).*, SAFE.DIVIDE(amount, id) AS share, ARRAY<INT64>[id] AS list FROM orders',
  ],
  spark: [
    'FROM orders INSERT OVERWRITE TABLE totals SELECT customer, amount, id WHERE amount > 1 INSERT INTO items SELECT id, status, amount',
    'SELECT id, tag FROM orders LATERAL VIEW OUTER explode(tags) e AS tag WHERE exists(tags, x -> x = status)',
    'MERGE INTO totals USING totals s ON totals.customer = s.customer WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *',
    'CREATE TABLE IF NOT EXISTS totals STORED AS PARQUET AS SELECT customer, amount FROM orders CLUSTER BY customer',
    'SELECT id, posexplode(tags) AS (place, tag) FROM orders ORDER BY ALL',
  ],
}
