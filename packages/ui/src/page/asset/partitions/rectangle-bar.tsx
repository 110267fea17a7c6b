import { type ReactNode, useEffect } from 'react'
import { formatCount } from '../../words/format.ts'
import { Counts } from './counts.tsx'
import type { PartitionData } from './partition-data.ts'
import { countsIn, type Rectangle, sizeOf } from './rectangle.ts'
import { keysToName, selectedItems } from './selected-items.ts'
import { Selected } from './selected.tsx'
import { blockExpression, rangeText } from './selection-text.ts'
import type { Keys } from './use-keys.ts'

/** What is selected across several series. */
export function RectangleBar({
  asset,
  data,
  keys,
  rectangle,
  onClear,
}: {
  readonly asset: string
  readonly data: PartitionData
  readonly keys: Keys
  readonly rectangle: Rectangle
  readonly onClear: () => void
}): ReactNode {
  const { rows, columns } = rectangle
  const { want } = keys
  useEffect(() => want(keysToName(data, columns)), [want, data, columns])
  const items = selectedItems(data, keys, columns)
  const series = data.series.slice(rows.from, rows.to + 1).map(({ of }) => of)
  const range = rangeText(keys.textAt(columns.from) ?? '', keys.textAt(columns.to) ?? '')
  const names = [series[0], series.at(-1)].map((of = []) => of.join(' · '))
  return (
    <Selected
      asset={asset}
      count={sizeOf(rectangle)}
      what={`${series.length > 1 ? `${names.join(' to ')} (${formatCount(series.length)} series)` : names[0]}, ${range}`}
      partitions={typeof items === 'string' ? items : { expression: blockExpression(data.body, items, series) }}
      onClear={onClear}
    >
      <Counts statuses={data.statuses} counts={countsIn(data.series, rectangle, data.statuses.length)} />
    </Selected>
  )
}
