import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import { useApi } from '../../api/use-api.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Command } from '../../components/copy.tsx'
import { Answer } from '../../components/note.tsx'
import { StatusPill, Tag } from '../../components/pill.tsx'
import { StatusBar } from '../../components/status-bar.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { Ago } from '../../components/time.tsx'
import { useOpenMaterialize } from '../../materialize/use-materialize.ts'
import { formatCount, formatSeconds, formatShort, plural } from '../../words/format.ts'
import { selectionTerm } from '../model/graph-terms.ts'
import type { GraphState } from '../model/use-graph-state.ts'
import styles from './inspector.module.css'
import { Why } from './why.tsx'

export function AssetInspector({ asset, state }: { readonly asset: string; readonly state: GraphState }): ReactNode {
  const answer = useApi('asset', { asset })
  return (
    <Answer of={answer}>
      {(body) => (
        <>
          <Head body={body} state={state} />
          <Why body={body} />
          {body.status.counts.total > 1 && <Partitions body={body} />}
          {body.checks.length > 0 && <Checks body={body} />}
          <Materialized body={body} />
          {!body.external && (
            <section className={styles['part']}>
              <h3>On the command line</h3>
              <Command text={`headwater materialize ${body.key}`} />
            </section>
          )}
        </>
      )}
    </Answer>
  )
}

function Head({ body, state }: { readonly body: AssetBody; readonly state: GraphState }): ReactNode {
  const materialize = useOpenMaterialize()
  const lineage = `+${selectionTerm('key', body.key)}+`
  return (
    <section className={styles['part']}>
      <div className={styles['name']}>
        <h2>{body.key}</h2>
        <StatusPill status={body.status.status} />
      </div>
      {body.description && <p className={styles['description']}>{body.description}</p>}
      <div className={styles['tags']}>
        {[...body.kinds, ...(body.partitions === 'unpartitioned' ? [] : [body.partitions])].map((word) => (
          <Tag key={word}>{word}</Tag>
        ))}
      </div>
      <div className={styles['actions']}>
        {!body.external && (
          <Button small look="primary" onClick={() => materialize({ selection: selectionTerm('key', body.key) })}>
            <Play size={13} /> Materialize…
          </Button>
        )}
        <Link to="/assets/$asset" params={{ asset: body.key }} className={buttonClass({ small: true })}>
          Open
        </Link>
        {state.q === lineage ? (
          <Button small onClick={() => state.change({ q: '' }, true)}>
            Show all
          </Button>
        ) : (
          <Button small onClick={() => state.change({ q: lineage, view: 'assets' }, true)}>
            Focus lineage
          </Button>
        )}
        {body.columns.length > 0 && state.view !== 'columns' && (
          <Button small onClick={() => state.change({ view: 'columns' }, true)}>
            Columns
          </Button>
        )}
      </div>
    </section>
  )
}

function Partitions({ body }: { readonly body: AssetBody }): ReactNode {
  const { counts } = body.status
  return (
    <section className={styles['part']}>
      <div className={styles['heading']}>
        <h3>Partitions · {body.partitions}</h3>
        <span>
          {formatCount(counts.fresh)} of {formatCount(counts.total)} fresh
        </span>
      </div>
      <StatusBar counts={counts} />
    </section>
  )
}

function Checks({ body }: { readonly body: AssetBody }): ReactNode {
  const passed = body.checks.filter((check) => check.passed === true).length
  const failed = body.checks.filter((check) => check.passed === false).length
  return (
    <section className={styles['part']}>
      <div className={styles['heading']}>
        <h3>Checks</h3>
        <span>
          {passed} passed{failed > 0 && ` · ${failed} failed`}
        </span>
      </div>
      <ul className={styles['checks']}>
        {body.checks.map(({ name, passed, severity, partitions }) => (
          <li key={name}>
            <StatusMark
              status={passed === null ? 'waiting' : passed ? 'passed' : severity === 'warn' ? 'warn' : 'failed'}
            />
            <code>{name}</code>
            <span>{passed === null ? 'not run yet' : passed ? 'passed' : `failed ${partitions}`}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Materialized({ body }: { readonly body: AssetBody }): ReactNode {
  const { newest, rows } = body.status
  const facts: readonly (readonly [string, ReactNode])[] = [
    ...(newest ? ([['When', <Ago key="when" time={newest.time} />]] as const) : []),
    ...(newest?.runId === undefined ? [] : ([['Run', <RunLink key="run" run={newest.runId} />]] as const)),
    ...(newest?.partition ? ([['Partition', <code key="partition">{newest.partition}</code>]] as const) : []),
    ...(rows === undefined ? [] : ([['Rows', formatShort(rows)]] as const)),
    ...(body.expected ? ([['Takes about', formatSeconds(body.expected.seconds)]] as const) : []),
    ['Code version', <code key="version">{body.code.version.slice(0, 12)}</code>],
    ...(body.io === undefined ? [] : ([['IO', <code key="io">{body.io}</code>]] as const)),
    ['Reads', plural(body.deps.length, 'asset')],
    ['Read by', plural(body.downstream.length, 'asset')],
  ]
  return (
    <section className={styles['part']}>
      <h3>Last materialization</h3>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function RunLink({ run }: { readonly run: string }): ReactNode {
  return (
    <Link to="/runs/$run" params={{ run }} className={styles['link']}>
      {run.slice(0, 13)}
    </Link>
  )
}
