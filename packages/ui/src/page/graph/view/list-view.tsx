import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { StatusBody } from '../../../contract/graph.ts'
import { StatusPill } from '../../components/pill.tsx'
import { VirtualRows } from '../../components/virtual-rows.tsx'
import { degree, downstreamOf, upstreamOf } from '../layout/adjacency.ts'
import { reasonOf, statusOf } from '../model/box-status.ts'
import type { GraphModel } from '../model/graph-model.ts'
import styles from './list-view.module.css'

/** The same selection as a list: every asset that is drawn, with how it stands, what it reads and what reads it. */
export function ListView({
  model,
  status,
  assets,
  onSelect,
}: {
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  /** Absent: all. */
  readonly assets: readonly number[] | undefined
  readonly onSelect: (key: string) => void
}): ReactNode {
  const items = useMemo(() => assets ?? Array.from({ length: model.count }, (_, asset) => asset), [assets, model])
  const up = useMemo(() => upstreamOf(model.count, model), [model])
  const down = useMemo(() => downstreamOf(model.count, model), [model])
  return (
    <VirtualRows
      className={styles['list']}
      items={items}
      rowHeight={44}
      label="Assets of the selection"
      keyOf={(asset) => asset}
    >
      {(asset) => (
        <div className={styles['row']}>
          <button type="button" className={styles['name']} onClick={() => onSelect(model.keyOf(asset))}>
            {model.nameOf(asset)}
            <small>{model.groupName(model.group[asset] ?? -1)}</small>
          </button>
          <span>
            <StatusPill status={statusOf(asset, status) ?? 'missing'} />
          </span>
          <span className={styles['why']}>{reasonOf(asset, status)}</span>
          <span className={styles['degree']}>
            {degree(up, asset)} in · {degree(down, asset)} out
          </span>
          <Link to="/assets/$asset" params={{ asset: model.keyOf(asset) }} className={styles['open']}>
            Open<span className={styles['hidden']}> {model.keyOf(asset)}</span>
          </Link>
        </div>
      )}
    </VirtualRows>
  )
}
