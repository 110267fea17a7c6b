import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AssetBody, AssetStatusBody } from '../../../contract/assets.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { Ticked } from '../../components/ticked.tsx'
import { useOpenMaterialize } from '../../materialize/use-materialize.ts'
import { useMayWrite } from '../use-may-write.ts'
import { troublesOf, type Trouble } from './asset-troubles.ts'
import styles from './overview.module.css'

/** How an asset stands, why, and what to do next: trouble by trouble, the worst first. */
export function AssetWhy({ asset }: { readonly asset: AssetBody }): ReactNode {
  const troubles = troublesOf(asset)
  return (
    <Panel padded>
      <ul className={styles['troubles']} aria-label="How it stands" aria-live="polite">
        {troubles.map((trouble) => (
          <TroubleItem key={trouble.sentence} asset={asset.key} trouble={trouble} status={asset.status} />
        ))}
      </ul>
    </Panel>
  )
}

interface ItemProps {
  readonly asset: string
  readonly trouble: Trouble
  readonly status: AssetStatusBody
}

function TroubleItem({ asset, trouble, status }: ItemProps): ReactNode {
  return (
    <li>
      <StatusMark status={trouble.mark} size={16} />
      <div className={styles['trouble']}>
        <h2>
          <Ticked text={trouble.sentence} />
        </h2>
        {trouble.detail && (
          <p>
            <Ticked text={trouble.detail} />
          </p>
        )}
        {trouble.next && <p className={styles['next']}>{trouble.next}</p>}
      </div>
      <Action asset={asset} trouble={trouble} status={status} />
    </li>
  )
}

function Action({ asset, trouble, status }: ItemProps): ReactNode {
  const open = useOpenMaterialize()
  const mayWrite = useMayWrite()
  const look = buttonClass({ small: true })
  switch (trouble.action) {
    case 'materialize':
      return (
        mayWrite && (
          <Button
            small
            aria-label={`Materialize… ${asset}: ${trouble.sentence.replaceAll('`', '')}`}
            onClick={() => open({ selection: asset })}
          >
            <Play size={13} /> Materialize…
          </Button>
        )
      )
    case 'check':
      return (
        <Link
          to="/assets/$asset"
          params={{ asset }}
          search={{ tab: 'checks', ...(trouble.check === undefined ? {} : { check: trouble.check }) }}
          className={look}
        >
          Bad rows
        </Link>
      )
    case 'run':
      return (
        <Link to="/runs/$run" params={{ run: status.lastFailure?.runId ?? '' }} className={look}>
          Open the run
        </Link>
      )
    case 'partitions':
      return (
        <Link to="/assets/$asset" params={{ asset }} search={{ tab: 'partitions' }} className={look}>
          Which ones
        </Link>
      )
    case undefined:
      return null
    default:
      return trouble.action satisfies never
  }
}
