const maxLength = 255

/** ASCII only: keys become paths, table names and URLs, where other letters have several spellings that look alike. */
const illegalCharacter = /[^A-Za-z0-9_./-]/u
const emptySegment = /^\/|\/(?=\/|$)/
const dotSegment = /(?<=^|\/)\.\.?(?=\/|$)/

/** Why a text is not segments joined by `/`, or undefined when it is. */
export function findSpellingFault(text: string): string | undefined {
  if (text === '') return 'it is empty'
  return (
    faultAt(text, illegalCharacter, 'is not a letter (A to Z), a digit, `_`, `-` or `.`') ??
    faultAt(text, emptySegment, 'leaves a segment empty') ??
    faultAt(text, dotSegment, 'is a segment of its own, which paths read as a folder') ??
    (text.length > maxLength ? `it has ${text.length} characters, and ${maxLength} are allowed` : undefined)
  )
}

/** The text with its faults repaired, or undefined when nothing useful is left of it. */
export function mendSpelling(text: string): string | undefined {
  const mended = text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll('\\', '/')
    .split('/')
    .map((segment) => segment.trim().replaceAll(/[^A-Za-z0-9_.-]+/g, '_'))
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .join('/')
    .slice(0, maxLength)
    .replace(/\/\.{0,2}$/, '')
  return /[A-Za-z0-9]/.test(mended) ? mended : undefined
}

/** A text as it stands in a message: in backticks, control characters escaped, shortened in the middle. */
export function quoteText(text: string): string {
  const shown = text.length <= 80 ? text : `${text.slice(0, 50)}...${text.slice(-20)}`
  return `\`${JSON.stringify(shown).slice(1, -1)}\``
}

function faultAt(text: string, pattern: RegExp, problem: string): string | undefined {
  const found = pattern.exec(text)
  if (found === null) return undefined
  return `${quoteText(found[0])} at character ${characterPosition(text, found.index)} ${problem}`
}

/** People count characters from 1; `index` counts UTF-16 units from 0. */
export function characterPosition(text: string, index: number): number {
  return Array.from(text.slice(0, index)).length + 1
}
