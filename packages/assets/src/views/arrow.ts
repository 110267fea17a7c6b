import type { Dep } from '@headwater/core'
import { rowSchemaOf, type ViewSource, wrapped } from '@headwater/core/extend'
import { type Column, columnsOf } from '../sql/columns.ts'
import { rowSchemaOfValues } from '../sql/row-schema-of-values.ts'
import { type ArrowTable, arrowTable } from './arrow-table.ts'

/** So many rows stand in one batch. */
const batchLength = 65_536

/**
 * The rows as an Arrow table, with the columns that the asset's schema declares; see `ArrowCell` for what becomes of
 * dates and nested values. Needs the package `apache-arrow`: PACKAGE_MISSING. Throws VALUE_UNSTORABLE for a bigint beyond
 * 64 bits.
 */
export function arrow<R, P>(of: Dep<readonly R[], P>): Dep<ArrowTable<R>, P> {
  return wrapped({ kind: 'view', of, view: { name: 'arrow', open: openTable } })
}

/** The rows as Arrow tables of at most 65,536 rows each, made one at a time; see `arrow`. No rows are no batches. */
export function batches<R, P>(of: Dep<readonly R[], P>): Dep<AsyncIterable<ArrowTable<R>>, P> {
  return wrapped({ kind: 'view', of, view: { name: 'batches', open: openBatches } })
}

type AnyRow = { readonly [column: string]: unknown }

async function openTable(source: ViewSource): Promise<unknown> {
  const rows = await rowsOf(source)
  return arrowTable(rows, columnsIn(source, rows))
}

async function openBatches(source: ViewSource): Promise<AsyncIterable<unknown>> {
  const rows = await rowsOf(source)
  const columns = columnsIn(source, rows)
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < rows.length; at += batchLength)
        yield await arrowTable(rows.slice(at, at + batchLength), columns)
    },
  }
}

async function rowsOf(source: ViewSource): Promise<readonly AnyRow[]> {
  return (await source.value()) as readonly AnyRow[]
}

/** What the schema declares, else what the rows have. */
function columnsIn({ schema }: ViewSource, rows: readonly AnyRow[]): readonly Column[] {
  return columnsOf(rowSchemaOf(schema) ?? rowSchemaOfValues(rows)) ?? []
}
