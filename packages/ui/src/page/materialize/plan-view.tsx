import type { ReactNode } from 'react'
import type { PlanBody } from '../../contract/runs.ts'
import { classNames } from '../components/class-names.ts'
import { Command } from '../components/copy.tsx'
import { WarnNote } from '../components/note.tsx'
import { SectionTitle } from '../components/panel.tsx'
import { VirtualRows } from '../components/virtual-rows.tsx'
import { formatCount, formatSeconds, formatShort, plural } from '../words/format.ts'
import styles from './materialize-dialog.module.css'

const rowHeight = 30
const rowsInView = 7

/** A plan in words: the same object that the command line prints. */
export function PlanView({ plan, waiting }: { readonly plan: PlanBody; readonly waiting: boolean }): ReactNode {
  const { steps, skips, downstream, warnings, cli } = plan
  return (
    <div className={classNames(styles['plan'], waiting && styles['waiting'])} aria-busy={waiting}>
      <p className={styles['sum']} role="status">
        <Sum plan={plan} />
      </p>
      {warnings.map((warning) => (
        <WarnNote key={warning}>{warning}</WarnNote>
      ))}
      <Section title="Will be made" rows={steps}>
        {({ asset, partitions, reason, seconds }) => (
          <Row asset={asset} partitions={partitions} reason={reason} end={seconds && formatSeconds(seconds)} />
        )}
      </Section>
      <Section title="Will not be made" rows={skips}>
        {({ asset, partitions, reason, fine }) => (
          <Row asset={asset} partitions={partitions} reason={reason} loud={!fine} />
        )}
      </Section>
      <Section title="Stale after that" rows={downstream}>
        {({ asset, partitions }) => <Row asset={asset} partitions={partitions} />}
      </Section>
      <section className={styles['section']}>
        <SectionTitle>On the command line</SectionTitle>
        <Command text={cli} />
      </section>
    </div>
  )
}

function Sum({ plan: { count, steps, expected } }: { readonly plan: PlanBody }): ReactNode {
  if (count === 0) return 'There is nothing to do: all of it is fresh.'
  const assets = new Set(steps.map(({ asset }) => asset)).size
  return (
    <>
      <b>{plural(count, 'partition')}</b> of <b>{plural(assets, 'asset')}</b>
      {expected && (
        <>
          , about <b>{formatSeconds(expected.seconds)}</b>
          {expected.rows !== undefined && ` and ${formatShort(expected.rows)} rows`}, going by earlier runs
        </>
      )}
    </>
  )
}

function Section<T extends { readonly asset: string; readonly partitions: string }>({
  title,
  rows,
  children,
}: {
  readonly title: string
  readonly rows: readonly T[]
  readonly children: (row: T) => ReactNode
}): ReactNode {
  if (rows.length === 0) return null
  const height = Math.min(rows.length, rowsInView) * rowHeight
  return (
    <section className={styles['section']}>
      <SectionTitle aside={formatCount(rows.length)}>{title}</SectionTitle>
      <div className={styles['rows']} style={{ height }}>
        <VirtualRows items={rows} rowHeight={rowHeight} label={title} keyOf={(_, index) => index}>
          {children}
        </VirtualRows>
      </div>
    </section>
  )
}

function Row({
  asset,
  partitions,
  reason,
  end,
  loud = false,
}: {
  readonly asset: string
  readonly partitions: string
  readonly reason?: string
  readonly end?: ReactNode
  readonly loud?: boolean
}): ReactNode {
  return (
    <div className={styles['row']}>
      <b title={asset}>{asset}</b>
      <span title={partitions}>{partitions}</span>
      <span className={classNames(styles['wide'], loud ? styles['loud'] : styles['dim'])} title={reason}>
        {reason}
      </span>
      <span className={classNames(styles['number'], styles['dim'])}>{end}</span>
    </div>
  )
}
