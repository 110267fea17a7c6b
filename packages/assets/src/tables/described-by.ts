import type { Described, TableRow } from './table-session.ts'

/** Reads rows of `is_view, name, type`, one a column, as a catalog like PostgreSQL's tells them; without rows there is no table. */
export function describedBy(rows: readonly TableRow[]): Described | undefined {
  const [first] = rows
  if (!first) return undefined
  // A table without columns has one row, of nulls.
  const columns = rows.filter(({ name }) => name !== null)
  return {
    isView: first['is_view'] === true,
    columns: columns.map(({ name, type }) => ({ name: String(name), type: String(type) })),
  }
}
