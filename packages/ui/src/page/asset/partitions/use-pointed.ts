import { useCallback, useMemo } from 'react'
import { useAssetSearch } from '../use-asset-search.ts'
import type { PartitionData, Series } from './partition-data.ts'
import { endsOf, keyOf, partsOf, rangeText } from './selection-text.ts'
import { type Keys, useKeys } from './use-keys.ts'
import { useOnceKnown } from './use-once-known.ts'
import { between, type Pointed } from './use-range-drag.ts'

/** What the address says is looked at and selected among the partitions of a series, and a way to say something else. */
export function usePointed(
  asset: string,
  data: PartitionData,
  series: Series,
): { readonly pointed: Pointed; readonly onChange: (next: Pointed) => void; readonly keys: Keys } {
  const [{ p, range }, change] = useAssetSearch()
  const item = p === undefined ? undefined : itemIn(data, series, p)
  const ends = range === undefined ? [] : endsOf(range)
  const keys = useKeys(asset, data, [item, ...ends])
  const active = item === undefined ? undefined : keys.indexOf(item)
  const [first, last] = ends.map((text) => keys.indexOf(text))
  const pointed = useMemo(
    () => ({ active, selected: first === undefined || last === undefined ? undefined : between(first, last) }),
    [active, first, last],
  )
  const say = useCallback(
    ({ active, selected }: Pointed) => {
      const text = active === undefined ? undefined : keys.textAt(active)
      const [from, to] = selected ? [keys.textAt(selected.from), keys.textAt(selected.to)] : []
      change({
        p: text === undefined ? undefined : keyOf(data.body, text, series.of),
        range: from === undefined || to === undefined ? undefined : rangeText(from, to),
      })
    },
    [keys, change, data.body, series.of],
  )
  const { waiting, sayOnceKnown } = useOnceKnown(keys, indexesOf, say)
  return { pointed: waiting ?? pointed, onChange: sayOnceKnown, keys }
}

function indexesOf({ active, selected }: Pointed): readonly number[] {
  return [...(active === undefined ? [] : [active]), ...(selected ? [selected.from, selected.to] : [])]
}

/** The key of a partition along the counted dimension, where it is one of the series. */
function itemIn({ body }: PartitionData, series: Series, key: string): string | undefined {
  const { item, of } = partsOf(body, key)
  return of.every((other, index) => other === series.of[index]) ? item : undefined
}
