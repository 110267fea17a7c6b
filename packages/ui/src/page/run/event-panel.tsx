import type { ReactNode } from 'react'
import type { EventItem } from '../../contract/assets.ts'
import { Select } from '../components/field.tsx'
import { logLevels } from '../router/search.ts'
import { AssetFilter } from './asset-filter.tsx'
import { type Line, Lines, NoLines } from './lines.tsx'
import type { PanelProps } from './log-panel.tsx'
import { useFeed } from './use-feed.ts'

const levels = [
  { id: '', label: 'All events' },
  { id: 'warn', label: 'Warnings and errors' },
  { id: 'error', label: 'Errors' },
]

/** What a run recorded: steps, materializations, checks, failures. */
export function EventPanel({ run, running, search: { asset, level }, onChange }: PanelProps): ReactNode {
  const feed = useFeed('runEvents', { run, query: { asset, level } })
  return (
    <Lines
      feed={feed}
      lineOf={lineOf}
      label="Events"
      running={running}
      empty={<NoLines filtered={(asset ?? level) !== undefined} what="events" />}
    >
      <Select
        label="Which events"
        items={levels}
        value={level ?? ''}
        onChoose={(id) => onChange({ level: logLevels.find((one) => one === id) })}
      />
      <AssetFilter asset={asset} onClear={() => onChange({ asset: undefined })} />
    </Lines>
  )
}

function lineOf({ position, time, level, asset, partitions, text, facts, problem }: EventItem): Line {
  return { position, time, level, asset, partition: partitions, text, facts, problem }
}
