/**
 * The modules that a TypeScript file names: `import`, `export ... from`, `import()` of a literal, and the same in types.
 *
 * TypeScript 7 has no compiler API for JavaScript, so this reads tokens. It knows comments, strings, templates and regular
 * expressions. It does not know JSX text, and takes a `/` after `)` or `}` for a division.
 *
 * @param {string} source the text of the file
 * @returns {{ specifier: string, line: number, kind: 'static' | 'type' | 'dynamic' }[]} in the order of the text
 */
export function readImports(source) {
  const tokens = tokenize(source)
  const imports = []
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at].text
    if ((word !== 'import' && word !== 'export') || tokens[at - 1]?.text === '.') continue
    const found = word === 'import' && tokens[at + 1]?.text === '(' ? dynamicImport(tokens, at) : statement(tokens, at)
    if (found) imports.push(found)
  }
  return imports
}

function dynamicImport(tokens, at) {
  const target = tokens[at + 2]
  return target?.string === undefined ? undefined : { specifier: target.string, line: target.line, kind: 'dynamic' }
}

/** Reads `import 'x'`, `import ... from 'x'` and `export ... from 'x'`; undefined for an export of something declared here. */
function statement(tokens, at) {
  let next = at + 1
  const typeOnly = tokens[next]?.text === 'type' && !['from', ','].includes(tokens[next + 1]?.text)
  if (typeOnly) next++
  while (tokens[next] && isClause(tokens, next)) next = tokens[next].text === '{' ? closing(tokens, next) + 1 : next + 1
  if (tokens[next]?.text === 'from') next++
  else if (next !== at + 1) return undefined
  const target = tokens[next]
  return target?.string === undefined
    ? undefined
    : { specifier: target.string, line: target.line, kind: typeOnly ? 'type' : 'static' }
}

/** Whether a token stands between `import` or `export` and its `from`. */
function isClause(tokens, at) {
  const { text, string } = tokens[at]
  if (string !== undefined || (text === 'from' && tokens[at + 1]?.string !== undefined)) return false
  return (
    text === '{' || text === '*' || text === ',' || (/^[\w$]+$/.test(text) && text !== 'import' && text !== 'export')
  )
}

function closing(tokens, at) {
  let end = at
  while (tokens[end] && tokens[end].text !== '}') end++
  return end
}

const skipped = /\s+|\/\/.*|\/\*[^]*?\*\//y
const word = /[\w$]+/y
const quoted = /'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"/y
const pattern = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y
const templatePart = /(?:\\[^]|\$(?!\{)|[^`\\$])*(`|\$\{)/y
const beforePattern = /^(?:[^\w$)\]}'"`]|return|typeof|case|in|of|do|else|void|delete|throw|await|yield)$/

/** The tokens of a source; `string` is the content where the token is a quoted one. */
function tokenize(source) {
  const tokens = []
  const braces = []
  let at = 0
  const take = (expression) => {
    expression.lastIndex = at
    const match = expression.exec(source)
    if (match) at = expression.lastIndex
    return match
  }
  const template = () => {
    if (take(templatePart)?.[1] === '${') braces.push('template')
  }
  const line = lineCounter(source)
  while (at < source.length) {
    if (take(skipped)) continue
    const start = at
    const token = { text: source[at], string: undefined, line: line(at) }
    if (take(quoted)) token.string = source.slice(start + 1, at - 1)
    else if (!take(word) && !(source[at] === '/' && beforePattern.test(tokens.at(-1)?.text ?? ';') && take(pattern)))
      at++
    token.text = source.slice(start, at)
    if (token.text === '`' || (token.text === '}' && braces.pop() === 'template')) template()
    else if (token.text === '{') braces.push('block')
    tokens.push(token)
  }
  return tokens
}

/** The line number of growing positions, in one pass over the source. */
function lineCounter(source) {
  let line = 1
  let seen = 0
  return (position) => {
    for (; seen < position; seen++) if (source[seen] === '\n') line++
    return line
  }
}
