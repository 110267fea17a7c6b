import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHeader } from '../layout/page-header.tsx'
import { BackfillList } from './backfill-list.tsx'
import { RunFilters } from './run-filters.tsx'

const route = getRouteApi('/backfills')

/** Runs over more than one partition of an asset, with how far they are. */
export function BackfillsPage(): ReactNode {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader title="Backfills">
        <RunFilters
          search={search}
          onChange={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
        />
      </PageHeader>
      <BackfillList search={search} />
    </>
  )
}
