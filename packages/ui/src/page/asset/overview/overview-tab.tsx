import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import { Command } from '../../components/copy.tsx'
import { Facts, Panel } from '../../components/panel.tsx'
import { Tag } from '../../components/pill.tsx'
import { StatusBar } from '../../components/status-bar.tsx'
import { Ago } from '../../components/time.tsx'
import { formatCount, formatSeconds } from '../../words/format.ts'
import { commandText } from '../../words/command-text.ts'
import { FactValue } from '../fact-list.tsx'
import { AssetLinks } from './asset-links.tsx'
import { AssetWhy } from './asset-why.tsx'
import { Charts } from './charts.tsx'
import styles from './overview.module.css'

/** What one wants to know first: how it stands and why, then what it is. */
export function OverviewTab({ asset }: { readonly asset: AssetBody }): ReactNode {
  return (
    <div className={styles['columns']}>
      <div className={styles['main']}>
        <AssetWhy asset={asset} />
        {asset.description && (
          <Panel title="What it is" padded>
            <p className={styles['description']}>{asset.description}</p>
          </Panel>
        )}
        <Charts asset={asset} />
      </div>
      <div className={styles['side']}>
        <Newest asset={asset} />
        <About asset={asset} />
        <Panel title="Reads" padded>
          <AssetLinks
            assets={asset.deps.map(({ asset, dep, mapping }) => ({ asset, detail: detailOf(dep, mapping) }))}
            none="It reads no other asset."
          />
        </Panel>
        <Panel title="Is read by" padded>
          <AssetLinks assets={asset.downstream.map((asset) => ({ asset }))} none="No other asset reads it." />
        </Panel>
        <Panel title="On the command line" padded>
          <div className={styles['commands']}>
            <Command text={commandText(['status', asset.key])} />
            {!asset.external && <Command text={commandText(['materialize', asset.key])} />}
            <Command text={commandText(['show', asset.key])} />
          </div>
        </Panel>
      </div>
    </div>
  )
}

function detailOf(dep: string, mapping: string): string {
  return mapping === '' || mapping === 'identity' ? dep : `${dep}, ${mapping}`
}

function Newest({ asset: { status, expected, key, partitions } }: { readonly asset: AssetBody }): ReactNode {
  const { newest, rows, counts } = status
  return (
    <Panel title="Newest materialization" padded>
      {partitions !== 'unpartitioned' && (
        <Link to="/assets/$asset" params={{ asset: key }} search={{ tab: 'partitions' }} className={styles['counts']}>
          <StatusBar counts={counts} />
          <span>
            {formatCount(counts.fresh)} of {formatCount(counts.total)} partitions are fresh
          </span>
        </Link>
      )}
      <Facts
        of={[
          ['When', newest ? <Ago time={newest.time} /> : 'never'],
          ['Partition', newest?.partition ?? undefined],
          [
            'Run',
            newest?.runId && (
              <Link to="/runs/$run" params={{ run: newest.runId }} className={styles['link']}>
                {newest.runId.slice(0, 8)}
              </Link>
            ),
          ],
          ['Rows', rows === undefined ? undefined : formatCount(rows)],
          ['Expected duration', expected && formatSeconds(expected.seconds)],
          ['Expected rows', expected?.rows === undefined ? undefined : formatCount(Math.round(expected.rows))],
        ]}
      />
    </Panel>
  )
}

function About({ asset }: { readonly asset: AssetBody }): ReactNode {
  const tags = Object.entries(asset.tags)
  return (
    <Panel title="About" padded>
      <Facts
        of={[
          ['Key', <code key="key">{asset.key}</code>],
          ['Group', asset.group],
          ['Owners', asset.owners.join(', ')],
          ['Kinds', asset.kinds.length > 0 ? tagsOf(asset.kinds) : undefined],
          [
            'Tags',
            tags.length > 0
              ? tagsOf(tags.map(([name, value]) => (value === '' ? name : `${name}: ${value}`)))
              : undefined,
          ],
          ['Partitions', asset.partitions],
          ['Kept by', asset.io],
          ['Pool', asset.pool],
          ['Resources', asset.resources.join(', ')],
          ...Object.entries(asset.metadata).map(
            ([name, value]) => [name, <FactValue key={name} value={value} />] as const,
          ),
        ]}
      />
    </Panel>
  )
}

function tagsOf(words: readonly string[]): ReactNode {
  return (
    <span className={styles['tags']}>
      {words.map((word) => (
        <Tag key={word}>{word}</Tag>
      ))}
    </span>
  )
}
