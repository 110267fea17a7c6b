/** How a database quotes, as far as it matters for where a quoted text ends. */
export interface Quoting {
  /** Whether `\'` does not end a string. */
  readonly backslashes: boolean
  /** Whether names stand in backticks. */
  readonly backticks: boolean
}

/** The quoting of a dialect, by its name. */
export function quotingOf(dialect: string): Quoting {
  return { backslashes: dialect === 'redshift' || dialect === 'bigquery', backticks: dialect === 'bigquery' }
}

/** A piece of SQL: what is meant as SQL, or what stands in quotes or in a comment. */
export interface SqlPart {
  readonly kind: 'code' | 'quoted' | 'comment'
  readonly text: string
  /** Where it begins in the whole text. */
  readonly start: number
}

/** An `e` or a dollar within a name opens nothing. */
const openings = /(?<![\w$])[eE]'|'|"|--|\/\*|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$/

/** Cuts SQL into code, quoted texts and comments. Together they are the whole text; what never ends, ends with it. */
export function scanSql(text: string, { backslashes, backticks }: Quoting): readonly SqlPart[] {
  const parts: SqlPart[] = []
  let from = 0
  const add = (kind: SqlPart['kind'], end: number) => {
    if (end > from) parts.push({ kind, text: text.slice(from, end), start: from })
    from = end
  }
  const opening = new RegExp(backticks ? `${openings.source}|\`` : openings, 'g')
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const [opened] = found
    add('code', found.index)
    const escapes = backslashes || /^e/i.test(opened)
    add(opened === '--' || opened === '/*' ? 'comment' : 'quoted', endOf(text, found.index, { opened, escapes }))
    opening.lastIndex = from
  }
  add('code', text.length)
  return parts
}

function endOf(text: string, start: number, of: { readonly opened: string; readonly escapes: boolean }): number {
  const { opened, escapes } = of
  const within = start + opened.length
  if (opened === '--') return orEnd(text, text.indexOf('\n', within), 0)
  if (opened === '/*') return endOfComment(text, within)
  if (opened.startsWith('$')) return orEnd(text, text.indexOf(opened, within), opened.length)
  const quote = opened.slice(-1)
  for (let at = within; at < text.length; at += 1) {
    if (text[at] === '\\' && escapes && quote !== '`') at += 1
    else if (text[at] === quote && text[at + 1] === quote) at += 1
    else if (text[at] === quote) return at + 1
  }
  return text.length
}

/** Comments stand within comments in DuckDB and PostgreSQL. */
function endOfComment(text: string, within: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = within
  let open = 1
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    open += mark[0] === '/*' ? 1 : -1
    if (open === 0) return marks.lastIndex
  }
  return text.length
}

function orEnd(text: string, found: number, length: number): number {
  return found === -1 ? text.length : found + length
}
