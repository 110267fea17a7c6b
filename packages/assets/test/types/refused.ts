// biome-ignore-all format: each refusal stands in one line below its reason
// Each line below a directive must be refused, and for the reason given.
import { asset, type Project } from '@headwater/core'
import { accepted, arrow, batches, between, columnar, duckdb, files, modelAsset, noGaps, notNull, pattern, positive, reference, references, sqlAsset, sqlFile, stream, unique } from '@headwater/assets'
import { testSql } from '@headwater/assets/testing'
import { sql as raw } from 'kysely'
import { z } from 'zod'

const warehouse = duckdb({ path: ':memory:' })
const Row = z.object({ symbol: z.string(), day: z.string(), close: z.number(), at: z.date() })
const rows = asset('rows', { schema: z.array(Row) }, () => [])
const one = asset('one', { schema: Row }, () => ({ symbol: '', day: '', close: 1, at: new Date() }))
const maybe = asset('maybe', { schema: z.array(z.object({ close: z.number().nullable() })) }, () => [])
const symbols = asset('symbols', { schema: z.array(z.object({ symbol: z.string() })) }, () => [])
const schema = z.array(Row)
const io = { name: 'nowhere', write: async () => undefined, read: async () => undefined }
const made = () => []

// ── checks ──
// @ts-expect-error between() compares numbers and dates, not text
asset('x', { schema, checks: { c: between('symbol', { min: 0 }) } }, made)
// @ts-expect-error the bounds of a column of dates are dates
asset('x', { schema, checks: { c: between('at', { min: 0 }) } }, made)
// @ts-expect-error bounds are of one kind
between('close', { min: 0, max: new Date() })
// @ts-expect-error text has no order here
between('day', { min: '2024-01-01' })
// @ts-expect-error a number is no date
asset('x', { schema, checks: { c: noGaps('close') } }, made)
// @ts-expect-error no such column
asset('x', { schema, checks: { c: noGaps('date') } }, made)
// @ts-expect-error a calendar is not its name
noGaps('day', { calendar: 'nyse' })
// @ts-expect-error a column of numbers holds no text
asset('x', { schema, checks: { c: accepted('close', ['A']) } }, made)
// @ts-expect-error one of the columns is misspelled
asset('x', { schema, checks: { c: unique('symbol', 'dya') } }, made)
// @ts-expect-error a date is not positive
asset('x', { schema, checks: { c: positive('at') } }, made)
// @ts-expect-error a pattern is of text
asset('x', { schema, checks: { c: pattern('close', /^1/) } }, made)
// @ts-expect-error the other asset has no such column
asset('x', { schema, checks: { c: references('close', symbols) } }, made)
// @ts-expect-error nor one that is named so
references('symbol', symbols, { column: 'sybmol' })
// @ts-expect-error the other asset is no table
references('symbol', one)
// @ts-expect-error no such column here
asset('x', { schema, checks: { c: references('ticker', symbols, { column: 'symbol' }) } }, made)
// @ts-expect-error a check of rows on one object
asset('x', { schema: Row, checks: { c: notNull('close') } }, () => ({ symbol: '', day: '', close: 1, at: new Date() }))
// @ts-expect-error no such severity
notNull('close', { severity: 'info' })

// ── views ──
// @ts-expect-error one object is no table
reference(one)
// @ts-expect-error one object has no batches
batches(one)
// @ts-expect-error no such column in the Arrow table
asset('x', { deps: { rows: arrow(rows) }, schema: z.number() }, ({ rows }) => [...(rows.getChild('clsoe') ?? [])].length)
// @ts-expect-error a date arrives in milliseconds
asset('x', { deps: { rows: arrow(rows) }, schema: z.date() }, ({ rows }) => [...(rows.getChild('at') ?? [])][0] ?? new Date())

