import { fail } from '../errors/index.ts'
import { characterPosition, findSpellingFault, mendSpelling, quoteText } from './spelling.ts'

/**
 * Reads the name of a resource, a check, a schedule or a dimension: spelled like one segment of an asset key.
 * `subject` says in the error what is named, as in `resource`. The name comes back unchanged.
 * @throws NAME_INVALID naming the first character that is wrong, with a mended name where one can be made.
 */
export function parseName(subject: string, text: unknown): string {
  if (typeof text !== 'string') {
    return fail('NAME_INVALID', {
      message: `the name of a ${subject} is text, found ${text === null ? 'null' : `a value of type ${typeof text}`}`,
      hint: 'Pass the name as a string.',
    })
  }
  const fault = findNameFault(text)
  if (fault === undefined) return text
  const mended = mendSpelling(text)?.replaceAll('/', '_')
  return fail('NAME_INVALID', {
    message: `${subject} name ${quoteText(text)} is not valid: ${fault}`,
    hint: mended === undefined ? 'Write a name like `market_api`.' : `Write \`${mended}\`.`,
  })
}

function findNameFault(text: string): string | undefined {
  const slash = text.indexOf('/')
  if (slash === -1) return findSpellingFault(text)
  return `\`/\` at character ${characterPosition(text, slash)} is for asset keys only`
}
