// What the compiler must let through, beyond the examples in api/.
import { asset, daily, every, type ModelVersion, nyse, type Project } from '@headwater/core'
import {
  accepted,
  arrow,
  type ArrowTable,
  batches,
  between,
  type ColumnBatch,
  columnar,
  duckdb,
  files,
  modelAsset,
  noGaps,
  pattern,
  positive,
  reference,
  references,
  sqlAsset,
  sqlFile,
  stream,
  type TableReference,
  unique,
} from '@headwater/assets'
import { testSql } from '@headwater/assets/testing'
import { sql as raw } from 'kysely'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

const warehouse = duckdb({ path: ':memory:' })
const days = daily({ start: '2024-01-01' })
const Row = z.object({
  symbol: z.string(),
  kind: z.enum(['stock', 'index']),
  day: z.string(),
  at: z.date().nullable(),
  close: z.number(),
  volume: z.bigint(),
  open: z.boolean(),
  tags: z.array(z.string()),
})
const rows = asset('rows', { schema: z.array(Row) }, () => [])

const streamed = asset('streamed', { schema: stream(z.array(Row)) }, () => stream(z.array(Row)).from([]))

export const checkedInColumns = asset(
  'checked/columns',
  { schema: columnar(z.array(Row)), checks: { close: positive('close'), one: unique('symbol', 'day') } },
  () => columnar(z.array(Row)).from([]),
)

export const checkedStream = asset(
  'checked/stream',
  { schema: stream(z.array(Row)), io: files({ root: 'lake' }).parquet(), checks: { close: positive('close') } },
  () => stream(z.array(Row)).from([]),
)

export const checked = asset(
  'checked',
  {
    schema: z.array(Row),
    checks: {
      someSymbols: accepted('symbol', ['AAPL', 'MSFT']),
      someKinds: accepted('kind', ['stock', 'index']),
      someCloses: accepted('close', [1, 2]),
      isOpen: accepted('open', [true]),
      closeWithin: between('close', { min: 0, max: 10 }),
      volumeWithin: between('volume', { min: 0n }),
      recent: between('at', { min: new Date(0) }, { severity: 'warn' }),
      volumePositive: positive('volume', { blocking: true }),
      allDays: noGaps('day', { calendar: nyse }),
      allMoments: noGaps('at'),
      ticker: pattern('symbol', /^[A-Z.]+$/),
      known: references('symbol', rows, { severity: 'warn' }),
      knownElsewhere: references('kind', streamed, { column: 'symbol' }),
      one: { ...unique('symbol', 'day'), blocking: true, severity: 'error' },
    },
  },
  () => [],
)

export const viewed = asset(
  'viewed',
  {
    deps: { table: arrow(rows), stream: batches(rows), at: reference(rows), each: every(arrow(rows)) },
    schema: z.number(),
  },
  ({ table, stream, at, each }) => {
    type OfRows = z.output<typeof Row>
    expectTypeOf(table).toEqualTypeOf<ArrowTable<OfRows>>()
    expectTypeOf(stream).toEqualTypeOf<AsyncIterable<ArrowTable<OfRows>>>()
    expectTypeOf(at).toEqualTypeOf<TableReference<OfRows>>()
    expectTypeOf(table.getChild('symbol')).toEqualTypeOf<Iterable<string | null> | null>()
    expectTypeOf(table.getChild('at')).toEqualTypeOf<Iterable<number | null> | null>()
    expectTypeOf(table.getChild('volume')).toEqualTypeOf<Iterable<bigint | null> | null>()
    expectTypeOf(table.getChild('tags')).toEqualTypeOf<Iterable<string | null> | null>()
    return table.numRows + each.size
  },
)

const Columns = columnar(z.array(Row))
const Batches = stream(z.array(Row))
const lake = files({ root: 'lake' })
type OfRows = z.output<typeof Row>

export const byColumn = asset(
  'by/column',
  {
    deps: { rows },
    schema: Columns,
    io: lake.parquet(),
    checks: { some: (bars) => ({ passed: bars.length > 0 && bars.column('close') !== undefined }) },
  },
  ({ rows }) => Columns.from(rows),
)

export const asTable = asset('as/table', { schema: Columns, io: warehouse.table() }, () => Columns.from([]))

export const streamAsTable = asset('stream/table', { schema: Batches, io: warehouse.table() }, () => Batches.from([]))
export const streamAsCsv = asset('stream/csv', { schema: Batches, io: lake.csv() }, () => Batches.from([]))

export const asStream = asset(
  'as/stream',
  {
    deps: { columns: byColumn, all: every(byColumn) },
    schema: Batches,
    io: lake.ndjson(),
    checks: {
      some: async (bars) => {
        for await (const batch of bars) if (batch.length > 0) return { passed: true }
        return { passed: false }
      },
    },
  },
  async function* ({ columns }) {
    expectTypeOf(columns).toEqualTypeOf<ColumnBatch<OfRows>>()
    yield columns
  },
)

