import {
  type Cell,
  depsOf,
  type LedgerAsset,
  type LedgerChange,
  type LedgerEntry,
  type LedgerRow,
  type PastRow,
  type ReadDep,
  readRow,
  type Renaming,
  type StoredRow,
  type Subset,
  type SubsetTexts,
  writeRecord,
} from '@headwater/core/state'
import { type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

export function upsertAssets({ assets }: Tables, changed: readonly LedgerAsset[]): RawBuilder<unknown> {
  const [ids, keys] = [changed.map(({ id }) => id), changed.map(({ key }) => key)]
  const positions = changed.map(({ position }) => position)
  const records = changed.map(({ record }) => writeRecord(record))
  return sql`insert into ${assets} (id, key, position, record)
    select * from unnest(${ids}::bigint[], ${keys}::text[], ${positions}::bigint[], ${records}::text[])
    on conflict (id) do update set key = excluded.key, position = excluded.position, record = excluded.record`
}

/** What has the new name so far becomes a part of the other asset's history. */
export function renameAsset(
  tables: Tables,
  { asset, to, position, replaced }: Renaming,
): readonly RawBuilder<unknown>[] {
  const { assets, names, materializations } = tables
  const { id, key, record } = asset
  const inherit =
    replaced === undefined
      ? []
      : [
          sql`update ${materializations} set asset_id = ${id} where asset_id = ${replaced.id}`,
          sql`update ${names} set asset_id = ${id} where asset_id = ${replaced.id}`,
          sql`delete from ${assets} where id = ${replaced.id}`,
        ]
  return [
    ...inherit,
    sql`insert into ${names} (until, asset_id, name) values (${position}, ${id}, ${key})`,
    upsertAssets(tables, [{ id, key: to, position, record }]),
  ]
}

export function insertEntries({ materializations }: Tables, entries: readonly LedgerEntry[]): RawBuilder<unknown> {
  const of = <T>(value: (entry: LedgerEntry) => T) => entries.map(value)
  return sql`insert into ${materializations}
      (position, asset_id, kind, time, run_id, code_version, recipe, as_of, partitions, changed, deps)
    select * from unnest(
      ${of(({ position }) => position)}::bigint[], ${of(({ asset }) => asset.id)}::bigint[],
      ${of(({ kind }) => kind)}::text[], ${of(({ time }) => time)}::bigint[], ${of(({ runId }) => runId)}::text[],
      ${of(({ codeVersion }) => codeVersion)}::text[], ${of(({ recipe }) => recipe)}::text[],
      ${of(({ asOf }) => asOf)}::bigint[], ${of(({ partitions }) => partitions.encode())}::text[],
      ${of(({ partitions, changed }) => (changed.equals(partitions) ? null : changed.encode()))}::text[],
      ${of(depsText)}::text[])`
}

function depsText({ columns }: LedgerEntry): string | null {
  return columns === undefined || columns.inputs.length === 0 ? null : JSON.stringify(depsOf(columns.inputs))
}

/** Puts rows, each with the id of its asset, in place of older ones. */
export function upsertRows(
  { ledger }: Tables,
  put: readonly (readonly [asset: number, row: StoredRow])[],
): RawBuilder<unknown> {
  const assets = put.map(([asset]) => asset)
  const of = (name: keyof StoredRow) => put.map(([, row]) => row[name])
  return sql`insert into ${ledger} (asset_id, series, ordinal, position, data_version, location, inputs, rows, bytes)
    select * from unnest(${assets}::bigint[], ${of('series')}::text[], ${of('ordinal')}::bigint[],
      ${of('position')}::bigint[], ${of('dataVersion')}::text[], ${of('location')}::text[], ${of('inputs')}::text[],
      ${of('rows')}::bigint[], ${of('bytes')}::bigint[])
    on conflict (asset_id, series, ordinal) do update set position = excluded.position,
      data_version = excluded.data_version, location = excluded.location, inputs = excluded.inputs,
      rows = excluded.rows, bytes = excluded.bytes`
}

export function deleteRows({ ledger }: Tables, asset: number, cells: readonly Cell[]): RawBuilder<unknown> {
  const [series, ordinals] = [cells.map(({ series }) => series), cells.map(({ ordinal }) => ordinal)]
  return sql`delete from ${ledger} l using unnest(${series}::text[], ${ordinals}::bigint[]) gone (series, ordinal)
    where l.asset_id = ${asset} and l.series = gone.series and l.ordinal = gone.ordinal`
}

/** What new rows of partitions are compared with. */
export function selectPast(
  { ledger }: Tables,
  wanted: readonly Wanted[],
): RawBuilder<PastRow & { readonly asset: number }> {
  return sql`select l.asset_id as asset, l.series, l.ordinal, l.data_version as "dataVersion", l.rows
    from ${ranges(wanted)} join ${ledger} l on ${isIn}`
}

export interface SelectedRow extends StoredRow {
  readonly place: number
  readonly time: number
  readonly runId: string | null
  readonly codeVersion: string
  readonly recipe: string
  readonly asOf: number
  readonly deps: string | null
}

/** The rows of partitions, each with the place among `wanted` of what it answers, in the order of cells. */
export function selectRows({ ledger, materializations }: Tables, wanted: readonly Wanted[]): RawBuilder<SelectedRow> {
  return sql`select r.place, l.series, l.ordinal, l.position, l.data_version as "dataVersion", l.location, l.inputs,
      l.rows, l.bytes, m.time, m.run_id as "runId", m.code_version as "codeVersion", m.recipe, m.as_of as "asOf", m.deps
    from ${ranges(wanted)} join ${ledger} l on ${isIn} join ${materializations} m on m.position = l.position
    order by r.at, l.ordinal`
}

/** Reads rows, and what is the same for all rows of an event once. */
export function readRows(rows: readonly SelectedRow[]): readonly LedgerRow[] {
  const known = new Map<string, readonly ReadDep[]>([['', []]])
  const depsIn = (text: string): readonly ReadDep[] => {
    // Written by `insertEntries`, and rebuilt when in doubt.
    const deps = known.get(text) ?? (JSON.parse(text) as readonly ReadDep[])
    known.set(text, deps)
    return deps
  }
  return rows.map(({ place: _, time, runId, codeVersion, recipe, asOf, deps, ...row }) => {
    const entry = { time, runId: runId ?? undefined, codeVersion, recipe, asOf, deps: depsIn(deps ?? '') }
    return readRow({ ...row, rows: row.rows ?? undefined, bytes: row.bytes ?? undefined }, entry)
  })
}

interface ChangeRow extends Omit<LedgerChange, 'partitions' | 'changed' | 'runId'> {
  readonly runId: string | null
  readonly partitions: string
  readonly changed: string | null
}

/** What happened to partitions of each of some assets after a position of its own, oldest first. */
export function selectChanges(
  { materializations }: Tables,
  wanted: readonly (readonly [name: string, id: number, after: number])[],
): RawBuilder<ChangeRow> {
  const [names, ids] = [wanted.map(([name]) => name), wanted.map(([, id]) => id)]
  const afters = wanted.map(([, , after]) => after)
  return sql`select w.name as asset, m.position, m.time, m.run_id as "runId", m.kind, m.partitions, m.changed,
      m.as_of as "asOf"
    from unnest(${names}::text[], ${ids}::bigint[], ${afters}::bigint[]) with ordinality w (name, id, after, at)
      join ${materializations} m on m.asset_id = w.id and m.position > w.after
    order by m.position, w.at`
}

export function readChanges(rows: readonly ChangeRow[], subsets: SubsetTexts): readonly LedgerChange[] {
  return rows.map((row) => {
    const partitions = subsets.decode(row.partitions)
    const changed = row.changed === null ? partitions : subsets.decode(row.changed)
    return { ...row, runId: row.runId ?? undefined, partitions, changed }
  })
}

/** Partitions of an asset. */
export interface Wanted {
  readonly asset: number
  readonly partitions: Subset
}

/** Each run of partitions of one series as a row `r`. */
function ranges(wanted: readonly Wanted[]): RawBuilder<unknown> {
  const all = wanted.flatMap(({ asset, partitions }, place) =>
    [...partitions.series()].flatMap(([series, ordinals]) =>
      [...ordinals.ranges()].map(({ from, to, step }) => ({ place, asset, series, from, to, step })),
    ),
  )
  const of = (name: keyof (typeof all)[number]) => all.map((range) => range[name])
  return sql`unnest(${of('place')}::integer[], ${of('asset')}::bigint[], ${of('series')}::text[],
    ${of('from')}::bigint[], ${of('to')}::bigint[], ${of('step')}::bigint[])
    with ordinality r (place, asset, series, first, last, step, at)`
}

const isIn = sql`l.asset_id = r.asset and l.series = r.series and l.ordinal between r.first and r.last
  and (l.ordinal - r.first) % r.step = 0`
