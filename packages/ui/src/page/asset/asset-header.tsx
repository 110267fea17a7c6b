import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AssetBody } from '../../contract/assets.ts'
import { Button } from '../components/button.tsx'
import { StatusPill } from '../components/pill.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'
import { formatCount, plural } from '../words/format.ts'
import { useMayWrite } from './use-may-write.ts'

/** Where the asset is, how it stands in a few words, and the button that makes it. */
export function AssetHeader({
  assetKey,
  asset,
}: {
  readonly assetKey: string
  readonly asset: AssetBody | undefined
}): ReactNode {
  const open = useOpenMaterialize()
  const mayWrite = useMayWrite()
  const cut = assetKey.lastIndexOf('/')
  const group = asset?.group ?? assetKey.slice(0, Math.max(0, cut))
  const trail = [
    <Link key="catalog" to="/assets">
      Catalog
    </Link>,
    ...(group === ''
      ? []
      : [
          <Link key="group" to="/assets" search={{ q: `group:${group}` }}>
            {group}
          </Link>,
        ]),
  ]
  return (
    <PageHeader
      title={assetKey.slice(cut + 1)}
      trail={trail}
      actions={
        asset &&
        !asset.external &&
        mayWrite && (
          <Button look="primary" onClick={() => open({ selection: assetKey })}>
            <Play size={14} /> Materialize…
          </Button>
        )
      }
    >
      {asset && <Pills asset={asset} />}
    </PageHeader>
  )
}

/** What is wrong first; one quiet word when nothing is. */
function Pills({ asset: { status, partitions } }: { readonly asset: AssetBody }): ReactNode {
  const { counts, failedChecks, late } = status
  const isCut = partitions !== 'unpartitioned'
  const failing = failedChecks.filter(({ severity }) => severity === 'error')
  const warning = failedChecks.length - failing.length
  const pills = (['failed', 'running', 'stale', 'missing'] as const).filter((word) => counts[word] > 0)
  if (pills.length === 0 && failedChecks.length === 0 && late.length === 0) return <StatusPill status={status.status} />
  return (
    <>
      {failing.length > 0 && <StatusPill status="failed">{plural(failing.length, 'check')} failing</StatusPill>}
      {warning > 0 && <StatusPill status="warn">{plural(warning, 'check')} warning</StatusPill>}
      {late.length > 0 && <StatusPill status="late" />}
      {pills.map((word) => (
        <StatusPill key={word} status={word}>
          {isCut ? `${formatCount(counts[word])} ${word}` : undefined}
        </StatusPill>
      ))}
    </>
  )
}