export const fromStream = asset(
  'from/stream',
  {
    deps: { bars: asStream, table: arrow(asStream), pieces: batches(byColumn), at: reference(asStream) },
    schema: z.number(),
  },
  async ({ bars, table, pieces }) => {
    expectTypeOf(bars).toEqualTypeOf<AsyncIterable<ColumnBatch<OfRows>>>()
    expectTypeOf(table).toEqualTypeOf<ArrowTable<OfRows>>()
    expectTypeOf(pieces).toEqualTypeOf<AsyncIterable<ArrowTable<OfRows>>>()
    let sum = 0
    for await (const batch of bars) for (const { close } of batch) sum += close
    return sum
  },
)

export const byRaw = sqlAsset(
  'by/raw',
  { warehouse, deps: { rows }, row: z.object({ n: z.number() }), write: { mode: 'replace' } },
  (_, { sql, tables: { rows } }) => {
    const open = sql`${rows.open} and ${rows.at} > ${new Date()}`
    return sql`select count(*)::double as n from ${rows} where ${open} and ${rows.volume} > ${1n}`
  },
)

export const versions = sqlAsset(
  'versions',
  {
    warehouse,
    deps: {},
    row: z.object({ id: z.int(), since: z.date(), until: z.date().nullable() }),
    write: { mode: 'scd2', on: ['id'], from: 'since', to: 'until' },
    schemaChange: 'add-columns',
  },
  (_, { sql }) => sql`select 1 as id, now() as since, null as until`,
)

export const rebuilt = asset(
  'rebuilt',
  { schema: z.array(z.object({ n: z.number() })), io: warehouse.table('main.rebuilt', { schemaChange: 'rebuild' }) },
  () => [],
)

export const byKysely = sqlAsset(
  'by/kysely',
  {
    warehouse,
    deps: {},
    partitions: days,
    row: z.object({ day: z.string() }),
    write: { mode: 'delete-insert', by: 'day' },
  },
  (_, { partition }) => raw<{ day: string }>`select ${partition}::varchar as day`,
)

/** What may be null, or is left out, may also be what never is. */
export const wider = sqlAsset(
  'wider',
  {
    warehouse,
    deps: { rows },
    row: z.object({ close: z.number().nullable(), volume: z.bigint().optional() }),
    write: { mode: 'replace' },
  },
  (db) => db.selectFrom('rows').select(['close', 'volume']),
)

export const narrower = sqlAsset(
  'narrower',
  { warehouse, deps: { wider }, row: z.object({ close: z.number() }), write: { mode: 'replace' } },
  (db) => db.selectFrom('wider').select('close').where('close', 'is not', null).$narrowType<{ close: number }>(),
)

export const fromFile = sqlAsset(
  'from/file',
  { warehouse, deps: { rows }, partitions: days, row: z.object({ n: z.number() }), write: { mode: 'replace' } },
  sqlFile(new URL('./from-file.sql', import.meta.url), { least: 1, since: new Date(0), none: null }),
)

export async function tested() {
  const made = await testSql(narrower, { deps: { wider: [{ close: 1 }, { close: null, volume: 1n }] } })
  expectTypeOf(made).toEqualTypeOf<readonly { close: number }[]>()
  return testSql(byKysely, { deps: {}, partition: '2024-01-02' })
}

const Quote = z.object({
  symbol: z.string(),
  quote: z.object({ price: z.number(), tags: z.array(z.string()).nullable() }),
})
export const nested = [warehouse.table(), lake.parquet(), lake.ndjson(), lake.arrow()].map((io, index) =>
  asset(`nested/${index}`, { schema: z.array(Quote), io }, () => []),
)

const inColumns = asset('columns', { schema: columnar(z.array(Row)) }, () => null as never)
const streamedDaily = asset('streamed/daily', { partitions: days, schema: stream(z.array(Row)) }, () => null as never)
export const ofColumns = sqlAsset(
  'ofColumns',
  { warehouse, deps: { inColumns, streamed: every(streamedDaily) }, row: Row, write: { mode: 'replace' } },
  (db) => db.selectFrom('inColumns').selectAll().union(db.selectFrom('streamed').selectAll()),
)

export const model = modelAsset(
  'model',
  {
    deps: { rows },
    schema: z.object({ weights: z.array(z.number()).readonly() }),
    io: { name: 'nowhere', write: async () => undefined, read: async () => undefined },
    metrics: z.object({ rmse: z.number(), note: z.string() }),
    aliases: ['champion', 'challenger'],
    promote: (candidate, champion) => {
      expectTypeOf(candidate).toEqualTypeOf<{ rmse: number; note: string }>()
      expectTypeOf(champion).toEqualTypeOf<{ rmse: number; note: string } | undefined>()
      return candidate.rmse < 1 ? 'champion' : undefined
    },
  },
  ({ rows }) => ({ model: { weights: rows.map(({ close }) => close) }, metrics: { rmse: 1, note: '' } }),
)

export async function champion(project: Project) {
  const versions = project.model(model)
  expectTypeOf(await versions.load('champion')).toEqualTypeOf<{ weights: readonly number[] }>()
  expectTypeOf(await versions.load(12)).toEqualTypeOf<{ weights: readonly number[] }>()
  const { version } = await versions.moveAlias('challenger', 'champion', { expected: null })
  expectTypeOf(await versions.versions()).toEqualTypeOf<readonly ModelVersion<'champion' | 'challenger'>[]>()
  expectTypeOf(await project.model('model').load('champion')).toBeUnknown()
  return version
}
