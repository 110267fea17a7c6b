import type { Dep } from '@headwater/core'
import { type StandsForRows, type ViewSource, wrapped } from '@headwater/core/extend'
import type { TableOf } from '../columns/index.ts'

/** Where a table lies, without reading it. */
export interface TableReference<out R> extends StandsForRows<R> {
  /** The database file or the folder, absolute; the name of the IO manager where that has no path. */
  readonly warehouse: string
  /** The table as `schema.table`, or the file below the folder; the asset's key where its IO manager tells neither. */
  readonly name: string
  /** Where exactly, in the words of the store: with partitions, a table names the partition whose rows are meant. */
  readonly location: { readonly [name: string]: unknown }
  /** Never set: it keeps the type of a row. */
  readonly row?: R
}

/** The place of a table instead of its rows, for functions that hand it to another program. */
export function reference<R, P>(of: Dep<TableOf<R>, P>): Dep<TableReference<R>, P> {
  return wrapped({ kind: 'view', of, view: { name: 'reference', open: async (source) => referenceTo(source) } })
}

function referenceTo({ asset, io, location }: ViewSource): TableReference<unknown> {
  return { warehouse: io?.store?.home.path ?? io?.name ?? '', name: nameIn(location) ?? asset, location }
}

function nameIn({ schema, table, path }: ViewSource['location']): string | undefined {
  if (typeof table === 'string') return typeof schema === 'string' ? `${schema}.${table}` : table
  return typeof path === 'string' ? path : undefined
}
