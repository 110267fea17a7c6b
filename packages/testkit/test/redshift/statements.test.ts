import { describe, expect, it } from 'vitest'
import { redshiftOfTest } from './redshift-of-test.ts'

describe('a table of the emulator of Redshift', () => {
  it('is made with distribution, sorting and compression, which leave no trace', async () => {
    const { client, rows } = await redshiftOfTest()
    await client.query(`
      create table prices (
        id bigint identity(0, 2), symbol varchar(10) not null encode zstd distkey, day date encode az64 sortkey,
        note text default 'distkey', more super, long varchar(max), amount decimal, at timestamp default getdate(), primary key (symbol)
      ) diststyle key backup no;
      create table other (symbol varchar, day date) distkey(symbol) compound sortkey(symbol, day);
      create table copied diststyle all sortkey(day) as select symbol, day from prices`)
    const types = `select attname, format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = 'prices'::regclass and attnum > 1 order by attnum`
    expect(await rows(types)).toEqual([
      ['symbol', 'character varying(10)'],
      ['day', 'date'],
      ['note', 'character varying(256)'],
      ['more', 'super'],
      ['long', 'character varying(65535)'],
      ['amount', 'numeric(18,0)'],
      ['at', 'timestamp without time zone'],
    ])
    await client.query("insert into prices (symbol) values ('A'), ('A')")
    expect(await rows('select id, symbol, note from prices order by id')).toEqual([
      ['0', 'A', 'distkey'],
      ['2', 'A', 'distkey'],
    ])
    await expect(client.query('create table t (a int) sortkey(b)')).rejects.toThrow(
      'column "b" named in key does not exist',
    )
  })

  it('holds SUPER, whose type has the number that it has in Redshift', async () => {
    const { client, rows } = await redshiftOfTest()
    await client.query('create table t (s super)')
    await client.query(
      `insert into t values (json_parse('{"a": [1, null]}')), (cast('text' as super)), (object('b', 2))`,
    )
    const { fields } = await client.query('select s from t')
    expect(fields[0]?.dataTypeID).toBe(4000)
    expect((await rows('select json_serialize(s) from t')).flat()).toEqual(['{"a": [1, null]}', '"text"', '{"b": 2}'])
  })

  it('folds names in quotes, unless the session tells names apart by case', async () => {
    const { client, rows } = await redshiftOfTest()
    await client.query('create table "Prices" ("Close" int)')
    await rows('select "CLOSE" from prices')
    await client.query('set enable_case_sensitive_identifier to true')
    await client.query('create table "Prices" ("Close" int)')
    expect(await rows('select "Close" from "Prices"')).toEqual([])
  })
})

it('functions of Redshift give what they say', async () => {
  const { rows } = await redshiftOfTest()
  expect(
    await rows(`select nvl(null, 2), approximate count(distinct 1), json_extract_path_text('{"a":{"b":"c"}}', 'a', 'b'),
      fnv_hash('x') = fnv_hash('x'), fnv_hash(1, 2) = fnv_hash(1, 3), getdate() <= sysdate`),
  ).toEqual([[2, '1', 'c', true, false, true]])
  expect(String(await rows('select version()'))).toContain('Redshift 1.0')
})

it('a backslash escapes in every text, and parameters are left as they are', async () => {
  const { rows } = await redshiftOfTest()
  expect(await rows(String.raw`select 'a\\b\'c', 'x\n'`)).toEqual([[String.raw`a\b'c`, 'x\n']])
  expect(await rows('select $1::varchar', [String.raw`a\b`])).toEqual([[String.raw`a\b`]])
})

it('a transaction sees one snapshot, taken after the locks before it', async () => {
  const { client, connect, rows } = await redshiftOfTest()
  const other = await connect()
  await client.query('create table t (n int)')
  await client.query('begin isolation level read committed')
  await client.query('lock table t')
  const waiting = other.query('begin; lock table t')
  await client.query('insert into t values (1)')
  await client.query('commit')
  await waiting
  expect((await other.query('select n from t')).rows).toEqual([{ n: 1 }])
  await other.query('commit')
  await client.query('begin')
  expect(await rows('select count(*) from t')).toEqual([['1']])
  await other.query('insert into t values (2)')
  expect(await rows('select count(*) from t')).toEqual([['1']])
  await client.query('rollback')
})

