import type { ReactNode } from 'react'
import type { StatusBody } from '../../../contract/graph.ts'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { reasonOf, statusOf, worstFirst } from '../model/box-status.ts'
import type { GraphModel } from '../model/graph-model.ts'
import styles from './inspector.module.css'

/** Enough to see what is wrong. */
const most = 60

/** Assets, the worst first; a press selects one. */
export function AssetRows({
  assets,
  model,
  status,
  onSelect,
}: {
  readonly assets: readonly number[]
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  readonly onSelect: (key: string) => void
}): ReactNode {
  const rank = (asset: number) => worstFirst.findIndex((one) => one === (statusOf(asset, status) ?? 'missing'))
  const sorted = assets.toSorted((a, b) => rank(a) - rank(b))
  return (
    <ul className={styles['rows']}>
      {sorted.slice(0, most).map((asset) => {
        const standing = statusOf(asset, status) ?? 'missing'
        return (
          <li key={asset}>
            <button type="button" onClick={() => onSelect(model.keyOf(asset))}>
              <StatusMark status={standing} />
              <span>{model.nameOf(asset)}</span>
              <small>{reasonOf(asset, status) || statusWords[standing]}</small>
            </button>
          </li>
        )
      })}
      {sorted.length > most && <li className={styles['more']}>and {sorted.length - most} more</li>}
    </ul>
  )
}
