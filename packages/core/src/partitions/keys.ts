import { fail } from '../errors/index.ts'
import { parseName } from '../keys/index.ts'
import type { Dimensions, DynamicKeys, Keys, Product } from './partitions.ts'

/** Words of the expressions that select partitions: as keys they could not be told apart. */
const reservedWords: ReadonlySet<string> = new Set(['all', 'latest', 'missing', 'stale'])

/**
 * Partitions by a fixed list of keys, in this order. Throws PARTITIONS_INVALID when there is none, one stands twice, or one
 * holds `|`, `,`, `..`, a control character or a blank at its ends, which the text of partitions gives a meaning.
 */
export function keys<const V extends string>(...keys: readonly V[]): Keys<V> {
  if (keys.length === 0) {
    fail('PARTITIONS_INVALID', {
      message: '`keys()` has no keys, so its asset would have no partitions',
      hint: 'Name at least one key, or use `dynamicKeys()` for keys that come later.',
    })
  }
  keys.forEach(checkKey)
  const seen = new Set<string>()
  const repeated = keys.find((key) => seen.size === seen.add(key).size)
  if (repeated !== undefined) {
    fail('PARTITIONS_INVALID', { message: `\`keys()\` names \`${repeated}\` twice`, hint: 'Name each key once.' })
  }
  return Object.freeze({ kind: 'keys', keys: Object.freeze([...keys]) })
}

/**
 * Partitions whose keys are added and removed while the project runs. Dimensions of one name share their keys, across
 * assets. Throws NAME_INVALID when the name is not one.
 */
export function dynamicKeys<const Name extends string>(name: Name): DynamicKeys<Name> {
  parseName('dynamic keys', name)
  return Object.freeze({ kind: 'dynamic', name })
}

/**
 * Partitions by every combination of other cuts. The order of the dimensions is that of the written key,
 * `2024-01-02|AAPL`. Throws PARTITIONS_INVALID without dimensions, and NAME_INVALID for a name that is none.
 */
export function product<const D extends Dimensions>(dimensions: D): Product<D> {
  const names = Object.keys(dimensions)
  if (names.length === 0) {
    fail('PARTITIONS_INVALID', {
      message: '`product()` has no dimensions',
      hint: 'Name at least one, such as `product({ day: daily({ start }), symbol: keys(...) })`.',
    })
  }
  for (const name of names) parseName('dimension', name)
  return Object.freeze({ kind: 'product', dimensions: Object.freeze({ ...dimensions }) })
}

/** Throws PARTITIONS_INVALID when no partition may have this key. */
export function checkKey(key: string): void {
  const fault = keyFault(key)
  if (fault === undefined) return
  fail('PARTITIONS_INVALID', {
    message: `\`${JSON.stringify(key).slice(1, -1)}\` cannot be a partition key: ${fault}`,
    hint: 'Rename the key.',
  })
}

function keyFault(key: string): string | undefined {
  if (key === '') return 'it is empty'
  if (key !== key.trim()) return 'it begins or ends with a blank'
  if (reservedWords.has(key)) return 'it is a word of its own where partitions are selected'
  if (/\p{Cc}/u.test(key)) return 'it holds a control character'
  const mark = /\||,|\.\./.exec(key)?.[0]
  return mark && `\`${mark}\` separates keys where partitions are selected`
}