describe('the emulator of Redshift refuses', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['insert into t values (1) on conflict do nothing', 'syntax error at or near "conflict"'],
    ['insert into t values (1) returning n', 'syntax error at or near "returning"'],
    ['create index on t (n)', 'not supported on Redshift tables'],
    ['create table u (id serial)', 'Column "id" has unsupported type "serial".'],
    ['create table u (j jsonb)', 'Column "j" has unsupported type "jsonb".'],
    ['create table u (a int[])', 'Column "a" has unsupported type "int[]".'],
    ['insert into t select * from generate_series(1, 3)', 'not supported on Redshift tables'],
    ['alter table t add column a int, add column b int', 'syntax error at or near ","'],
    ['alter table t alter column n type bigint', 'only supported for columns of type VARCHAR'],
    ['savepoint s', 'not supported'],
    ['select pg_advisory_lock(1)', 'function pg_advisory_lock() does not exist'],
    ['select n is not distinct from 1 from t', 'syntax error at or near "distinct"'],
    ['select count(*) filter (where n > 1) from t', 'syntax error at or near "("'],
    ["select '{}'::varchar ->> 'a'", 'operator does not exist'],
    ['delete from t as old where n = 1', 'syntax error at or near "as"'],
    ['select n from t for update', 'SELECT FOR UPDATE/SHARE is not supported'],
    ['select n as partition from t', 'syntax error at or near "partition"'],
    ['copy t from stdin', 'LOAD source is not supported'],
    ["unload ('select 1') to 's3://lake/x' iam_role default", 'the emulator of Redshift does not have UNLOAD'],
  ]
  it.each(refused)('%s', async (sql, words) => {
    const { client, rows } = await redshiftOfTest()
    await client.query('create table t (n int)')
    await expect(client.query(sql)).rejects.toThrow(words)
    await client.query('begin')
    await expect(client.query({ text: sql, values: [], queryMode: 'extended' } as never)).rejects.toThrow(words)
    await expect(rows('select 1')).rejects.toThrow('current transaction is aborted')
    await client.query('rollback')
    expect(await rows('select 1')).toEqual([[1]])
  })
})

it('what stands in texts and comments is not taken for SQL', async () => {
  const { rows } = await redshiftOfTest()
  expect(await rows(`select 'on conflict; returning' as "returning" -- savepoint`)).toEqual([
    ['on conflict; returning'],
  ])
})

describe('a fault of the emulator of Redshift', () => {
  it('is a conflict as Redshift tells it', async () => {
    const { client, redshift, rows } = await redshiftOfTest()
    redshift.faults.next({ do: 'conflict', match: { method: 'COMMIT' } })
    await client.query('begin')
    await rows('select 1')
    await expect(client.query('commit')).rejects.toMatchObject({
      code: 'XX000',
      message: '1023',
      detail: expect.stringMatching(/^Serializable isolation violation on table/),
    })
    await client.query('rollback')
  })

  it('drops a connection before a statement has happened, or after it', async () => {
    const { connect, redshift, rows } = await redshiftOfTest()
    await rows('create table t (n int)')
    redshift.faults.next({ do: 'drop-before', match: { method: 'INSERT' } })
    await expect((await connect()).query('insert into t values (1)')).rejects.toThrow('terminated')
    expect(await rows('select n from t')).toEqual([])
    redshift.faults.next({ do: 'drop-after', match: { path: 'values ($1)' } })
    await expect((await connect()).query('insert into t values ($1)', [2])).rejects.toThrow('terminated')
    expect(await rows('select n from t')).toEqual([[2]])
  })
})

it('records the statements that it received', async () => {
  const { redshift, rows } = await redshiftOfTest()
  await rows('select $1::int', [1])
  expect(redshift.statements).toEqual(['select $1::int'])
})
