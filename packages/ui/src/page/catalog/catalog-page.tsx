import { getRouteApi } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useApi } from '../api/use-api.ts'
import { Button } from '../components/button.tsx'
import { Answer, Empty } from '../components/note.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'
import type { CatalogSearch } from '../router/search.ts'
import { SelectionField } from '../selection/selection-field.tsx'
import { formatCount, plural } from '../words/format.ts'
import { CatalogList } from './catalog-list.tsx'
import { arrangeRows, type CatalogRow, catalogRows, countByStatus } from './catalog-rows.ts'
import styles from './catalog-page.module.css'
import { StatusFilters } from './status-filters.tsx'

const route = getRouteApi('/assets')

/** Every asset as a table, narrowed by the selection language and by status. */
export function CatalogPage(): ReactNode {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { answer, rows } = useRows(search.q)
  const shown = useMemo(() => arrangeRows(rows, search), [rows, search])
  const change = (some: CatalogSearch) => void navigate({ search: (old) => ({ ...old, ...some }), replace: true })
  return (
    <>
      <PageHeader title="Catalog" actions={<MaterializeShown rows={shown} search={search} />}>
        <div className={styles['selection']}>
          <SelectionField
            value={search.q ?? ''}
            onSelect={(q) => change({ q: q === '' ? undefined : q })}
            aside={answer.data && `${formatCount(shown.length)} of ${plural(rows.length, 'asset')}`}
          />
        </div>
      </PageHeader>
      <StatusFilters
        counts={countByStatus(rows)}
        chosen={search.status ?? []}
        onChoose={(status) => change({ status: status.length > 0 ? status : undefined })}
      />
      {answer.error?.code.startsWith('SELECTION') ? (
        <Empty title="This selection cannot be read">The field above says what is wrong with it.</Empty>
      ) : (
        <Answer of={answer}>
          {() => (shown.length === 0 ? <NothingShown /> : <CatalogList rows={shown} search={search} onSort={change} />)}
        </Answer>
      )}
    </>
  )
}

function useRows(q: string | undefined) {
  const answer = useApi('assets', { query: { q } }, { keep: true })
  const graph = useApi('graph', {})
  const status = useApi('status', {})
  const rows = useMemo(
    () => catalogRows(answer.data?.items ?? [], graph.data, status.data),
    [answer.data, graph.data, status.data],
  )
  return { answer, rows }
}

function MaterializeShown({
  rows,
  search,
}: {
  readonly rows: readonly CatalogRow[]
  readonly search: CatalogSearch
}): ReactNode {
  const open = useOpenMaterialize()
  const terms = [search.q, search.status?.map((status) => `status:${status}`).join(' or ')].filter(Boolean)
  const selection = terms.length === 0 ? '*' : terms.map((term) => `(${term})`).join(' and ')
  return (
    <Button look="primary" disabled={rows.length === 0} onClick={() => open({ selection })}>
      <Play size={14} /> Materialize…
    </Button>
  )
}

function NothingShown(): ReactNode {
  return <Empty title="No asset matches">Change the selection, or take a status away, to see more.</Empty>
}
