import { jsonText } from './json.ts'

/** A row of a table. */
export type Row = { readonly [column: string]: unknown }

/** The columns of rows, in the order in which they first appear. */
export function rowColumns(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))]
}

/** A value in a row as text: empty for what is absent, JSON for what is nested. */
export function scalarText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? jsonText(value, 0) : String(value)
}
