import * as fc from 'fast-check'
import type { EventDraft } from '../../src/events/index.ts'
import { type Cell, Subset } from '../../src/partitions/index.ts'

const most = 8
export const assets = ['a', 'b', 'c']
const asset = fc.constantFrom(...assets)
const cell = fc.record({ series: fc.constantFrom('0,0', '0,9', '0,10'), ordinal: fc.integer({ min: 0, max: 6 }) })
const cells = fc.uniqueArray(cell, {
  minLength: 1,
  maxLength: most,
  selector: ({ series, ordinal }) => `${ordinal}|${series}`,
})
const range = fc
  .tuple(
    fc.constantFrom('0,0', '0,10'),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom(1, 2),
  )
  .map(([series, from, length, step]) =>
    Array.from({ length }, (_, index) => ({ series, ordinal: from + index * step })),
  )
const partitions = fc.oneof(cells, range).map((cells: readonly Cell[]) => Subset.of(cells))
const version = fc.constantFrom('v1', 'v2')
const count = fc.option(fc.integer({ min: 0, max: 9 }))
const runId = fc.constantFrom('run1', 'run2')

function column<T>(values: fc.Arbitrary<T>) {
  return fc.oneof(
    fc.record({ same: values }),
    fc.record({ each: fc.array(values, { minLength: most, maxLength: most }) }),
  )
}

type Column<T> = { readonly same: T } | { readonly each: T[] }

/** A column as long as the event has partitions. */
function cut<T>(column: Column<T>, length: number): Column<T> {
  return 'same' in column ? column : { each: column.each.slice(0, length) }
}

const input = fc.record(
  {
    dep: fc.constantFrom('x', 'y'),
    asset,
    partitions: column(fc.constantFrom('=', '=1.2.0')),
    hash: column(fc.constantFrom('h1', 'h2')),
    projection: fc.record({
      columns: column(fc.constantFrom('', '[]', '["a \\"b\\"","c"]')),
      hash: column(fc.constantFrom('p1', 'p2')),
    }),
  },
  { requiredKeys: ['dep', 'asset', 'partitions', 'hash'] },
)

const columns = fc.record(
  {
    codeVersion: fc.constantFrom('code1', 'code2'),
    recipe: fc.constantFrom('r1', 'r2'),
    dataVersion: column(version),
    columns: fc.record({
      shared: column(fc.constantFrom('s1', 's2')),
      of: fc.dictionary(fc.constantFrom('a "b"', 'c'), column(version)),
    }),
    location: column(fc.constantFrom({}, { path: 'p', deep: { b: 1, a: [2] } }, { file: 'f', bytes: 1 })),
    rows: column(count),
    bytes: column(count),
    inputs: fc.array(input, { maxLength: 2 }),
    seconds: fc.integer({ min: 0, max: 5 }),
    asOf: fc.integer({ min: 0, max: 3 }),
    runId,
  },
  { requiredKeys: ['codeVersion', 'recipe', 'dataVersion', 'location', 'inputs', 'seconds', 'asOf', 'runId'] },
)

const materialized = fc
  .tuple(asset, partitions, columns, fc.boolean())
  .map(([asset, made, columns, isOpen]): EventDraft => {
    const { dataVersion, columns: versions, location, rows, bytes, inputs, ...rest } = columns
    return {
      type: 'materialized',
      asset,
      attempt: 'attempt',
      ...rest,
      partitions: made.encode(),
      open: isOpen && made.last ? Subset.of([made.last]).encode() : '',
      dataVersion: cut(dataVersion, made.count),
      ...(versions && {
        columns: {
          shared: cut(versions.shared, made.count),
          of: Object.fromEntries(Object.entries(versions.of).map(([name, of]) => [name, cut(of, made.count)])),
        },
      }),
      location: cut(location, made.count),
      ...(rows && { rows: cut(rows, made.count) }),
      ...(bytes && { bytes: cut(bytes, made.count) }),
      inputs: inputs.map(({ projection, ...input }) => ({
        ...input,
        partitions: cut(input.partitions, made.count),
        hash: cut(input.hash, made.count),
        ...(projection && {
          projection: { columns: cut(projection.columns, made.count), hash: cut(projection.hash, made.count) },
        }),
      })),
    }
  })