// ── columns and streams ──
const columns = columnar(z.array(Row))
const batchesOfRows = stream(z.array(Row))
const lake = files({ root: 'lake' })
// @ts-expect-error rows are no columns: from() makes them
asset('x', { schema: columns, io: lake.parquet() }, () => [{ symbol: '', day: '', close: 1, at: new Date() }])
// @ts-expect-error a cell of another type
columns.from([{ symbol: '', day: '', close: '1', at: new Date() }])
// @ts-expect-error one object is no table
columnar(Row)
// @ts-expect-error JSON holds no columns
asset('x', { schema: columns, io: lake.json() }, () => columns.from([]))
// @ts-expect-error no such column
asset('x', { deps: { c: asset('c', { schema: columns }, () => columns.from([])) }, schema: z.number() }, ({ c }) => c.column('clsoe')?.data ? 1 : 0)
// @ts-expect-error no such column in its rows
asset('x', { schema: batchesOfRows, io: lake.parquet(), checks: { c: notNull('clsoe') } }, () => batchesOfRows.from([]))
// @ts-expect-error a stream of single rows is none of batches: from() makes them
asset('x', { schema: batchesOfRows, io: lake.parquet() }, async function* () { yield { symbol: '', day: '', close: 1, at: new Date() } })

// ── SQL ──
// @ts-expect-error the sql tag knows only the tables of deps
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, (_, { sql, tables }) => sql`select * from ${tables.other}`)
// @ts-expect-error an object is no value that can be bound
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, (_, { sql }) => sql`select ${{ a: 1 }}`)
// @ts-expect-error an array is no value that can be bound
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, (_, { sql }) => sql`select ${[1]}`)
// @ts-expect-error a query is given back, not executed
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, (db) => db.selectFrom('rows').selectAll().execute())
// @ts-expect-error a text is no statement
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, () => 'select * from rows')
// @ts-expect-error the raw statement gives other columns
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, () => raw<{ n: number }>`select 1 as n`)
// @ts-expect-error no such column to merge on
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'merge', on: ['id'] } }, (db) => db.selectFrom('rows').selectAll())
// @ts-expect-error versions need a column for their end
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'scd2', on: ['symbol'], from: 'at' } }, (db) => db.selectFrom('rows').selectAll())
// @ts-expect-error no such column that counts changes
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'changes', on: ['symbol'], sequence: 'lsn', deleted: 'open' } }, (db) => db.selectFrom('rows').selectAll())
// @ts-expect-error no such policy for changed columns
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' }, schemaChange: 'drop' }, (db) => db.selectFrom('rows').selectAll())
// @ts-expect-error nor for the table of values
warehouse.table('x', { schemaChange: 'drop' })
// @ts-expect-error no such write mode
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'truncate' } }, (db) => db.selectFrom('rows').selectAll())
// @ts-expect-error the query misses a column
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, (db) => db.selectFrom('rows').select(['symbol', 'day', 'close']))
// @ts-expect-error the query gives a column more
sqlAsset('x', { warehouse, deps: { rows }, row: z.object({ symbol: z.string() }), write: { mode: 'replace' } }, (db) => db.selectFrom('rows').select(['symbol', 'close']))
// @ts-expect-error the query gives all columns, and one of them is declared
sqlAsset('x', { warehouse, deps: { rows }, row: z.object({ symbol: z.string() }), write: { mode: 'replace' } }, (db) => db.selectFrom('rows').selectAll())
// @ts-expect-error the raw statement gives a column more
sqlAsset('x', { warehouse, deps: { rows }, row: z.object({ n: z.number() }), write: { mode: 'replace' } }, () => raw<{ n: number; m: number }>`select 1 as n, 2 as m`)
// @ts-expect-error a number is no text
sqlAsset('x', { warehouse, deps: { rows }, row: z.object({ symbol: z.string() }), write: { mode: 'replace' } }, (db) => db.selectFrom('rows').select('close as symbol'))
// @ts-expect-error a date is no text
sqlAsset('x', { warehouse, deps: { rows }, row: z.object({ at: z.string() }), write: { mode: 'replace' } }, (db) => db.selectFrom('rows').select('at'))
// @ts-expect-error the greatest of no rows is null
sqlAsset('x', { warehouse, deps: { rows }, row: z.object({ at: z.date() }), write: { mode: 'replace' } }, (db) => db.selectFrom('rows').select((eb) => eb.fn.max('at').$castTo<Date | null>().as('at')))
// @ts-expect-error what a left join does not find is null
sqlAsset('x', { warehouse, deps: { rows, symbols }, row: z.object({ symbol: z.string() }), write: { mode: 'replace' } }, (db) => db.selectFrom('rows').leftJoin('symbols', 'symbols.symbol', 'rows.symbol').select('symbols.symbol'))
// @ts-expect-error a column that may be null
sqlAsset('x', { warehouse, deps: { maybe }, row: z.object({ close: z.number() }), write: { mode: 'replace' } }, (db) => db.selectFrom('maybe').select('close'))
// @ts-expect-error a file is named, not its text
sqlAsset('x', { warehouse, deps: { rows }, row: Row, write: { mode: 'replace' } }, sqlFile({ text: 'select * from rows' }))
// @ts-expect-error a list is no parameter
sqlFile('rows.sql', { symbols: ['A'] })
const inColumns = asset('columns', { schema: columnar(z.array(Row)) }, () => null as never)
// @ts-expect-error a column that the columnar value of an upstream does not have
sqlAsset('x', { warehouse, deps: { inColumns }, row: z.object({ day: z.string() }), write: { mode: 'replace' } }, (db) => db.selectFrom('inColumns').select('dya as day'))
// @ts-expect-error a line of CSV nests nothing
asset('x', { schema: z.array(z.object({ quote: z.object({ price: z.number() }) })), io: files({ root: 'lake' }).csv() }, () => [])
// @ts-expect-error nested values are JSON, which has no dates
asset('x', { schema: z.array(z.object({ quote: z.object({ at: z.date() }) })), io: warehouse.table() }, () => [])
// @ts-expect-error a single object is no table
sqlAsset('x', { warehouse, deps: { one }, row: Row, write: { mode: 'replace' } }, (_, { sql }) => sql`select 1`)
// @ts-expect-error nothing is no table either
sqlAsset('x', { warehouse, deps: { effect: asset('effect', {}, () => {}) }, row: Row, write: { mode: 'replace' } }, (_, { sql }) => sql`select 1`)
const fct = sqlAsset('x', { warehouse, deps: { rows, symbols }, row: Row, write: { mode: 'replace' } }, (db) => db.selectFrom('rows').selectAll())
// @ts-expect-error the rows of a dep are missing
void testSql(fct, { deps: { rows: [] } })
// @ts-expect-error the rows of a dep have other columns
void testSql(fct, { deps: { rows: [], symbols: [{ ticker: 'A' }] } })
// @ts-expect-error an asset without partitions makes none
void testSql(fct, { deps: { rows: [], symbols: [] }, partition: '2024-01-02' })
// @ts-expect-error an asset that a function makes
void testSql(rows, { deps: {} })

