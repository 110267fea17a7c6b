import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { AssetBody, CheckItem } from '../../../contract/assets.ts'
import { useApiPages } from '../../api/use-api.ts'
import { Button } from '../../components/button.tsx'
import { Answer, Empty, ProblemNote } from '../../components/note.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { Choices } from '../../components/tabs.tsx'
import { Ago } from '../../components/time.tsx'
import { plural } from '../../words/format.ts'
import { FactList } from '../fact-list.tsx'
import { useAssetSearch } from '../use-asset-search.ts'
import { checkMark } from './check-mark.ts'
import styles from './checks.module.css'
import { SampleTable } from './sample-table.tsx'

const filters = [
  { id: 'all', label: 'All' },
  { id: 'failed', label: 'Failed' },
] as const

/** Every result of one check, the newest first, with the bad rows that it kept. */
export function CheckHistory({
  asset,
  check,
}: {
  readonly asset: string
  readonly check: AssetBody['checks'][number]
}): ReactNode {
  const [search, change] = useAssetSearch()
  // Of a check that fails, what failed is what one came for.
  const [failed, setFailed] = useState(search.failed ?? check.passed === false)
  const results = useApiPages('checks', {
    asset,
    query: { check: check.name, limit: 100, ...(failed ? { failed: 'true' } : {}) },
  })
  return (
    <Panel className={styles['history']}>
      <div className={styles['head']}>
        <h2>{check.name}</h2>
        <Choices
          label="Results"
          items={filters}
          current={failed ? 'failed' : 'all'}
          onChoose={(id) => {
            setFailed(id === 'failed')
            change({ failed: id === 'failed' || undefined })
          }}
        />
      </div>
      <Answer of={results}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={failed ? 'It never failed' : 'It has not run yet'}>
              {failed
                ? 'Every result that is recorded passed.'
                : 'It runs whenever the asset is made, and when you run checks.'}
            </Empty>
          ) : (
            <>
              <Results items={items} />
              {results.hasNextPage && (
                <div className={styles['more']}>
                  <Button small disabled={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>
                    Older results
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Answer>
    </Panel>
  )
}

function Results({ items }: { readonly items: readonly CheckItem[] }): ReactNode {
  // The newest that failed is what one came for.
  const first = items.find(({ passed, samples }) => !passed && samples)
  const [open, setOpen] = useState(first && idOf(first))
  return (
    <ol className={styles['results']} aria-label="Results">
      {items.map((item) => {
        const id = idOf(item)
        return (
          <li key={id}>
            <Result item={item} isOpen={open === id} onToggle={() => setOpen(open === id ? undefined : id)} />
          </li>
        )
      })}
    </ol>
  )
}

function idOf({ position, partition, check }: CheckItem): string {
  return `${position} ${partition} ${check}`
}

interface ResultProps {
  readonly item: CheckItem
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function Result({ item, isOpen, onToggle }: ResultProps): ReactNode {
  const { partition, time, facts, samples } = item
  return (
    <>
      <button type="button" className={styles['result']} aria-expanded={isOpen} onClick={onToggle}>
        <StatusMark status={checkMark(item)} />
        <span className={styles['when']}>
          <Ago time={time} />
        </span>
        <span className={styles['partition']}>{partition ?? 'the whole asset'}</span>
        <span className={styles['summary']}>
          {facts && <FactList facts={facts} />}
          {samples && <small>{plural(samples.length, 'bad row')} kept</small>}
        </span>
      </button>
      {isOpen && <Detail item={item} />}
    </>
  )
}

function Detail({ item: { runId, problem, samples, partition, passed } }: { readonly item: CheckItem }): ReactNode {
  return (
    <div className={styles['detail']}>
      {problem && <ProblemNote problem={problem} />}
      {samples && samples.length > 0 ? (
        <SampleTable rows={samples} />
      ) : (
        <p>{passed ? 'Nothing was found wrong.' : 'The check kept no rows: its facts are all that it told.'}</p>
      )}
      <p className={styles['links']}>
        <Link to="/runs/$run" params={{ run: runId }}>
          Open the run
        </Link>
        {partition !== null && (
          <Link to="." search={((old: object) => ({ ...old, tab: 'partitions', p: partition })) as never}>
            See the partition
          </Link>
        )}
      </p>
    </div>
  )
}