const observed = fc.tuple(asset, partitions, column(version)).map(
  ([asset, seen, versions]): EventDraft => ({
    type: 'observed',
    asset,
    partitions: seen.encode(),
    dataVersion: cut(versions, seen.count),
  }),
)

const wiped = fc.tuple(asset, partitions).map(
  ([asset, gone]): EventDraft => ({
    type: 'wiped',
    asset,
    partitions: gone.encode(),
    count: gone.count,
    deleted: false,
  }),
)

const failed = fc.tuple(asset, partitions, runId, fc.boolean()).map(
  ([asset, lost, runId, willRetry]): EventDraft => ({
    type: 'step_failed',
    runId,
    asset,
    attempt: 'attempt',
    partitions: lost.encode(),
    count: lost.count,
    problem: { code: 'STEP_FAILED', message: `in ${runId}` },
    willRetry,
  }),
)

const checked = fc.tuple(asset, fc.constantFrom('unique', 'full'), fc.option(cell), fc.boolean()).map(
  ([asset, check, at, passed]): EventDraft => ({
    type: 'checked',
    runId: 'run1',
    asset,
    check,
    partition: at && `${at.ordinal}|${at.series}`,
    partitions: at ? Subset.of([at]).encode() : '',
    passed,
    severity: 'warn',
    blocking: false,
  }),
)

const aliasMoved = fc.tuple(asset, fc.constantFrom('best', 'last'), version).map(
  ([asset, alias, dataVersion]): EventDraft => ({
    location: { path: 'p', at: dataVersion },
    dataVersion,
    partition: null,
    alias,
    asset,
    runId: 'run1',
    type: 'alias_moved',
  }),
)

const partitioned = fc
  .tuple(asset, fc.constantFrom('hourly', 'daily'))
  .map(([asset, grain]): EventDraft => ({ type: 'partitioned', asset, cut: { start: '2026-01-05', grain } }))

const shaped = fc.tuple(asset, fc.constantFrom('number', 'string')).map(
  ([asset, type]): EventDraft => ({
    type: 'shaped',
    asset,
    rowSchema: { type: 'object', properties: { x: { type } } },
  }),
)

const renamed = fc.tuple(asset, asset).map(([asset, from]): EventDraft => ({ type: 'renamed', asset, from }))

const keys = fc.uniqueArray(fc.constantFrom('AAPL', 'MSFT', 'GOOG', 'IBM'), { minLength: 1 })
const keyEvent = fc
  .tuple(fc.constantFrom('keys_added', 'keys_removed'), fc.constantFrom('symbols', 'regions'), keys)
  .map(([type, dimension, keys]): EventDraft => ({ type, dimension, keys }))

const logged = asset.map(
  (asset): EventDraft => ({ type: 'logged', runId: 'run1', asset, partition: null, level: 'info', message: 'm' }),
)

const undisturbing = [
  { arbitrary: materialized, weight: 6 },
  { arbitrary: observed, weight: 2 },
  { arbitrary: failed, weight: 2 },
  { arbitrary: checked, weight: 2 },
  { arbitrary: aliasMoved, weight: 1 },
  { arbitrary: partitioned, weight: 1 },
  { arbitrary: shaped, weight: 1 },
  { arbitrary: keyEvent, weight: 1 },
  { arbitrary: logged, weight: 1 },
]
const disturbing = [
  { arbitrary: wiped, weight: 2 },
  { arbitrary: renamed, weight: 2 },
]

function historyOf(drafts: fc.Arbitrary<EventDraft>): fc.Arbitrary<readonly (readonly EventDraft[])[]> {
  return fc.array(fc.array(drafts, { minLength: 1, maxLength: 5 }), { maxLength: 12 })
}

/** Events of everything that changes a ledger, as they are appended together. */
export const history = historyOf(fc.oneof(...undisturbing, ...disturbing))
/** The same, but nothing is wiped and nothing renamed. */
export const undisturbedHistory = historyOf(fc.oneof(...undisturbing))
