import type { Stretch } from './mix.ts'
import type { PartitionData } from './partition-data.ts'
import { isAlongTime, rangeText } from './selection-text.ts'
import type { Keys } from './use-keys.ts'

/** So many keys are named one by one: what is asked for stands in the address. */
export const mostNamed = 500

/** What a stretch is called on the command line: items, or why it has none. */
export type SelectedItems = readonly string[] | 'unknown' | 'too many'

/** A range along time; else all keys, or keys one by one. */
export function selectedItems(data: PartitionData, keys: Keys, { from, to }: Stretch): SelectedItems {
  const [first, last] = [keys.textAt(from), keys.textAt(to)]
  if (isAlongTime(data.body)) return first === undefined || last === undefined ? 'unknown' : [rangeText(first, last)]
  if (from === 0 && to === data.count - 1) return ['all']
  if (to - from >= mostNamed) return 'too many'
  const texts = indexesOf({ from, to }).map((index) => keys.textAt(index))
  return texts.every((text) => text !== undefined) ? texts : 'unknown'
}

/** The keys that have to be known to name a stretch. */
export function keysToName(data: PartitionData, { from, to }: Stretch): readonly number[] {
  return isAlongTime(data.body) || to - from >= mostNamed ? [from, to] : indexesOf({ from, to })
}

function indexesOf({ from, to }: Stretch): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
