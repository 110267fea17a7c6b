import { Play, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../components/button.tsx'
import { Copy } from '../../components/copy.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { useOpenMaterialize } from '../../materialize/use-materialize.ts'
import { formatCount, plural } from '../../words/format.ts'
import { commandText } from '../command-text.ts'
import { useMayWrite } from '../use-may-write.ts'
import type { Stretch } from './mix.ts'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import { expressionOf, isAlongTime, rangeText } from './selection-text.ts'
import type { Keys } from './use-keys.ts'

interface SelectionBarProps {
  readonly asset: string
  readonly data: PartitionData
  readonly series: Series
  readonly keys: Keys
  readonly selected: Stretch
  readonly onClear: () => void
}

/** What is selected, how it stands, and the way to make it. */
export function SelectionBar({ asset, data, series, keys, selected, onClear }: SelectionBarProps): ReactNode {
  const open = useOpenMaterialize()
  const mayWrite = useMayWrite()
  const items = itemsOf(data, keys, selected)
  const partitions = items && expressionOf(data.body, items, data.body.dimensions.length > 1 ? series.of : undefined)
  return (
    <div className={styles['selection']} role="status">
      <b>{plural(selected.to - selected.from + 1, 'partition')}</b>
      <span className={styles['span']}>
        {rangeText(keys.textAt(selected.from) ?? '', keys.textAt(selected.to) ?? '')}
      </span>
      <CountsBetween data={data} series={series} selected={selected} />
      <span className={styles['right']}>
        {partitions !== undefined && (
          <>
            <Copy text={commandText(['materialize', asset, '--partitions', partitions])} label="Copy the command" />
            {mayWrite && (
              <Button small look="primary" onClick={() => open({ selection: asset, partitions })}>
                <Play size={13} /> Materialize range…
              </Button>
            )}
          </>
        )}
        <IconButton small label="Clear the selection" onClick={onClear}>
          <X size={15} />
        </IconButton>
      </span>
    </div>
  )
}

/** How many partitions of a stretch stand how. */
export function CountsBetween({
  data,
  series,
  selected,
}: Pick<SelectionBarProps, 'data' | 'series' | 'selected'>): ReactNode {
  const counts = series.runs.countsBetween(selected.from, selected.to, data.statuses.length)
  return (
    <span className={styles['legend']}>
      {data.statuses.map((status, index) =>
        counts[index] ? (
          <span key={status} title={statusWords[status]}>
            <StatusMark status={status} />
            {formatCount(counts[index])} {statusWords[status].toLowerCase()}
          </span>
        ) : null,
      )}
    </span>
  )
}

/** A range along time, or keys one by one; undefined while those are not known. */
function itemsOf(data: PartitionData, keys: Keys, { from, to }: Stretch): readonly string[] | undefined {
  const [first, last] = [keys.textAt(from), keys.textAt(to)]
  if (first === undefined || last === undefined) return undefined
  if (isAlongTime(data.body)) return [rangeText(first, last)]
  const texts = Array.from({ length: to - from + 1 }, (_, index) => keys.textAt(from + index))
  return texts.every((text) => text !== undefined) ? texts : undefined
}
