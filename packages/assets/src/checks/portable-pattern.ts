/**
 * A regular expression as DuckDB, BigQuery (both RE2), PostgreSQL and Redshift (both POSIX) take it, and mean the same by
 * it. Undefined where it says more than they all can: flags, backreferences, looking around, word boundaries, names, classes
 * of Unicode, anchors with text on both sides. Whether a text matches does not depend on how greedy a repetition is, so that
 * this is left out.
 */
export function portablePattern({ source, flags }: RegExp): string | undefined {
  if (flags.replace('u', '') !== '') return undefined
  const texts: string[] = []
  for (let rest = source; rest !== ''; ) {
    const found = repetition(rest) ?? group(rest) ?? bracket(rest) ?? single(rest)
    if (!found || isInTheMiddle(found, texts.at(-1), rest)) return undefined
    texts.push(found.text)
    rest = rest.slice(found.length)
  }
  const portable = texts.join('')
  return repeats(portable) <= mostRepeats ? portable : undefined
}

/** What stands at the beginning of an expression: so much of its text, and how it is written for all. */
interface Piece {
  readonly length: number
  readonly text: string
}

/** POSIX counts to 255, and RE2 to 1000, within one another too. */
const mostRepeats = 255

function repeats(pattern: string): number {
  return (pattern.match(/\d+(?=[,}])/g) ?? []).reduce((product, count) => product * Math.max(1, Number(count)), 1)
}

function repetition(rest: string): Piece | undefined {
  const [found, text = ''] = /^([*+?]|\{\d+(?:,\d*)?\})\??/.exec(rest) ?? []
  return found === undefined ? undefined : { length: found.length, text }
}

function group(rest: string): Piece | undefined {
  if (rest.startsWith('(?:')) return { length: 3, text: '(' }
  return !rest.startsWith('(?') && /^[()|^$]/.test(rest) ? { length: 1, text: rest.slice(0, 1) } : undefined
}

/** `$B` and `B^` match nothing, and DuckDB finds `B` by them (1.5): so no anchor is taken that has text on both sides. */
function isInTheMiddle({ text }: Piece, before: string | undefined, rest: string): boolean {
  if (text === '^') return before !== undefined && before !== '(' && before !== '|'
  return text === '$' && !/^\$(?:$|[)|])/.test(rest)
}

const digits = '0-9'
const wordLetters = 'A-Za-z0-9_'
const lineEnds = '\n\r\u2028\u2029'
const spaces = `\t\v\f \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff${lineEnds}`
/** What an escape or a dot stands for, as the inside of a class. */
const classes: { readonly [escape: string]: string } = {
  '.': `^${lineEnds}`,
  '\\d': digits,
  '\\D': `^${digits}`,
  '\\w': wordLetters,
  '\\W': `^${wordLetters}`,
  '\\s': spaces,
  '\\S': `^${spaces}`,
}
const characters: { readonly [escape: string]: string } = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\f': '\f',
  '\\v': '\v',
}

/** A character, an escape or a dot. */
function single(rest: string): Piece | undefined {
  const [found] = /^(?:\\.|[^\\[(])/su.exec(rest) ?? []
  if (found === undefined || !found.isWellFormed()) return undefined
  const inside = classes[found]
  if (inside !== undefined) return { length: found.length, text: `[${inside}]` }
  const character = characterOf(found)
  return character === undefined ? undefined : { length: found.length, text: quoted(character) }
}

/** The character that an escape, or a character by itself, stands for; undefined for letters and digits that are escaped. */
function characterOf(found: string): string | undefined {
  if (!found.startsWith('\\')) return found
  return characters[found] ?? (/^\\[\w]$/.test(found) ? undefined : found.slice(1))
}

/** Outside of a class, what means something there stands in one of its own; but for `^` and `\`, which would mean something in it. */
function quoted(character: string): string {
  if (character === '^' || character === '\\') return `\\${character}`
  return /[.*+?$()[\]{}|]/.test(character) ? `[${character}]` : character
}

/** A class in square brackets. */
function bracket(rest: string): Piece | undefined {
  const [found, negation = '', inside = ''] = /^\[(\^?)((?:\\.|[^\]\\])+)\]/su.exec(rest) ?? []
  if (found === undefined) return undefined
  const members = inside.match(/(?:\\.|[^\\])-(?:\\.|[^\\])|\\.|[^\\]/gsu) ?? []
  const texts = members.map(memberOf)
  if (!texts.every((text) => text !== undefined)) return undefined
  // Where each of these means itself: `]` at the beginning, `[` and `-` at the end, `^` not at the beginning.
  const places = [']', '^', '[', '-']
  const plain = texts.filter((text) => !places.includes(text)).join('')
  const has = (character: string) => (texts.includes(character) ? character : '')
  if (plain === '' && texts.includes('^')) return undefined
  return { length: found.length, text: `[${negation}${has(']')}${plain}${has('^')}${has('[')}${has('-')}]` }
}

/** A member of a class: a range, an escape for several characters, a character. */
function memberOf(member: string): string | undefined {
  if (/^\\[dws]$/.test(member)) return classes[member]
  const [, first, last] = /^(\\.|[^\\])-(\\.|[^\\])$/su.exec(member) ?? []
  if (first === undefined || last === undefined) {
    const character = characterOf(member)
    return character === '\\' || character?.isWellFormed() === false ? undefined : character
  }
  const ends = [first, last].map(characterOf)
  // An end that means something in a class is not a letter or digit, so that nobody needs such a range.
  return ends.every((end) => end !== undefined && end.isWellFormed() && !/[\]\\^[-]/.test(end))
    ? ends.join('-')
    : undefined
}