// ── models ──
// @ts-expect-error the metrics are not what their schema says
modelAsset('x', { deps: {}, schema: z.number(), io, metrics: z.object({ rmse: z.number() }) }, () => ({ model: 1, metrics: { rmse: '1' } }))
// @ts-expect-error metrics are facts: nothing nested
modelAsset('x', { deps: {}, schema: z.number(), io, metrics: z.object({ folds: z.array(z.number()) }) }, () => ({ model: 1, metrics: { folds: [] } }))
// @ts-expect-error no such alias to promote to
modelAsset('x', { deps: {}, schema: z.number(), io, metrics: z.object({ rmse: z.number() }), aliases: ['champion'], promote: () => 'winner' }, () => ({ model: 1, metrics: { rmse: 1 } }))
const net = modelAsset('x', { deps: {}, schema: z.number(), io, metrics: z.object({ rmse: z.number() }), aliases: ['champion'] }, () => ({ model: 1, metrics: { rmse: 1 } }))
declare const project: Project
// @ts-expect-error no such alias to load
void project.model(net).load('winner')
// @ts-expect-error no such alias to move
void project.model(net).moveAlias('winner', 12)
// @ts-expect-error an alias goes to a version or to where another alias is
void project.model(net).moveAlias('champion', 'winner')
// @ts-expect-error no text is loaded where the model is a number
project.model(net).load('champion').then((text: string) => text)
// @ts-expect-error an asset without aliases is no model
project.model(rows)
