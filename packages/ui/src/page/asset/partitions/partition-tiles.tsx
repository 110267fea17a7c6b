import type { ReactNode } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import { Tile } from '../../components/panel.tsx'
import { Ago } from '../../components/time.tsx'
import { formatCount, formatSeconds, formatShort } from '../../words/format.ts'
import styles from './partitions.module.css'

/** The numbers of an asset with partitions. */
export function PartitionTiles({ asset: { status, expected } }: { readonly asset: AssetBody }): ReactNode {
  const { counts, causes, newest, lastFailure, rows } = status
  const made = counts.fresh + counts.stale
  const needed = Math.max(1, counts.total - counts.open)
  return (
    <div className={styles['tiles']}>
      <Tile
        label="materialized"
        value={`${((100 * Math.min(made, needed)) / needed).toFixed(1).replace('.0', '')}%`}
        detail={`${formatCount(made)} of ${formatCount(needed)}`}
      />
      <Tile label="stale" value={formatCount(counts.stale)} detail={counts.stale > 0 ? causes[0]?.reason : 'none'} />
      <Tile
        label="failed"
        value={formatCount(counts.failed)}
        loud={counts.failed > 0}
        detail={counts.failed > 0 ? (lastFailure?.code ?? '') : 'none'}
      />
      <Tile
        label="expected duration"
        value={expected ? formatSeconds(expected.seconds) : '–'}
        detail={expected ? 'of one partition' : 'not made often enough'}
      />
      <Tile
        label={rows === undefined ? 'last materialized' : 'rows'}
        value={rows === undefined ? newest ? <Ago time={newest.time} /> : '–' : formatShort(rows)}
        detail={newest ? (newest.partition ?? <Ago time={newest.time} />) : 'nothing yet'}
      />
    </div>
  )
}
