/** A record of a CSV file: whether each cell was in quotes tells an empty text from none. */
export interface CsvRecord {
  readonly cells: readonly { readonly text: string; readonly isQuoted: boolean }[]
  readonly line: number
}

/** Reads CSV as RFC 4180 has it. Empty lines are no records. */
export function csvRecords(text: string, delimiter: string): readonly CsvRecord[] {
  const records: CsvRecord[] = []
  let [at, line] = [0, 1]
  while (at < text.length) {
    const cells: { text: string; isQuoted: boolean }[] = []
    const start = line
    for (;;) {
      const { value, isQuoted, next, lines } = cellAt(text, at, delimiter)
      cells.push({ text: value, isQuoted })
      line += lines
      at = next + 1
      if (text[next] !== delimiter) break
    }
    line += 1
    const [only] = cells
    const isEmpty = cells.length === 1 && only?.text === '' && !only.isQuoted
    if (!isEmpty) records.push({ cells, line: start })
  }
  return records
}

interface ReadCell {
  readonly value: string
  readonly isQuoted: boolean
  /** Where the delimiter stands, or the end of the line. */
  readonly next: number
  readonly lines: number
}

function cellAt(text: string, start: number, delimiter: string): ReadCell {
  if (text[start] !== '"') {
    let next = start
    while (next < text.length && text[next] !== delimiter && text[next] !== '\n') next += 1
    return { value: text.slice(start, next).replace(/\r$/, ''), isQuoted: false, next, lines: 0 }
  }
  let end = start + 1
  while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1
  const value = text.slice(start + 1, end).replaceAll('""', '"')
  const next = text[end + 1] === '\r' ? end + 2 : end + 1
  return { value, isQuoted: true, next, lines: value.split('\n').length - 1 }
}
