import type { ReactNode } from 'react'
import type { LogLine } from '../../contract/runs.ts'
import { Select } from '../components/field.tsx'
import { TypedSearch } from '../components/typed-search.tsx'
import { logLevels, type RunSearch } from '../router/search.ts'
import { AssetFilter } from './asset-filter.tsx'
import { type Line, Lines, NoLines } from './lines.tsx'
import styles from './lines.module.css'
import { useFeed } from './use-feed.ts'

export interface PanelProps {
  readonly run: string
  readonly running: boolean
  readonly search: RunSearch
  readonly onChange: (search: RunSearch) => void
}

const levels = [{ id: '', label: 'All levels' }, ...logLevels.map((level) => ({ id: level, label: level }))]

/** What the assets of a run logged. */
export function LogPanel({ run, running, search, onChange }: PanelProps): ReactNode {
  const { asset, level, q } = search
  const feed = useFeed('logs', { run, query: { asset, level, q } })
  return (
    <Lines
      feed={feed}
      lineOf={lineOf}
      label="Logs"
      running={running}
      empty={<NoLines filtered={(asset ?? level ?? q) !== undefined} what="logs" />}
    >
      <TypedSearch
        className={styles['search']}
        label="Search the logs"
        text={q ?? ''}
        onText={(text) => onChange({ q: text === '' ? undefined : text })}
      />
      <Select
        label="Level"
        items={levels}
        value={level ?? ''}
        onChoose={(id) => onChange({ level: logLevels.find((one) => one === id) })}
      />
      <AssetFilter asset={asset} onClear={() => onChange({ asset: undefined })} />
    </Lines>
  )
}

function lineOf({ position, time, asset, partition, level, message, facts }: LogLine): Line {
  return { position, time, level, asset, partition: partition ?? undefined, text: message, facts, problem: undefined }
}
