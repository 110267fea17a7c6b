import { linesOf } from './text-pieces.ts'

/** The records of a CSV file, its header first. A field with nothing in it is null; one that is `""` is empty text. */
export function* csvRecords(content: Buffer): Iterable<readonly (string | null)[]> {
  let lines: string[] = []
  let inQuotes = false
  let width: number | undefined
  for (const line of linesOf(content)) {
    lines.push(line)
    if (hasOddQuotes(line)) inQuotes = !inQuotes
    if (inQuotes) continue
    const record = lines.join('\n')
    lines = []
    const fields = fieldsOf(record.endsWith('\r') ? record.slice(0, -1) : record)
    width ??= fields.length
    // An empty line is a row only where a row has one field.
    if (width > 1 && fields.length === 1 && fields[0] === null) continue
    yield fields
  }
  if (inQuotes) throw new SyntaxError(`the quote in \`${lines[0]?.slice(0, 60)}\` is never closed`)
}

function hasOddQuotes(line: string): boolean {
  let odd = false
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) odd = !odd
  return odd
}

function fieldsOf(record: string): readonly (string | null)[] {
  if (!record.includes('"')) return record.split(',').map((field) => (field === '' ? null : field))
  const fields: (string | null)[] = []
  for (let at = 0; at <= record.length; at++) {
    const end = record[at] === '"' ? endOfQuoted(record, at) : endOfBare(record, at)
    const field = record.slice(at, end)
    if (record[at] === '"') fields.push(field.slice(1, -1).replaceAll('""', '"'))
    else fields.push(field === '' ? null : field)
    if (end < record.length && record[end] !== ',') failAt(record, end)
    at = end
  }
  return fields
}

function endOfQuoted(record: string, start: number): number {
  for (let at = record.indexOf('"', start + 1); at >= 0; at = record.indexOf('"', at + 2)) {
    if (record[at + 1] !== '"') return at + 1
  }
  return failAt(record, start)
}

function endOfBare(record: string, start: number): number {
  const comma = record.indexOf(',', start)
  const end = comma < 0 ? record.length : comma
  const quote = record.indexOf('"', start)
  return quote >= 0 && quote < end ? failAt(record, quote) : end
}

function failAt(record: string, at: number): never {
  throw new SyntaxError(`\`${record.slice(Math.max(0, at - 20), at + 20)}\` has a quote in the wrong place`)
}
