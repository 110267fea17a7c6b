import { linesOf } from './text-pieces.ts'

/** The fields of a record. One with nothing in it is null; one that is `""` is empty text. */
export type CsvRecord = readonly (string | null)[]

/** The records of a CSV file, its header first. */
export function* csvRecords(content: Buffer): Iterable<CsvRecord> {
  const records = new CsvRecords()
  for (const line of linesOf(content)) yield* records.add(line)
  records.end()
}

/** Takes in the lines of a CSV file. */
export class CsvRecords {
  #lines: string[] = []
  #inQuotes = false
  #width: number | undefined

  /** The record that ends with this line, if one does. */
  add(line: string): readonly CsvRecord[] {
    this.#lines.push(line)
    if (hasOddQuotes(line)) this.#inQuotes = !this.#inQuotes
    if (this.#inQuotes) return []
    const record = this.#lines.join('\n')
    this.#lines = []
    const fields = fieldsOf(record.endsWith('\r') ? record.slice(0, -1) : record)
    this.#width ??= fields.length
    // An empty line is a row only where a row has one field.
    return this.#width > 1 && fields.length === 1 && fields[0] === null ? [] : [fields]
  }

  /** There are no more lines. */
  end(): void {
    if (this.#inQuotes) throw new SyntaxError(`the quote in \`${this.#lines[0]?.slice(0, 60)}\` is never closed`)
  }
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
