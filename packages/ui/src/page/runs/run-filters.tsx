import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../components/button.tsx'
import { Tag } from '../components/pill.tsx'
import { statusWords } from '../words/mark.ts'
import { Choices } from '../components/tabs.tsx'
import { TypedSearch } from '../components/typed-search.tsx'
import { outcomes, type RunsSearch } from '../router/search.ts'
import styles from './runs-page.module.css'

const choices = [
  { id: 'all', label: 'All' },
  ...outcomes.map((outcome) => ({ id: outcome, label: statusWords[outcome] })),
] as const

export function RunFilters({
  search,
  onChange,
}: {
  readonly search: RunsSearch
  readonly onChange: (change: RunsSearch) => void
}): ReactNode {
  return (
    <>
      <Choices
        label="Outcome"
        items={choices}
        current={search.outcome ?? 'all'}
        onChoose={(outcome) => onChange({ outcome: outcome === 'all' ? undefined : outcome })}
      />
      <TypedSearch
        className={styles['search']}
        label="Run or selection"
        text={search.q ?? ''}
        onText={(q) => onChange({ q: q === '' ? undefined : q })}
      />
      {search.asset !== undefined && (
        <span className={styles['filter']}>
          <Tag>{search.asset}</Tag>
          <IconButton small label="Runs of all assets" onClick={() => onChange({ asset: undefined })}>
            <X size={13} />
          </IconButton>
        </span>
      )}
    </>
  )
}
