import { Link } from '@tanstack/react-router'
import { Play, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { WhyBody } from '../../../contract/assets.ts'
import { useApi } from '../../api/use-api.ts'
import { Button, buttonClass, IconButton } from '../../components/button.tsx'
import { Command } from '../../components/copy.tsx'
import { Answer, ProblemNote } from '../../components/note.tsx'
import { Facts, Panel, SectionTitle } from '../../components/panel.tsx'
import { StatusPill } from '../../components/pill.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { Ticked } from '../../components/ticked.tsx'
import { Ago } from '../../components/time.tsx'
import { useOpenMaterialize } from '../../materialize/use-materialize.ts'
import { formatCount } from '../../words/format.ts'
import { checkMark } from '../checks/check-mark.ts'
import { commandText } from '../../words/command-text.ts'
import { lateWords } from '../../words/late.ts'
import { FactList } from '../fact-list.tsx'
import { useMayWrite } from '../use-may-write.ts'
import styles from './why-panel.module.css'
import { whyInWords } from './why-words.ts'

/** Why one partition is as it is, and what to do about it. */
export function WhyPanel({
  asset,
  partition,
  onClose,
}: {
  readonly asset: string
  /** Absent: the asset has one, without a key. */
  readonly partition?: string
  readonly onClose?: () => void
}): ReactNode {
  const why = useApi('why', { asset, query: partition === undefined ? {} : { partition } }, { keep: true })
  return (
    <Panel padded>
      <div className={styles['head']}>
        <h2>{partition ?? asset}</h2>
        {onClose && (
          <IconButton small label="Close" onClick={onClose}>
            <X size={15} />
          </IconButton>
        )}
      </div>
      <div aria-live="polite">
        <Answer of={why}>{(body) => <Why why={body} />}</Answer>
      </div>
    </Panel>
  )
}

function Why({ why }: { readonly why: WhyBody }): ReactNode {
  const open = useOpenMaterialize()
  const mayWrite = useMayWrite()
  const { asset, partition, failure } = why
  const { sentence, next, makes, upstream } = whyInWords(why)
  return (
    <div className={styles['why']}>
      <p className={styles['sentence']}>
        <StatusPill status={why.status} /> <Ticked text={sentence} />
      </p>
      {why.late.map((each) => (
        <p key={each.check} className={styles['sentence']}>
          <StatusPill status="late" /> {lateWords(each)}
        </p>
      ))}
      {next && <p className={styles['next']}>{next}</p>}
      {failure && (
        <ProblemNote problem={failure.problem}>
          <Link to="/runs/$run" params={{ run: failure.runId }} className={styles['link']}>
            Open the run that failed
          </Link>
        </ProblemNote>
      )}
      <div className={styles['actions']}>
        {makes && mayWrite && (
          <Button
            small
            look="primary"
            onClick={() =>
              open({ selection: asset, upstream, ...(partition === null ? {} : { partitions: partition }) })
            }
          >
            <Play size={13} /> Materialize…
          </Button>
        )}
        {why.materialized && (
          <Link
            to="/assets/$asset"
            params={{ asset }}
            search={{ tab: 'preview', ...(partition === null ? {} : { p: partition }) }}
            className={buttonClass({ small: true })}
          >
            Preview
          </Link>
        )}
      </div>
      <Recorded why={why} />
      <Inputs why={why} />
      <Checks checks={why.checks} />
      <Command text={commandText(['why', asset, ...(partition === null ? [] : [partition])])} />
    </div>
  )
}

function Recorded({ why: { materialized, codeVersion } }: { readonly why: WhyBody }): ReactNode {
  if (!materialized) return null
  const { time, runId, rows, place, dataVersion } = materialized
  const isOther = materialized.codeVersion !== codeVersion
  return (
    <section className={styles['part']}>
      <SectionTitle>Materialized</SectionTitle>
      <Facts
        of={[
          ['When', <Ago key="when" time={time} />],
          [
            'Run',
            runId && (
              <Link to="/runs/$run" params={{ run: runId }} className={styles['link']}>
                {runId.slice(0, 8)}
              </Link>
            ),
          ],
          ['Rows', rows === undefined ? undefined : formatCount(rows)],
          ['Where', place],
          ['Data version', <code key="data">{dataVersion.slice(0, 28)}</code>],
          [
            'Code version',
            <code key="code">
              {materialized.codeVersion.slice(0, 12)}
              {isOther && ` (now ${codeVersion.slice(0, 12)})`}
            </code>,
          ],
        ]}
      />
    </section>
  )
}

function Inputs({ why: { inputs, materialized } }: { readonly why: WhyBody }): ReactNode {
  if (inputs.length === 0) return null
  return (
    <section className={styles['part']}>
      <SectionTitle>What it reads</SectionTitle>
      <ul className={styles['items']}>
        {inputs.map(({ dep, asset, partitions, changed, missing }) => (
          <li key={`${dep} ${asset}`}>
            <StatusMark status={missing ? 'missing' : changed ? 'stale' : 'fresh'} />
            <span className={styles['item']}>
              <Link to="/assets/$asset" params={{ asset }} className={styles['link']}>
                {asset}
              </Link>
              <small>{partitions}</small>
            </span>
            <small>
              {missing ? 'is not there' : !materialized ? 'is there' : changed ? 'has changed' : 'as it was read'}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Checks({ checks }: { readonly checks: WhyBody['checks'] }): ReactNode {
  if (checks.length === 0) return null
  return (
    <section className={styles['part']}>
      <SectionTitle>Checks</SectionTitle>
      <ul className={styles['items']}>
        {checks.map(({ check, passed, severity, blocking, facts }) => (
          <li key={check}>
            <StatusMark status={checkMark({ passed, severity })} />
            <span className={styles['item']}>
              {check}
              {!passed && facts && <FactList facts={facts} />}
            </span>
            <small>{passed ? 'passed' : blocking ? 'fails, and stops what reads it' : 'fails'}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}
