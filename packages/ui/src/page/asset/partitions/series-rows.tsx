import type { ReactNode } from 'react'
import { VirtualRows } from '../../components/virtual-rows.tsx'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import { CountsBetween } from './selection-bar.tsx'

/** All series by name with how many of their partitions stand how: what the bars show, as a list. */
export function SeriesRows({
  data,
  label,
  onEnd,
  onChoose,
}: {
  readonly data: PartitionData
  readonly label: string
  readonly onEnd: () => void
  readonly onChoose: (series: Series) => void
}): ReactNode {
  const whole = { from: 0, to: Math.max(0, data.count - 1) }
  return (
    <VirtualRows
      items={data.series}
      rowHeight={34}
      label={label}
      keyOf={({ of }) => of.join('|')}
      onEnd={onEnd}
      className={styles['seriesList']}
    >
      {(series) => (
        <div className={styles['seriesRow']}>
          <button type="button" className={styles['key']} onClick={() => onChoose(series)}>
            {series.of.join(' · ')}
          </button>
          <CountsBetween data={data} series={series} selected={whole} />
        </div>
      )}
    </VirtualRows>
  )
}
