import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import type { ColumnLineageBody } from '../../../contract/graph.ts'
import { useApi } from '../../api/use-api.ts'
import { buttonClass, IconButton } from '../../components/button.tsx'
import { Command } from '../../components/copy.tsx'
import { Answer, WarnNote } from '../../components/note.tsx'
import { Panel, SectionTitle } from '../../components/panel.tsx'
import { Tag } from '../../components/pill.tsx'
import { plural } from '../../words/format.ts'
import { commandText } from '../../words/command-text.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import { type Column, type ColumnWay, type ColumnWays, waysOf } from './column-ways.ts'
import styles from './columns.module.css'

/** Stands for columns that nobody knows. */
const anyColumn = '*'

interface ColumnLineageProps {
  readonly asset: string
  readonly column: string
}

/** What one column is made of and what is made of it. What cannot be told is said. */
export function ColumnLineage({ asset, column }: ColumnLineageProps): ReactNode {
  const [, change] = useAssetSearch()
  const lineage = useApi('columnLineage', { asset, query: { column } }, { keep: true })
  return (
    <Panel padded>
      <div className={styles['head']}>
        <h2>{column}</h2>
        <IconButton small label="Close" onClick={() => change({ column: undefined })}>
          <X size={15} />
        </IconButton>
      </div>
      <div aria-live="polite">
        <Answer of={lineage}>{(body) => <Ways body={body} asset={asset} column={column} />}</Answer>
      </div>
    </Panel>
  )
}

function Ways({ body, asset, column }: ColumnLineageProps & { readonly body: ColumnLineageBody }): ReactNode {
  const [up, down] = useMemo(
    () => [waysOf(body.edges, { asset, column }, 'up'), waysOf(body.edges, { asset, column }, 'down')],
    [body.edges, asset, column],
  )
  return (
    <div className={styles['ways']}>
      <Side
        title="Made of"
        ways={up}
        none="Nothing that is known: it may come from outside, or its code was not declared."
      />
      <Side title="What is made of it" ways={down} none="No column of another asset that is known." />
      <Untold problems={body.problems} />
      <Link
        to="/graph"
        search={{ view: 'columns', sel: [asset], column, q: `+${asset}+` }}
        className={buttonClass({ small: true })}
      >
        Show the path in the graph
      </Link>
      <Command text={commandText(['lineage', `${asset}.${column}`])} />
    </div>
  )
}

/** What could not be told, so that nobody takes the lists for all there is. */
function Untold({ problems }: { readonly problems: readonly string[] }): ReactNode {
  if (problems.length === 0) return null
  return (
    <WarnNote>
      <details open={problems.length < 3}>
        <summary>There may be more: of {plural(problems.length, 'asset')} it cannot be told</summary>
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
      </details>
    </WarnNote>
  )
}

function Side({
  title,
  ways,
  none,
}: {
  readonly title: string
  readonly ways: ColumnWays
  readonly none: string
}): ReactNode {
  const { direct, indirect, unknown, further } = ways
  return (
    <section>
      <SectionTitle>{title}</SectionTitle>
      {direct.length + indirect.length + unknown.length === 0 && <p className={styles['none']}>{none}</p>}
      <WayList title="Its values come from there" ways={direct} />
      <WayList title="Decides which rows there are" ways={indirect} />
      <WayList title="Unknown: it may be part of it" ways={unknown} />
      {further.length > 0 && (
        <details>
          <summary>{plural(further.length, 'column')} further away</summary>
          <ul className={styles['list']}>
            {further.map((column) => (
              <li key={`${column.asset} ${column.column}`}>
                <ColumnLink of={column} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function WayList({ title, ways }: { readonly title: string; readonly ways: readonly ColumnWay[] }): ReactNode {
  if (ways.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul className={styles['list']} aria-label={title}>
        {ways.map(({ column, kinds }) => (
          <li key={`${column.asset} ${column.column}`}>
            <ColumnLink of={column} />
            {kinds.map((kind) => (
              <Tag key={kind}>{kind.toLowerCase()}</Tag>
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}

function ColumnLink({ of: { asset, column } }: { readonly of: Column }): ReactNode {
  if (column === anyColumn) {
    return (
      <Link to="/assets/$asset" params={{ asset }} search={{ tab: 'columns' }} className={styles['link']}>
        {asset}, <b>any column</b>
      </Link>
    )
  }
  return (
    <Link to="/assets/$asset" params={{ asset }} search={{ tab: 'columns', column }} className={styles['link']}>
      {asset}.<b>{column}</b>
    </Link>
  )
}
