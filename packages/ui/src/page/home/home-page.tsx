import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { HomeBody } from '../../contract/graph.ts'
import { useApi } from '../api/use-api.ts'
import { Button, buttonClass } from '../components/button.tsx'
import { Answer, Empty } from '../components/note.tsx'
import { StatusMark } from '../components/status-mark.tsx'
import { statusWords } from '../words/mark.ts'
import { PageBody } from '../layout/page-body.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'
import { statusFilters } from '../router/search.ts'
import { formatCount } from '../words/format.ts'
import { AttentionList } from './attention-list.tsx'
import styles from './home-page.module.css'
import { LastDay } from './last-day.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { RunningNow } from './running-now.tsx'

/** The page that opens first: what needs attention, what runs, and what ran. */
export function HomePage(): ReactNode {
  const home = useApi('home', {})
  return (
    <>
      <PageHeader title="Home" actions={home.data && <MaterializeAll counts={home.data.counts} />} />
      <PageBody>
        <Answer of={home}>{(body) => (body.assets === 0 ? <NoAssets /> : <Attention body={body} />)}</Answer>
      </PageBody>
    </>
  )
}

function Attention({ body }: { readonly body: HomeBody }): ReactNode {
  return (
    <>
      <StatusCounts counts={body.counts} late={body.late} />
      <div className={styles['columns']}>
        <AttentionList assets={body.attention} />
        <div className={styles['side']}>
          <RunningNow runs={body.running} />
          <LastDay hours={body.hours} />
          <RecentRuns runs={body.recent} />
        </div>
      </div>
    </>
  )
}

/** How many assets stand how; what is late is so beside its status. */
function StatusCounts({ counts, late }: Pick<HomeBody, 'counts' | 'late'>): ReactNode {
  return (
    <ul className={styles['counts']} aria-label="Assets by status">
      {statusFilters
        .filter((status) => counts[status] > 0)
        .map((status) => (
          <li key={status}>
            <Link to="/assets" search={{ status: [status] }} className={styles['count']}>
              <StatusMark status={status} />
              <b>{formatCount(counts[status])}</b> {statusWords[status].toLowerCase()}
            </Link>
          </li>
        ))}
      {late > 0 && (
        <li>
          <Link to="/assets" search={{ q: 'status:late' }} className={styles['count']}>
            <StatusMark status="late" />
            <b>{formatCount(late)}</b> late
          </Link>
        </li>
      )}
    </ul>
  )
}

function MaterializeAll({ counts }: { readonly counts: HomeBody['counts'] }): ReactNode {
  const open = useOpenMaterialize()
  const behind = counts.stale + counts.missing + counts.failed
  if (behind === 0) return null
  return (
    <Button look="primary" onClick={() => open({ selection: '*' })}>
      <Play size={14} /> Materialize {formatCount(behind)} behind…
    </Button>
  )
}

function NoAssets(): ReactNode {
  return (
    <Empty
      title="This project has no assets yet"
      actions={
        <Link to="/graph" className={buttonClass()}>
          Open the graph
        </Link>
      }
    >
      Declare one with <code>asset(key, spec, function)</code> in the project file, and start the server again.
    </Empty>
  )
}
