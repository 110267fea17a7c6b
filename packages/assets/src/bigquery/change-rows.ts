import { fail } from '@headwater/core/io'
import type { StoredWrite } from '../sql/write-mode.ts'
import { partitionColumn } from './column-types.ts'
import { identifier } from './google-sql.ts'
import { keepChanges } from './keep-changes.ts'
import { keepVersions } from './keep-versions.ts'
import { whichRows } from './partition-filter.ts'
import { cellsOf, columnOf, isStaged, namesOf, type RowChange, tableCells } from './row-change.ts'
import { keyText, type KnownColumn } from './row-summary.ts'
import { qualified } from './table-location.ts'

/** The write modes of tables in BigQuery. */
export const writeModes = ['replace', 'append', 'delete-insert', 'merge', 'view', 'scd2', 'changes'] as const

/** The statements that change a table by its write mode, to be run in one transaction. */
export function changeRows(change: RowChange): readonly string[] {
  const { write, partitioned } = change
  switch (write.mode) {
    case 'replace':
      return [deletePartitions(change), insert(change)]
    case 'append':
      return [insert(change)]
    case 'delete-insert':
      return [partitioned ? deletePartitions(change) : deleteMatching(change, write.by), insert(change)]
    case 'merge':
      return [merge(change, write.on)]
    case 'scd2':
      return keepVersions(change, write)
    case 'changes':
      return keepChanges(change, write)
    case 'view':
      return fail('INTERNAL', { message: `rows were staged to be written by \`${write.mode}\`` })
  }
}

/** Whether rows of earlier materializations stay beside the new ones, so that the version is not that of the stage. */
export function addsToRows({ mode }: StoredWrite, partitioned: boolean): boolean {
  return mode !== 'replace' && !(mode === 'delete-insert' && partitioned)
}

function deletePartitions({ target, partitioned, suffix }: RowChange): string {
  return `DELETE FROM ${qualified(target)} WHERE ${partitioned ? whichRows(target, suffix) : 'TRUE'}`
}

/** Deletes the rows that have the same value of a column as a staged one. */
function deleteMatching({ stage, columns, target }: RowChange, by: string): string {
  return `DELETE FROM ${qualified(target)}
    WHERE ${keyOf(columns, by)} IN (SELECT ${keyOf(columns, by, 'made')} FROM (SELECT ${tableCells([columnOf(columns, by)])} FROM ${stage}) AS made)`
}

function insert(change: RowChange): string {
  return `INSERT INTO ${qualified(change.target)} (${namesOf(change).join(', ')})
    SELECT ${cellsOf(change).join(', ')} FROM ${change.stage} WHERE ${isStaged(change)}`
}

/**
 * Puts the staged rows in the place of those of their keys. Each stands twice in what is merged: once to have the rows of its
 * key deleted, of which there may be several, and once to be inserted.
 */
function merge(change: RowChange, on: readonly string[]): string {
  const { columns, target, partitioned, suffix } = change
  const names = namesOf(change)
  const goes = identifier('_headwater_goes')
  const equal = on.map((name) => `${keyOf(columns, name, 'held')} = ${keyOf(columns, name, 'made')}`)
  const partition = identifier(partitionColumn)
  const within = partitioned ? [`held.${partition} = made.${partition}`, `held.${whichRows(target, suffix)}`] : []
  const cells = cellsOf(change).map((cell, index) => `${cell} AS ${names[index]}`)
  return `MERGE INTO ${qualified(target)} AS held
    USING (
      SELECT ${cells.join(', ')}, ${goes} FROM ${change.stage} CROSS JOIN UNNEST([TRUE, FALSE]) AS ${goes} WHERE ${isStaged(change)}
    ) AS made
    ON made.${goes} AND ${[...equal, ...within].join(' AND ')}
    WHEN MATCHED THEN DELETE
    WHEN NOT MATCHED BY TARGET AND NOT made.${goes} THEN
      INSERT (${names.join(', ')}) VALUES (${names.map((name) => `made.${name}`).join(', ')})`
}

function keyOf(columns: readonly KnownColumn[], name: string, relation?: string): string {
  const cell = identifier(name)
  return keyText(relation === undefined ? cell : `${relation}.${cell}`, columnOf(columns, name).kind)
}
