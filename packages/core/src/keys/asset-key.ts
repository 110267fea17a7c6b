import { fail } from '../errors/index.ts'
import { findSpellingFault, mendSpelling, quoteText } from './spelling.ts'

/**
 * Reads one asset key, such as `market/stg_prices`: segments of ASCII letters, digits, `_`, `-` and `.`, joined by `/`,
 * 255 characters at most; no segment is empty, `.` or `..`. The key comes back unchanged.
 * @throws ASSET_KEY_INVALID naming the first character that is wrong, with a mended key where one can be made.
 */
export function parseAssetKey(text: unknown): string {
  if (typeof text !== 'string') {
    return fail('ASSET_KEY_INVALID', {
      message: `an asset key is text like \`market/prices\`, found ${text === null ? 'null' : `a value of type ${typeof text}`}`,
      hint: 'Pass the key as a string.',
    })
  }
  const fault = findSpellingFault(text)
  if (fault === undefined) return text
  const mended = mendSpelling(text)
  return fail('ASSET_KEY_INVALID', {
    message: `asset key ${quoteText(text)} is not valid: ${fault}`,
    hint: mended === undefined ? 'Write a key like `market/prices`.' : `Write \`${mended}\`.`,
  })
}

/** Whether a value is an asset key as `parseAssetKey` reads it. */
export function isAssetKey(value: unknown): value is string {
  return typeof value === 'string' && findSpellingFault(value) === undefined
}

/** Orders keys by their characters' codes: the same on every machine, whatever its language. */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
