import { digest } from '../base/digest.ts'
import { fail } from '../errors/index.ts'
import type { Address } from './address.ts'

/** Turns the address of a value into a path below a root, with `/` between its parts on every platform. */
export interface PathTemplate {
  (at: Address & Dimensions): string
  /** The path of an asset with its partitions left open, for people and to find assets that share one. */
  openPath(asset: string): string
}

interface Dimensions {
  /** The partition key by dimension: `{ day, symbol }`, or `{ partition }` for one dimension. */
  readonly dimensions: { readonly [name: string]: string }
}

/**
 * Reads a path template such as `raw/{day}/{symbol}.json`. It may name `{key}`, `{partition}` and the dimensions of a
 * product, and must tell the partitions of its asset apart. Absent: `{key}/{partition}` with the extension, or `{key}`
 * for an asset without partitions. A product's `{partition}` is one folder per dimension.
 *
 * Throws PATH_TEMPLATE_INVALID: for the text at once, for names that the asset does not have when a path is made.
 */
export function pathTemplate(text: string | undefined, extension: string): PathTemplate {
  if (text === undefined) {
    const path = (at: Address & Dimensions): string =>
      fill(at.partition === null ? `{key}.${extension}` : `{key}/{partition}.${extension}`, at)
    return Object.assign(path, { openPath: (asset: string) => `${folders(asset)}.${extension}` })
  }
  checkText(text)
  const path = (at: Address & Dimensions): string => {
    checkNames(text, at)
    return fill(text, at)
  }
  return Object.assign(path, { openPath: (asset: string) => text.replaceAll('{key}', folders(asset)) })
}

/**
 * A name that every file system takes and that differs for differing texts: letters, digits and `. _ = , + @ ( ) ~ -`
 * stay, the rest is percent-encoded, as is a dot in front. Very long texts are cut and end in their digest.
 */
export function fileName(text: string): string {
  if (text === '') return '%'
  const name = text.replaceAll(/[^\p{L}\p{N}._=,+@ ()~-]|^[. ]|[. ]$/gu, percentEncoded)
  return Buffer.byteLength(name) <= longestName ? name : `${cut(name)}~${digest(text)}`
}

/** File systems stop at 255 bytes; the rest is for extensions. */
const longestName = 200
/** Of at most four bytes each, so that the digest still fits. */
const charactersKept = 40

const placeholder = /\{([^{}]*)\}/g

function cut(name: string): string {
  return Array.from(name).slice(0, charactersKept).join('')
}

function percentEncoded(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

function fill(text: string, at: Address & Dimensions): string {
  return text.replaceAll(placeholder, (_, name: string) => {
    if (name === 'key') return folders(at.asset)
    if (name === 'partition') return (at.partition ?? '').split('|').map(fileName).join('/')
    return fileName(at.dimensions[name] ?? '')
  })
}

/** The folders that a key is. */
function folders(key: string): string {
  return key.split('/').map(fileName).join('/')
}

function checkText(text: string): void {
  const refuse = (why: string): never =>
    fail('PATH_TEMPLATE_INVALID', {
      message: `path template \`${text}\` ${why}`,
      hint: 'Write a path below the root such as `raw/{key}/{partition}.json`.',
    })
  if (/[{}]/.test(text.replaceAll(placeholder, ''))) refuse('has a brace without its partner')
  if (text.includes('\\')) refuse('has a backslash: folders are separated by `/`')
  if (text.startsWith('/') || /^[a-z]:/i.test(text)) refuse('is absolute: paths lie below the root of their store')
  const parts = text.split('/')
  if (parts.includes('')) refuse('has an empty part')
  if (parts.some((part) => part === '.' || part === '..')) refuse('has a `.` or `..` in it')
  if (parts[0] === '.versions') refuse('starts with `.versions`, where the recorded versions lie')
}

function checkNames(text: string, at: Address & Dimensions): void {
  const named = new Set(Array.from(text.matchAll(placeholder), ([, name = '']) => name))
  const dimensions = Object.keys(at.dimensions)
  const allowed = at.partition === null ? ['key'] : [...new Set(['key', 'partition', ...dimensions])]
  const refuse = (why: string, hint: string): never =>
    fail('PATH_TEMPLATE_INVALID', {
      message: `path template \`${text}\` of asset \`${at.asset}\` ${why}`,
      hint,
      asset: at.asset,
      partition: at.partition ?? undefined,
    })
  const unknown = [...named].find((name) => !allowed.includes(name))
  const inBraces = allowed.map((name) => `\`{${name}}\``).join(', ')
  if (unknown !== undefined) refuse(`names \`{${unknown}}\`; the asset has ${inBraces}`, 'Use only those names.')
  if (at.partition === null || named.has('partition')) return
  const left = dimensions.filter((name) => !named.has(name)).map((name) => `\`{${name}}\``)
  if (left.length > 0)
    refuse(`leaves out ${left.join(', ')}, so that several partitions would share one file`, 'Add it.')
}
