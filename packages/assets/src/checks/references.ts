import type { Asset, Check, CheckOptions, CheckSource } from '@headwater/core'
import { definitionOf } from '@headwater/core/extend'
import type { TableOf } from '../columns/index.ts'
import { keyOfCell } from './cell.ts'
import type { HasColumns } from './column-checks.ts'
import { planReference } from './plan-reference.ts'
import { type Reference, referenceVerdict, valueOf } from './reference.ts'
import { badRows, eachRow } from './scan-rows.ts'
import type { TableRule } from './table-rule.ts'

/**
 * Every value in the column is among those of another asset's column of that name, or of its `column`, in the partitions
 * that are materialized when the check runs; null passes. Where both lie in one warehouse they are joined there; else the
 * other asset is read, one partition after the other. It is no dep: where it has to be made before, list it in `deps` too.
 */
export function references<const C extends string, const N extends string = C>(
  column: C,
  to: Asset<TableOf<{ readonly [K in NoInfer<N>]: unknown }>, unknown>,
  options: CheckOptions & { readonly column?: N | undefined } = {},
): Check<HasColumns<C>> {
  const { column: other = column, ...rest } = options
  const { key, schema } = definitionOf(to)
  const reference: Reference = { column, to: key, other }
  return {
    ...rest,
    columns: [column],
    reads: to,
    run: async (table, { sources }) => {
      const unknown = await unknownKeys(table, reference, sources)
      const found = await badRows(table, (row) => unknown.has(keyOfCell(row[column])))
      return referenceVerdict(found, reference, sources)
    },
    rule: ({ sources }): TableRule => ({ plan: (table) => planReference(table, reference, { schema, sources }) }),
  }
}

/** The keys of the table that the other asset does not have: what is held is never more than these. */
async function unknownKeys(
  table: HasColumns<string>,
  { column, other }: Reference,
  sources: readonly CheckSource[],
): Promise<ReadonlySet<string>> {
  const left = new Set<string>()
  await eachRow(table, (row) => void left.add(keyOfCell(row[column])))
  left.delete(keyOfCell(null))
  for (const source of sources) {
    if (left.size === 0) break
    await eachRow(await valueOf(source), (row) => void left.delete(keyOfCell(row[other])))
  }
  return left
}
