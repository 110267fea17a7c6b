import type { Dep } from '@headwater/core'
import { wrapped } from '@headwater/core/extend'

/** Where a table lies, without reading it. */
export interface TableReference<out R> {
  /** The store's own words on where: schema and table, or a path. */
  readonly location: { readonly [name: string]: unknown }
  readonly warehouse: string
  readonly name: string
  /** Never set: it keeps the type of a row. */
  readonly row?: R
}

/** The place of a table instead of its rows, for functions that hand it to another program. */
export function reference<R, P>(of: Dep<readonly R[], P>): Dep<TableReference<R>, P> {
  const view = {
    name: 'reference',
    open: async ({ asset, location }: { readonly asset: string; readonly location: { readonly [name: string]: unknown } }) => {
      const { schema, table, path } = location
      const name = table === undefined ? String(path ?? asset) : `${String(schema)}.${String(table)}`
      return { warehouse: table === undefined ? 'files' : 'duckdb', name, location }
    },
  }
  return wrapped({ kind: 'view', of, view })
}
