import { type ReactNode, lazy, Suspense } from 'react'
import type { AssetBody } from '../../contract/assets.ts'
import { useApi } from '../api/use-api.ts'
import { Answer, Wait } from '../components/note.tsx'
import { Tabs } from '../components/tabs.tsx'
import { PageBody } from '../layout/page-body.tsx'
import { useLiveTopic } from '../live/live.ts'
import type { AssetSearch } from '../router/search.ts'
import { AssetHeader } from './asset-header.tsx'
import { OverviewTab } from './overview/overview-tab.tsx'
import { useAssetKey, useAssetSearch } from './use-asset-search.ts'

/** Everything about one asset: how it stands and why, its partitions, what happened to it, and what it is made of. */
export function AssetPage(): ReactNode {
  const key = useAssetKey()
  const asset = useApi('asset', { asset: key })
  useLiveTopic(`asset:${key}`)
  return (
    <>
      <AssetHeader assetKey={key} asset={asset.data} />
      {asset.data ? (
        <Loaded key={key} asset={asset.data} />
      ) : (
        <PageBody>
          <Answer of={asset}>{() => null}</Answer>
        </PageBody>
      )}
    </>
  )
}

type Tab = NonNullable<AssetSearch['tab']>

function Loaded({ asset }: { readonly asset: AssetBody }): ReactNode {
  const [{ tab = 'overview' }] = useAssetSearch()
  const Content = contents[tab]
  return (
    <>
      <Tabs label={`Parts of ${asset.key}`} items={tabsOf(asset)} current={tab} />
      <PageBody>
        <Suspense fallback={<Wait />}>
          <Content asset={asset} />
        </Suspense>
      </PageBody>
    </>
  )
}

/** What most people never open comes when it is opened. */
const contents = {
  overview: OverviewTab,
  partitions: lazy(async () => ({ default: (await import('./partitions/partitions-tab.tsx')).PartitionsTab })),
  events: lazy(async () => ({ default: (await import('./events/events-tab.tsx')).EventsTab })),
  checks: lazy(async () => ({ default: (await import('./checks/checks-tab.tsx')).ChecksTab })),
  lineage: lazy(async () => ({ default: (await import('./lineage/lineage-tab.tsx')).LineageTab })),
  columns: lazy(async () => ({ default: (await import('./columns/columns-tab.tsx')).ColumnsTab })),
  code: lazy(async () => ({ default: (await import('./code/code-tab.tsx')).CodeTab })),
  preview: lazy(async () => ({ default: (await import('./preview/preview-tab.tsx')).PreviewTab })),
} as const satisfies Record<Tab, unknown>

function tabsOf({ partitions, status, checks, columns, deps, downstream, external }: AssetBody) {
  const isCut = partitions !== 'unpartitioned'
  return [
    { id: 'overview', label: 'Overview' },
    { id: 'partitions', label: isCut ? 'Partitions' : 'Status', count: isCut ? status.counts.total : undefined },
    { id: 'events', label: 'Events' },
    { id: 'checks', label: 'Checks', count: checks.length },
    { id: 'lineage', label: 'Lineage', count: deps.length + downstream.length },
    { id: 'columns', label: 'Columns', count: columns.length },
    ...(external ? [] : [{ id: 'code', label: 'Code' }]),
    { id: 'preview', label: 'Preview' },
  ]
}
