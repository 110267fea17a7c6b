import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AssetStatusBody } from '../../contract/assets.ts'
import { Button } from '../components/button.tsx'
import { classNames } from '../components/class-names.ts'
import { Empty } from '../components/note.tsx'
import { Panel } from '../components/panel.tsx'
import { StatusPill } from '../components/pill.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { StatusMark } from '../components/status-mark.tsx'
import { Ticked } from '../components/ticked.tsx'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'
import { plural } from '../words/format.ts'
import { type Trouble, troublesOf } from '../words/trouble.ts'
import { statusWords } from '../words/mark.ts'
import styles from './attention-list.module.css'

/** How many troubles of one asset are told here; its page tells all. */
const told = 3
/** As many assets as `/home` answers with at most. */
const most = 50

/** Assets with trouble, the worst first, and why each is as it is. */
export function AttentionList({ assets }: { readonly assets: readonly AssetStatusBody[] }): ReactNode {
  if (assets.length === 0) {
    return (
      <Panel title="Needs attention">
        <Empty title="Nothing needs attention">Every asset is fresh and in time, and no check fails.</Empty>
      </Panel>
    )
  }
  return (
    <Panel title="Needs attention" aside={<HowMany count={assets.length} />}>
      <ul>
        {assets.map((status) => (
          <li key={status.asset} className={styles['row']}>
            <Row status={status} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The server tells of no more than the worst. */
function HowMany({ count }: { readonly count: number }): ReactNode {
  if (count < most) return plural(count, 'asset')
  return (
    <Link to="/assets" search={{ sort: 'status' }}>
      The worst {count}: see all
    </Link>
  )
}

function Row({ status }: { readonly status: AssetStatusBody }): ReactNode {
  const open = useOpenMaterialize()
  const troubles = troublesOf(status)
  return (
    <>
      <div className={styles['name']}>
        <StatusMark status={status.status} />
        <div>
          <Link
            to="/assets/$asset"
            params={{ asset: status.asset }}
            aria-label={`${status.asset}, ${statusWords[status.status]}`}
          >
            {status.asset}
          </Link>
          {status.counts.total > 1 && (
            <div className={styles['bar']}>
              <StatusBar counts={status.counts} />
            </div>
          )}
        </div>
      </div>
      <div className={styles['troubles']}>
        {troubles.slice(0, told).map((trouble) => (
          <TroubleLine key={`${trouble.word} ${trouble.text}`} trouble={trouble} />
        ))}
        {troubles.length > told && <span className={styles['more']}>and {troubles.length - told} more</span>}
      </div>
      <Button small onClick={() => open({ selection: status.asset })} aria-label={`Materialize… ${status.asset}`}>
        Materialize…
      </Button>
    </>
  )
}

function TroubleLine({ trouble }: { readonly trouble: Trouble }): ReactNode {
  const { status, word, text, code, runId } = trouble
  return (
    <div className={styles['trouble']}>
      <StatusPill status={status}>{word}</StatusPill>
      <span className={classNames(styles['text'], status === 'failed' && styles['loud'])} title={text}>
        {code && <code>{code} </code>}
        <Ticked text={text} />{' '}
        {runId && (
          <Link to="/runs/$run" params={{ run: runId }}>
            Open run
          </Link>
        )}
      </span>
    </div>
  )
}
