import { ColumnBatch } from '../columns/column-batch.ts'
import { packCells } from '../columns/pack-cells.ts'
import type { ColumnVector } from '../columns/vector.ts'
import { type Column, type ColumnRules, type TableAt, tableOf } from './columns.ts'
import { declaredColumns } from './declared-columns.ts'

/** Rows, or a batch of columns, as the batch that a format can hold: see `tableOf`. Throws VALUE_UNSTORABLE. */
export function batchOf(value: unknown, at: TableAt, rules: ColumnRules): ColumnBatch {
  const asIs = value instanceof ColumnBatch ? fittingBatch(value, at, rules) : undefined
  if (asIs) return asIs
  const { columns, rows } = tableOf(value, at, rules)
  return new ColumnBatch(columns.map(packed), rows)
}

function packed({ values, ...column }: Column): ColumnVector {
  return { ...column, ...packCells(column.kind, values) }
}

/** The batch with its columns in the order of the schema; undefined where one has to be looked at cell by cell. */
function fittingBatch(batch: ColumnBatch, { rowSchema }: TableAt, rules: ColumnRules): ColumnBatch | undefined {
  const declared = declaredColumns(rowSchema)
  const names = new Set([...declared.keys(), ...batch.columns.map(({ name }) => name)])
  const columns = [...names].flatMap((name) => {
    const column = batch.columns.find((column) => column.name === name)
    if (!column || !isFitting(column, rules)) return []
    const { kind = column.kind, nullable = column.nullable } = declared.get(name) ?? {}
    if (kind === column.kind) return [{ ...column, nullable: nullable || column.nullable }]
    return []
  })
  return columns.length === names.size ? new ColumnBatch(columns, batch.length) : undefined
}

function isFitting({ name, kind, data }: ColumnVector, rules: ColumnRules): boolean {
  if (!rules.kinds.includes(kind) || rules.refuseName(name)) return false
  if (data.layout === 'dictionary') return data.dictionary.every((text) => !rules.refuse(text))
  return data.layout !== 'cells'
}
