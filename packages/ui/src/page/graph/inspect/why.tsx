import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import { classNames } from '../../components/class-names.ts'
import { toneOf } from '../../words/mark.ts'
import { plural } from '../../words/format.ts'
import { lateWords } from '../../words/late.ts'
import styles from './inspector.module.css'

const titles = {
  failed: 'Why it failed',
  stale: 'Why it is stale',
  missing: 'Why it is missing',
  running: 'What is happening',
  fresh: 'Why nothing is to be done',
  open: 'Why it is open',
  external: 'Where it comes from',
} as const

/** The first thing to know of an asset: why it stands as it does. */
export function Why({ body }: { readonly body: AssetBody }): ReactNode {
  const { status } = body.status
  const { failedChecks, late } = body.status
  const failing = failedChecks.length + late.length > 0
  const loud = status === 'failed' || failedChecks.some(({ severity }) => severity === 'error')
  return (
    <section className={styles['part']}>
      <h3>{failing && status !== 'failed' ? 'Why it needs attention' : titles[status]}</h3>
      <div className={classNames(styles['why'], styles[loud ? 'fail' : toneOf(failing ? 'stale' : status)])}>
        <Reasons body={body} />
      </div>
    </section>
  )
}

function Reasons({ body }: { readonly body: AssetBody }): ReactNode {
  const { status, causes, lastFailure, failedChecks, late, counts } = body.status
  const isQuiet = !lastFailure && failedChecks.length + late.length + causes.length === 0
  return (
    <>
      {failedChecks.map(({ check, partitions, severity, blocking }) => (
        <p key={check}>
          <b>{check}</b> {blocking ? 'blocks what reads it' : severity === 'warn' ? 'warns' : 'failed'}
          {partitions !== '' && <code>{partitions}</code>}
        </p>
      ))}
      {lastFailure && (
        <p>
          <b>{lastFailure.code}</b> {lastFailure.message}{' '}
          <Link to="/runs/$run" params={{ run: lastFailure.runId }} className={styles['link']}>
            Run {lastFailure.runId.slice(0, 8)}
          </Link>
        </p>
      )}
      {late.map((each) => (
        <p key={each.check}>
          <b>Late</b> {lateWords(each)}
        </p>
      ))}
      {causes.map(({ reason, count, partitions }) => (
        <p key={reason}>
          <b>{reason}</b>
          {partitions === '' ? count > 1 && ` ${plural(count, 'partition')}` : <code>{partitions}</code>}
        </p>
      ))}
      {isQuiet && <p>{quiet(status, counts.running)}</p>}
    </>
  )
}

function quiet(status: AssetBody['status']['status'], running: number): string {
  switch (status) {
    case 'fresh':
      return 'It was made by its present code of the present data of what it reads.'
    case 'missing':
      return 'Nothing of it has been made yet.'
    case 'running':
      return running > 1 ? `${plural(running, 'partition')} are being made.` : 'It is being made.'
    case 'open':
      return 'The time of its newest partition has not ended yet.'
    case 'external':
      return 'It is made elsewhere, and only read here.'
    case 'stale':
      return 'What it was made of has changed since.'
    case 'failed':
      return 'The last try to make it failed.'
    default:
      return status satisfies never
  }
}
