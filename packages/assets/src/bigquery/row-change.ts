import { fail } from '@headwater/core/io'
import type { StoredWrite } from '../sql/write-mode.ts'
import type { FoundTable } from './asset-table.ts'
import { fromStage, partitionColumn, rowColumn } from './column-types.ts'
import { identifier } from './google-sql.ts'
import { isByDay } from './partition-filter.ts'
import type { KnownColumn } from './row-summary.ts'

/** Staged rows of some partitions, and the table that takes them in. */
export interface RowChange {
  /** The stage, in SQL. */
  readonly stage: string
  readonly columns: readonly KnownColumn[]
  readonly target: FoundTable
  readonly write: StoredWrite
  readonly partitioned: boolean
  /** The ledger of the table, in SQL. */
  readonly ledger: string
  /** At the end of the names of the parameters that tell the partitions: see `parametersOf` and `daysOf`. */
  readonly suffix: string
}

/** A condition: whether a staged row is of the partitions that are published. */
export function isStaged({ suffix }: RowChange): string {
  return `${identifier(partitionColumn)} IN UNNEST(@keys${suffix})`
}

/** The columns of the table, hidden ones included. */
export function namesOf({ columns, partitioned }: RowChange): readonly string[] {
  const hidden = [...(partitioned ? [partitionColumn] : []), rowColumn]
  return [...columns.map(({ name }) => name), ...hidden].map((name) => identifier(name))
}

/** What the stage has for each of them. */
export function cellsOf({ columns, partitioned, target }: RowChange): readonly string[] {
  const partition = identifier(partitionColumn)
  const key = isByDay(target) ? `CAST(${partition} AS DATE)` : partition
  return [...columns.map(fromStage), ...(partitioned ? [key] : []), identifier(rowColumn)]
}

/** Staged columns as the table has them, under their names. */
export function tableCells(columns: readonly KnownColumn[]): string {
  return columns.map((column) => `${fromStage(column)} AS ${identifier(column.name)}`).join(', ')
}

export function columnOf(columns: readonly KnownColumn[], name: string): KnownColumn {
  const found = columns.find((column) => column.name === name)
  return (
    found ?? fail('INTERNAL', { message: `rows were staged without the column \`${name}\`, by which they are written` })
  )
}
