import { sql, type SqlBool } from 'kysely'
import type { LedgerEntry } from '../ledger-tables.ts'
import { depsOf, type ReadDep } from '../row-inputs.ts'
import type { LedgerChange } from '../state-store.ts'
import type { SubsetTexts } from '../subset-texts.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { type MaterializationsTable, queries } from './tables.ts'

const insertMaterialization = query((value: Value<MaterializationsTable>) =>
  queries.insertInto('materializations').values({
    position: value('position'),
    asset_id: value('asset_id'),
    kind: value('kind'),
    time: value('time'),
    run_id: value('run_id'),
    code_version: value('code_version'),
    recipe: value('recipe'),
    as_of: value('as_of'),
    partitions: value('partitions'),
    changed: value('changed'),
    deps: value('deps'),
  }),
)

/** `wanted` is JSON: pairs of an asset's name and id, each with the position after which. */
const selectChanges = query((value: Value<{ wanted: string }>) =>
  queries
    .selectFrom(sql<{ value: string }>`json_each(${value('wanted')})`.as('wanted'))
    .innerJoin('materializations', (join) =>
      join
        .on(sql<SqlBool>`materializations.asset_id = wanted.value ->> 1`)
        .on(sql<SqlBool>`materializations.position > wanted.value ->> 2`),
    )
    .selectAll('materializations')
    .select(sql<string>`wanted.value ->> 0`.as('asset'))
    .orderBy('materializations.position'),
)

const selectOne = query((value: Value<{ position: number }>) =>
  queries.selectFrom('materializations').selectAll().where('position', '=', value('position')),
)

const moveToHeir = query((value: Value<{ id: number; heir: number }>) =>
  queries
    .updateTable('materializations')
    .set({ asset_id: value('heir') })
    .where('asset_id', '=', value('id')),
)

const deleteAll = query(() => queries.deleteFrom('materializations'))

export function insertEntry(connection: Connection, entry: LedgerEntry): void {
  const { asset, position, time, runId, kind, codeVersion, recipe, asOf, partitions, changed, columns } = entry
  const inputs = columns?.inputs ?? []
  connection.run(insertMaterialization, {
    position,
    asset_id: asset.id,
    kind,
    time,
    run_id: runId ?? null,
    code_version: codeVersion,
    recipe,
    as_of: asOf,
    partitions: partitions.encode(),
    changed: changed.equals(partitions) ? null : changed.encode(),
    deps: inputs.length === 0 ? null : JSON.stringify(depsOf(inputs)),
  })
}

/** What happened to partitions of each of some assets after a position of its own, oldest first. */
export function selectEntries(
  connection: Connection,
  wanted: readonly (readonly [name: string, id: number, after: number])[],
  subsets: SubsetTexts,
): readonly LedgerChange[] {
  return connection.all(selectChanges, { wanted: JSON.stringify(wanted) }).map((row) => {
    const partitions = subsets.decode(row.partitions)
    return {
      asset: row.asset,
      position: row.position,
      time: row.time,
      runId: row.run_id ?? undefined,
      kind: row.kind,
      partitions,
      changed: row.changed === null ? partitions : subsets.decode(row.changed),
      asOf: row.as_of,
    }
  })
}

/** What is the same for all rows of an event. */
export type EntryRow = Pick<MaterializationsTable, 'time' | 'run_id' | 'code_version' | 'recipe' | 'as_of'> & {
  readonly deps: readonly ReadDep[]
}

export function selectEntry(connection: Connection, position: number): EntryRow {
  const { deps, ...row } = connection.one(selectOne, { position })
  // Written by `insertEntry`, and rebuilt when in doubt.
  return { ...row, deps: deps === null ? [] : (JSON.parse(deps) as readonly ReadDep[]) }
}

export function inheritEntries(connection: Connection, id: number, heir: number): void {
  connection.run(moveToHeir, { id, heir })
}

export function clearEntries(connection: Connection): void {
  connection.run(deleteAll)
}
