import { lazy, type ReactNode, Suspense } from 'react'
import type { AssetBody, SeriesBody } from '../../../contract/assets.ts'
import { useApi } from '../../api/use-api.ts'
import { Answer, Empty } from '../../components/note.tsx'
import { Panel, SectionTitle } from '../../components/panel.tsx'
import { Choices } from '../../components/tabs.tsx'
import { useAssetSearch } from '../use-asset-search.ts'
import { chartedFields } from './charted-fields.ts'
import styles from './overview.module.css'

/** uPlot comes only when there is something to plot. */
const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }))

/** As many points as a chart can tell apart, and some. */
const most = 5000

const choices = [
  { id: 'time', label: 'Over time' },
  { id: 'partition', label: 'By partition' },
] as const

/** What was recorded at each materialization: rows, seconds, bytes and every number among the facts. */
export function Charts({ asset }: { readonly asset: AssetBody }): ReactNode {
  const [{ by = 'time' }, change] = useAssetSearch()
  const series = useApi('series', { asset: asset.key, query: { by, limit: most } }, { keep: true })
  return (
    <Panel padded>
      <div className={styles['chartHead']}>
        <SectionTitle>What was recorded</SectionTitle>
        {asset.partitions !== 'unpartitioned' && (
          <Choices label="Along" items={choices} current={by} onChoose={(next) => change({ by: next })} />
        )}
      </div>
      <Answer of={series}>{(body) => <All body={body} external={asset.external} />}</Answer>
    </Panel>
  )
}

function All({ body, external }: { readonly body: SeriesBody; readonly external: boolean }): ReactNode {
  const fields = chartedFields(body)
  if (body.x.length === 0) {
    return (
      <Empty title="Nothing was recorded yet">
        {external
          ? 'Each time that it is seen to have changed, a point is added.'
          : 'Each time that it is materialized, its rows, its time and the facts that the code recorded are plotted here.'}
      </Empty>
    )
  }
  return (
    <div className={styles['charts']}>
      {fields.map((field) => (
        <Suspense key={field.name} fallback={<div className={styles['plot']} />}>
          <Chart body={body} field={field} />
        </Suspense>
      ))}
    </div>
  )
}
