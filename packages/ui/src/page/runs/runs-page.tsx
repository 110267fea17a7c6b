import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHeader } from '../layout/page-header.tsx'
import { RunFilters } from './run-filters.tsx'
import { RunList } from './run-list.tsx'

const route = getRouteApi('/runs')

/** Every run that is recorded, the newest first. */
export function RunsPage(): ReactNode {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader title="Runs">
        <RunFilters
          search={search}
          onChange={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
        />
      </PageHeader>
      <RunList search={search} />
    </>
  )
}
