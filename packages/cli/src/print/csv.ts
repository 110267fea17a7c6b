import { type Row, rowColumns, scalarText } from './rows.ts'

/** Rows as RFC 4180 wants them, with a header; what is absent or null is empty. */
export function csvText(rows: readonly Row[]): string {
  const columns = rowColumns(rows)
  const lines = rows.map((row) => columns.map((column) => field(scalarText(row[column]))))
  return [columns.map(field), ...lines].map((line) => `${line.join(',')}\r\n`).join('')
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
