import { type ReactNode, useEffect } from 'react'
import type { Stretch } from './mix.ts'
import type { PartitionData, Series } from './partition-data.ts'
import { Counts } from './counts.tsx'
import { keysToName, selectedItems } from './selected-items.ts'
import { Selected } from './selected.tsx'
import { expressionOf, rangeText } from './selection-text.ts'
import type { Keys } from './use-keys.ts'

/** What is selected of a series. */
export function SelectionBar({
  asset,
  data,
  series,
  keys,
  selected,
  onClear,
}: {
  readonly asset: string
  readonly data: PartitionData
  readonly series: Series
  readonly keys: Keys
  readonly selected: Stretch
  readonly onClear: () => void
}): ReactNode {
  const { want } = keys
  useEffect(() => want(keysToName(data, selected)), [want, data, selected])
  const items = selectedItems(data, keys, selected)
  const of = data.body.dimensions.length > 1 ? series.of : undefined
  return (
    <Selected
      asset={asset}
      count={selected.to - selected.from + 1}
      what={rangeText(keys.textAt(selected.from) ?? '', keys.textAt(selected.to) ?? '')}
      partitions={typeof items === 'string' ? items : { expression: expressionOf(data.body, items, of) }}
      onClear={onClear}
    >
      <CountsBetween data={data} series={series} selected={selected} />
    </Selected>
  )
}

/** How many partitions of a stretch stand how. */
export function CountsBetween({
  data: { statuses },
  series,
  selected: { from, to },
}: {
  readonly data: PartitionData
  readonly series: Series
  readonly selected: Stretch
}): ReactNode {
  return <Counts statuses={statuses} counts={series.runs.countsBetween(from, to, statuses.length)} />
}
