import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { useAssetStatuses } from '../use-asset-statuses.ts'
import styles from './overview.module.css'

/** Assets with how they stand, as links. */
export function AssetLinks({
  assets,
  none,
}: {
  readonly assets: readonly { readonly asset: string; readonly detail?: string }[]
  /** What to say where there are none. */
  readonly none: string
}): ReactNode {
  const statusOf = useAssetStatuses()
  if (assets.length === 0) return <p className={styles['none']}>{none}</p>
  return (
    <ul className={styles['links']}>
      {assets.map(({ asset, detail }) => {
        const status = statusOf(asset)
        return (
          <li key={`${asset} ${detail}`}>
            <span className={styles['mark']}>{status && <StatusMark status={status} />}</span>
            <Link to="/assets/$asset" params={{ asset }} className={styles['link']}>
              {asset}
            </Link>
            <small>{detail ?? (status && statusWords[status].toLowerCase())}</small>
          </li>
        )
      })}
    </ul>
  )
}
