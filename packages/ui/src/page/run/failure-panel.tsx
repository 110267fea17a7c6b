import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { RunBody } from '../../contract/runs.ts'
import type { Facts } from '../../contract/words.ts'
import { Command } from '../components/copy.tsx'
import { Empty, ProblemNote } from '../components/note.tsx'
import { Facts as FactList, SectionTitle } from '../components/panel.tsx'
import { StatusPill } from '../components/pill.tsx'
import { hasRest } from '../runs/ended-in-words.ts'
import { plural } from '../words/format.ts'
import styles from './failure-panel.module.css'
import { type FailureGroup, groupFailures } from './group-failures.ts'

/** What failed in a run, with the code, the hint and what to look at next. */
export function FailurePanel({ run }: { readonly run: RunBody }): ReactNode {
  if (run.failures.length + run.failedChecks.length === 0) {
    return <Empty title="Nothing failed">{run.outcome === 'running' && 'So far: this run is not over.'}</Empty>
  }
  return (
    <div className={styles['panel']} tabIndex={0} role="region" aria-label="Failures">
      {groupFailures(run.failures).map((group) => (
        <FailedSteps key={`${group.asset} ${group.problem.message}`} group={group} />
      ))}
      {run.failedChecks.map(({ asset, check, partition, severity, facts }) => (
        <article key={`${asset} ${check} ${partition}`} className={styles['failure']}>
          <div className={styles['head']}>
            <StatusPill status={severity === 'error' ? 'failed' : 'warn'}>check {check}</StatusPill>
            <AssetLink asset={asset} check={check} />
            <span className={styles['where']}>{partition}</span>
          </div>
          {facts && <CheckFacts facts={facts} />}
          {facts?.['samples'] !== undefined && (
            <Link
              to="/assets/$asset"
              params={{ asset }}
              search={{ tab: 'checks', check, p: partition ?? undefined }}
              className={styles['more']}
            >
              See the bad rows
            </Link>
          )}
        </article>
      ))}
      <section>
        <SectionTitle>On the command line</SectionTitle>
        <Command text={hasRest(run) ? run.cli.resume : run.cli.again} />
      </section>
    </div>
  )
}

function FailedSteps({ group: { asset, partitions, count, problem } }: { readonly group: FailureGroup }): ReactNode {
  const where = partitions.join(', ')
  return (
    <article className={styles['failure']}>
      <div className={styles['head']}>
        <StatusPill status="failed" />
        <AssetLink asset={asset} />
        <span className={styles['where']} title={where}>
          {partitions.length > 1 ? `${plural(count, 'partition')}: ${where}` : where}
        </span>
      </div>
      <ProblemNote problem={problem} />
    </article>
  )
}

function AssetLink({ asset, check }: { readonly asset: string; readonly check?: string }): ReactNode {
  const search = check === undefined ? {} : { tab: 'checks' as const, check }
  return (
    <Link to="/assets/$asset" params={{ asset }} search={search}>
      {asset}
    </Link>
  )
}

/** What a check said, but for the bad rows: they are a table of their own. */
function CheckFacts({ facts: { samples: _, ...facts } }: { readonly facts: Facts }): ReactNode {
  return (
    <div className={styles['facts']}>
      <FactList of={Object.entries(facts).map(([name, value]) => [name, String(value)] as const)} />
    </div>
  )
}
