import { type ReactNode, useEffect, useMemo } from 'react'
import { Button } from '../../components/button.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { Choices } from '../../components/tabs.tsx'
import { TypedSearch } from '../../components/typed-search.tsx'
import { formatCount } from '../../words/format.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import { BarView, Ticks } from './bar-view.tsx'
import { CalendarView, type PictureProps } from './calendar-view.tsx'
import { FoundList } from './found-list.tsx'
import { ListView } from './list-view.tsx'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import { CountsBetween, SelectionBar } from './selection-bar.tsx'
import { RectangleBar } from './rectangle-bar.tsx'
import { SeriesList } from './series-list.tsx'
import { SeriesRows } from './series-rows.tsx'
import { StatusFilter } from './status-filter.tsx'
import { usePointed } from './use-pointed.ts'
import { useRectangle } from './use-rectangle.ts'

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
  const { rectangle, keys, select, clear } = useRectangle(asset, data)
  const isList = view === 'list'
  const label = `Series of ${asset}`
  const onChoose = ({ of }: Series) => change({ series: of, range: undefined, rows: undefined })
  const props = { data, onEnd: more, onChoose }
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
        <>
          <SeriesList
            {...props}
            keys={keys}
            selected={rectangle}
            onSelect={select}
            onClear={clear}
            label={`${label}: arrow keys go through them, with Shift they select them, Enter opens one`}
          />
          <div className={styles['underBars']}>
            <Ticks keys={keys} count={data.count} />
          </div>
          <Hint
            mouse="Click a series to open it. Drag over several, or Shift with the arrow keys, selects what to materialize."
            touch="Tap a series to open it."
          />
        </>
      )}
      {rectangle && <RectangleBar asset={asset} data={data} keys={keys} rectangle={rectangle} onClear={clear} />}
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
        {view === 'list' && (
          <TypedSearch
            className={styles['search']}
            label="Find a key"
            text={search.q ?? ''}
            onText={(q) => change({ q: q === '' ? undefined : q })}
          />
        )}
        <Choices
          label="View"
          items={viewsOf(data, hasCalendar)}
          current={view}
          onChoose={(next) => change({ view: next })}
        />
      </Head>
      <Picture
        {...props}
        asset={asset}
        view={view}
        label={`${titleOf(data, series)} of ${asset}: ${formatCount(data.count)}`}
      />
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

function Picture({
  asset,
  view,
  ...props
}: PictureProps & { readonly asset: string; readonly view: string }): ReactNode {
  const [{ status, q }] = useAssetSearch()
  if (view === 'list')
    return q === undefined ? (
      <ListView {...props} statuses={status} />
    ) : (
      <FoundList asset={asset} data={props.data} series={props.series} text={q} statuses={status} />
    )
  return (
    <>
      <BarView {...props} thin={view !== 'bar'} />
      {view !== 'bar' && <CalendarView {...props} />}
      <Hint
        mouse="Click a partition to see why it stands so. Drag, or Shift with the arrow keys, selects a range to materialize."
        touch="Tap a partition to see why it stands so. In the list a tap selects a range."
      />
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

function Hint({ mouse, touch }: { readonly mouse: string; readonly touch: string }): ReactNode {
  return (
    <p className={styles['hint']}>
      <span className={styles['byMouse']}>{mouse}</span>
      <span className={styles['byTouch']}>{touch}</span>
    </p>
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
