import { Link } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'
import type { StepItem } from '../../contract/runs.ts'
import { useApiPages } from '../api/use-api.ts'
import { classNames } from '../components/class-names.ts'
import { Select } from '../components/field.tsx'
import { Answer, Empty } from '../components/note.tsx'
import { StatusPill } from '../components/pill.tsx'
import type { Mark } from '../words/mark.ts'
import { Elapsed } from '../components/time.tsx'
import { Ticked } from '../components/ticked.tsx'
import { VirtualRows } from '../components/virtual-rows.tsx'
import { formatSeconds, plural } from '../words/format.ts'
import { AssetFilter } from './asset-filter.tsx'
import lineStyles from './lines.module.css'
import type { PanelProps } from './log-panel.tsx'
import styles from './step-panel.module.css'
import { stepText } from './step-text.ts'

type State = StepItem['state']

/** What each state looks like, and what it is called. */
const states: { readonly [S in State]: { readonly mark: Mark; readonly word: string } } = {
  waiting: { mark: 'waiting', word: 'Waiting' },
  running: { mark: 'running', word: 'Running' },
  made: { mark: 'succeeded', word: 'Made' },
  'cut off': { mark: 'succeeded', word: 'Unchanged' },
  failed: { mark: 'failed', word: 'Failed' },
  skipped: { mark: 'skipped', word: 'Skipped' },
  cancelled: { mark: 'cancelled', word: 'Cancelled' },
}
const choices = [
  { id: '', label: 'All states' },
  ...Object.entries(states).map(([id, { word }]) => ({ id, label: word })),
]

/** The plan of a run: its steps, why each was to be made, and how it went. */
export function StepPanel({ run, search, onChange }: Omit<PanelProps, 'running'>): ReactNode {
  const { asset, state } = search
  const steps = useApiPages('steps', { run, query: { asset, state, limit: 200 } })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = steps
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <>
      <div className={lineStyles['bar']}>
        <Select
          label="State"
          items={choices}
          value={state ?? ''}
          onChoose={(id) => onChange({ state: id === '' ? undefined : id })}
        />
        <AssetFilter asset={asset} onClear={() => onChange({ asset: undefined })} />
      </div>
      <Answer of={steps}>
        {(items) =>
          items.length === 0 ? (
            <Empty title="No step matches">Take a filter away to see more.</Empty>
          ) : (
            <VirtualRows
              items={items}
              rowHeight={34}
              label="Steps"
              keyOf={(step) => `${step.asset} ${step.partitions}`}
              onEnd={more}
            >
              {(step) => <Row step={step} />}
            </VirtualRows>
          )
        }
      </Answer>
    </>
  )
}

function Row({ step }: { readonly step: StepItem }): ReactNode {
  const { mark, word } = states[step.state]
  const whole = step.problem ? `${step.problem.code}: ${step.problem.message}` : step.because
  return (
    <div className={styles['row']}>
      <span>
        <StatusPill status={mark}>{word}</StatusPill>
      </span>
      <Link to="/assets/$asset" params={{ asset: step.asset }}>
        {step.asset}
      </Link>
      <span className={styles['wide']} title={step.partitions}>
        {step.partitions}
      </span>
      <span className={classNames(step.problem ? styles['loud'] : styles['dim'], styles['wide'])} title={whole}>
        <Ticked text={stepText(step)} />
      </span>
      <span className={styles['number']}>
        <Took step={step} />
      </span>
      <span className={classNames(styles['number'], styles['dim'], styles['wide'])}>
        {step.rows !== undefined && plural(step.rows, 'row')}
      </span>
    </div>
  )
}

function Took({ step: { startedAt, endedAt, state } }: { readonly step: StepItem }): ReactNode {
  if (startedAt === undefined) return null
  if (endedAt !== undefined) return formatSeconds((endedAt - startedAt) / 1000)
  return state === 'running' ? <Elapsed since={startedAt} /> : null
}
