import { fail } from '../errors/index.ts'
import { nearestNames } from '../keys/index.ts'
import type { Axis } from './axis.ts'
import { IntervalSet } from './interval-set.ts'
import type { KeyIds } from './key-ids.ts'
import type { DynamicKeys, Keys } from './partitions.ts'

/** Static or dynamic keys; the registry's ids are their ordinals. */
export function keyedAxis(partitions: Keys<string> | DynamicKeys<string>, ids: KeyIds): Axis {
  const keysNow = () => (partitions.kind === 'keys' ? partitions.keys : ids.keysOf(partitions.name))
  let known: { readonly keys: readonly string[]; readonly all: IntervalSet } | undefined

  function existing(): IntervalSet {
    const keys = keysNow()
    if (known?.keys !== keys) known = { keys, all: IntervalSet.fromValues(keys.map((key) => idOf(key, ids))) }
    return known.all
  }
  return {
    existing,
    complete: existing,
    textOf: (id) => ids.keyOf(id) ?? fail('PARTITION_UNKNOWN', unknownId(id)),
    ordinalOf: (text) => ids.idOf(text),
    words: partitions.kind === 'keys' ? 'keys' : `dynamic keys \`${partitions.name}\``,
    nearest: (text) => nearestNames(text, keysNow()),
  }
}

function idOf(key: string, ids: KeyIds): number {
  return (
    ids.idOf(key) ??
    fail('PARTITIONS_INVALID', {
      message: `the key \`${key}\` has no id in the registry of this project`,
      hint: 'Add every static key to the registry before its partitions are used.',
    })
  )
}

function unknownId(id: number) {
  return {
    message: `no partition key has the id ${id} in the registry of this project`,
    hint: 'Use subsets only with the registry that they were made with.',
  }
}
