/** A record of a file of JSON, and on which line it begins. */
export interface JsonRecord {
  readonly text: string
  readonly line: number
}

/** The objects and arrays that stand behind one another in a text, with white space between. */
export function jsonRecords(text: string): readonly JsonRecord[] {
  const records: JsonRecord[] = []
  let [start, depth, line, startLine] = [-1, 0, 1, 1]
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\n') line += 1
    if (letter === '"' && depth > 0) at = endOfText(text, at)
    else if (letter === '{' || letter === '[') {
      if (depth === 0) [start, startLine] = [at, line]
      depth += 1
    } else if (letter === '}' || letter === ']') depth -= 1
    if (depth === 0 && start !== -1) {
      records.push({ text: text.slice(start, at + 1), line: startLine })
      start = -1
    }
  }
  // What does not end is a record all the same: whoever reads it says what is wrong with it.
  if (start !== -1) records.push({ text: text.slice(start), line: startLine })
  return records
}

function endOfText(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

/** Of newer engines, which the compiler does not know yet: https://github.com/tc39/proposal-json-parse-with-source */
interface ExactJson {
  parse(text: string, revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): boolean
}

const exact = JSON as unknown as ExactJson

/** Reads JSON whose numbers keep all their digits. */
export function parseExactly(text: string): unknown {
  return exact.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? exact.rawJSON(source) : value,
  )
}

/** A value of `parseExactly` as COPY hands it to a column: text as it is, what is nested as JSON, null for null. */
export function cellOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The same for a column of SUPER, in which text is JSON too. */
export function superCellOf(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

/** What a JSONPath of names and places (`$.a['b'][0]`) leads to; undefined where it leads nowhere. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root
  for (const [, dotted, quoted, index] of path.matchAll(/\.([^.[\]]+)|\['([^']*)'\]|\[(\d+)\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as { readonly [key: string]: unknown })[dotted ?? quoted ?? index ?? '']
  }
  return value
}
