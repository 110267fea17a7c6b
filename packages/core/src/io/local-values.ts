import { deserialize, serialize } from 'node:v8'
import { fail } from '../errors/index.ts'
import { fileIoManager } from './file-io-manager.ts'
import type { IoManager } from './io-manager.ts'
import type { ObjectFormat } from './object-format.ts'
import { valueDigest } from './value-digest.ts'

/**
 * Keeps any value that the structured clone algorithm can copy (objects, arrays, Map, Set, Date, typed arrays, bigint,
 * cycles...) in files that only Node.js reads. Instances of classes come back as plain objects. This is what assets use
 * that name no IO manager.
 *
 * Throws VALUE_UNSTORABLE for functions, symbols and what else cannot be cloned; see `fileIoManager` for the rest.
 */
export function localValues(options: { readonly root: string }): IoManager<unknown> {
  return fileIoManager({ name: `localValues(${options.root})`, root: options.root, format: clonedValue })
}

const clonedValue: ObjectFormat = {
  name: 'a serialized value',
  extension: 'v8',
  encode: (value, { asset, partition }) => {
    try {
      if (isStream(value)) throw new TypeError('it is a stream, which would have to be held whole')
      return { content: [serialize(value)], rows: rowsOf(value), dataVersion: `value:1:${valueDigest(value)}` }
    } catch (error) {
      return fail('VALUE_UNSTORABLE', {
        message: `the value of asset \`${asset}\` cannot be cloned: ${error instanceof Error ? error.message : error}`,
        hint: 'Return data without functions, symbols, promises or open resources; keep a stream as `files({ root }).parquet()`.',
        asset,
        partition: partition ?? undefined,
        cause: error,
      })
    }
  },
  decode: (content) => deserialize(content),
}

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function rowsOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined
}
