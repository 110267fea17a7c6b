import { type ReactNode, useEffect, useMemo } from 'react'
import { Button } from '../../components/button.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { Choices } from '../../components/tabs.tsx'
import { formatCount } from '../../words/format.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import { BarView } from './bar-view.tsx'
import { CalendarView, type PictureProps } from './calendar-view.tsx'
import { ListView } from './list-view.tsx'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import { CountsBetween, SelectionBar } from './selection-bar.tsx'
import { SeriesList } from './series-list.tsx'
import { SeriesRows } from './series-rows.tsx'
import { StatusFilter } from './status-filter.tsx'
import { usePointed } from './use-pointed.ts'

interface PanelProps {
  readonly asset: string
  readonly data: PartitionData
  /** Reads more series. */
  readonly more: () => void
}

/** The pictures of partitions: of the only series, of a chosen one, or all series one below the other. */
export function PartitionsPanel({ asset, data, more }: PanelProps): ReactNode {
  const [search] = useAssetSearch()
  const chosen = useMemo(() => seriesOf(data, search.series), [data, search.series])
  const isMissing = chosen === undefined && search.series !== undefined
  useEffect(() => {
    // The chosen series may be on a page that was not read yet.
    if (isMissing) more()
  }, [isMissing, more])
  return (
    <Panel className={styles['view']}>
      {chosen ? (
        <OneSeries asset={asset} data={data} series={chosen} />
      ) : (
        <AllSeries asset={asset} data={data} more={more} />
      )}
    </Panel>
  )
}

function AllSeries({ asset, data, more }: PanelProps): ReactNode {
  const [{ view }, change] = useAssetSearch()
  const isList = view === 'list'
  const label = `Series of ${asset}`
  const props = { data, onEnd: more, onChoose: ({ of }: Series) => change({ series: of, range: undefined }) }
  return (
    <>
      <Head data={data} title={`${formatCount(data.body.total)} series`}>
        <Choices
          label="View"
          items={[barChoice, listChoice]}
          current={isList ? 'list' : 'bar'}
          onChoose={(next) => change({ view: next === 'list' ? next : undefined })}
        />
      </Head>
      {isList ? (
        <SeriesRows {...props} label={label} />
      ) : (
        <SeriesList {...props} label={`${label}: arrow keys go through them, Enter opens one`} />
      )}
    </>
  )
}

/** The series whose keys are chosen; the only one where nothing is to be chosen. */
function seriesOf(data: PartitionData, of: readonly string[] | undefined): Series | undefined {
  if (data.body.dimensions.length <= 1) return data.series[0]
  return of && data.series.find((series) => series.of.every((key, index) => key === of[index]))
}

function OneSeries({ asset, data, series }: Omit<PanelProps, 'more'> & { readonly series: Series }): ReactNode {
  const [search, change] = useAssetSearch()
  const { pointed, onChange, keys } = usePointed(asset, data, series)
  const hasCalendar = data.grain === undefined || data.shape !== undefined
  const view = search.view ?? (hasCalendar ? 'calendar' : 'bar')
  const props = { data, series, keys, pointed, onChange }
  return (
    <>
      <Head data={data} series={series} isList={view === 'list'} title={titleOf(data, series)} {...spanOf(data, keys)}>
        {data.body.dimensions.length > 1 && (
          <Button small onClick={() => change({ series: undefined, range: undefined, p: undefined })}>
            All series
          </Button>
        )}
        <Choices
          label="View"
          items={viewsOf(data, hasCalendar)}
          current={view}
          onChoose={(next) => change({ view: next })}
        />
      </Head>
      <Picture {...props} view={view} label={`${titleOf(data, series)} of ${asset}: ${formatCount(data.count)}`} />
      {pointed.selected && (
        <SelectionBar
          {...props}
          asset={asset}
          selected={pointed.selected}
          onClear={() => onChange({ ...pointed, selected: undefined })}
        />
      )}
    </>
  )
}

const barChoice = { id: 'bar', label: 'Bar' } as const
const listChoice = { id: 'list', label: 'List' } as const

function viewsOf({ grain }: PartitionData, hasCalendar: boolean) {
  const calendar = { id: 'calendar', label: grain === undefined ? 'Grid' : 'Calendar' } as const
  return [...(hasCalendar ? [calendar] : []), barChoice, listChoice]
}

function Picture({ view, ...props }: PictureProps & { readonly view: string }): ReactNode {
  const [{ status }] = useAssetSearch()
  if (view === 'list') return <ListView {...props} statuses={status} />
  return (
    <>
      <BarView {...props} thin={view !== 'bar'} />
      {view !== 'bar' && <CalendarView {...props} />}
      <p className={styles['hint']}>
        <span className={styles['byMouse']}>
          Click a partition to see why it stands so. Drag, or Shift with the arrow keys, selects a range to materialize.
        </span>
        <span className={styles['byTouch']}>
          Tap a partition to see why it stands so. In the list a tap selects a range.
        </span>
      </p>
    </>
  )
}

function Head({
  data,
  series,
  isList = false,
  title,
  span,
  children,
}: {
  readonly data: PartitionData
  readonly series?: Series
  readonly isList?: boolean
  readonly title: string
  readonly span?: string
  readonly children?: ReactNode
}): ReactNode {
  return (
    <div className={styles['head']}>
      <h2>{title}</h2>
      {span && <span className={styles['span']}>{span}</span>}
      <span className={styles['right']}>
        {series && isList ? (
          <StatusFilter data={data} series={series} />
        ) : series ? (
          <CountsBetween data={data} series={series} selected={{ from: 0, to: data.count - 1 }} />
        ) : (
          <AllCounts data={data} />
        )}
        {children}
      </span>
    </div>
  )
}

function AllCounts({ data: { body } }: { readonly data: PartitionData }): ReactNode {
  return (
    <span className={styles['legend']}>
      {(['fresh', 'running', 'stale', 'failed', 'missing', 'open'] as const).map((status) =>
        body.counts[status] > 0 ? (
          <span key={status}>
            <StatusMark status={status} />
            {formatCount(body.counts[status])} {statusWords[status].toLowerCase()}
          </span>
        ) : null,
      )}
    </span>
  )
}

function titleOf({ body, grain }: PartitionData, { of }: Series): string {
  const kind = grain === undefined ? 'Partitions' : `${grain} partitions`
  return body.dimensions.length > 1 ? `${of.join(' · ')}: ${kind}` : kind
}

function spanOf(data: PartitionData, keys: { readonly textAt: (index: number) => string | undefined }) {
  const [first, last] = [keys.textAt(0), keys.textAt(data.count - 1)]
  return data.grain === undefined || first === undefined || last === undefined ? {} : { span: `${first} → ${last}` }
}
