import type { ReactNode } from 'react'
import { type Mark, statusWords } from '../words/mark.ts'
import styles from './status-mark.module.css'

/**
 * Seven shapes, so that no colour is needed to tell them apart. A mark stands beside its word; where there is no room for that,
 * `named` says the word to who hears the page.
 */
export function StatusMark({
  status,
  size = 12,
  named = false,
}: {
  readonly status: Mark
  /** Pixels. */
  readonly size?: number
  readonly named?: boolean
}): ReactNode {
  const name = named ? ({ role: 'img', 'aria-label': statusWords[status] } as const) : { 'aria-hidden': true }
  return (
    <svg className={styles['mark']} width={size} height={size} viewBox="0 0 12 12" fill="none" {...name}>
      {shapeOf(status)}
    </svg>
  )
}

function shapeOf(status: Mark): ReactNode {
  switch (status) {
    case 'fresh':
    case 'succeeded':
    case 'passed':
      return <Disc />
    case 'running':
      return <Ring />
    case 'stale':
    case 'warn':
      return <Triangle />
    case 'late':
      return <Clock />
    case 'failed':
      return <Cross />
    case 'missing':
    case 'waiting':
      return <circle cx="6" cy="6" r="5" stroke="var(--ink-3)" strokeWidth="1.5" strokeDasharray="2.2 1.7" />
    case 'skipped':
    case 'cancelled':
      return <Bar />
    case 'open':
      return <HalfDisc />
    case 'external':
      return <path d="M6 .9 11.100 6 6 11.100.9 6z" stroke="var(--ink-3)" strokeWidth="1.4" strokeLinejoin="round" />
    default:
      return status satisfies never
  }
}

function Disc(): ReactNode {
  return (
    <>
      <circle cx="6" cy="6" r="6" fill="var(--ok)" />
      <path
        d="M3.300 6.200 5.200 8l3.500-3.700"
        stroke="var(--on-status)"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  )
}

function Ring(): ReactNode {
  return (
    <>
      <circle cx="6" cy="6" r="4.900" stroke="var(--run)" strokeOpacity=".3" strokeWidth="2" />
      <path
        className={styles['spin']}
        d="M6 1.100A4.900 4.900 0 0 1 10.900 6"
        stroke="var(--run)"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </>
  )
}

function Triangle(): ReactNode {
  return (
    <>
      <path d="M6 .800 11.700 11H.300z" fill="var(--stale)" />
      <path d="M6 4.600v2.700M6 9v.1" stroke="var(--on-status)" strokeWidth="1.3" strokeLinecap="round" />
    </>
  )
}

function Clock(): ReactNode {
  return (
    <>
      <circle cx="6" cy="6" r="6" fill="var(--stale)" />
      <path
        d="M6 2.900V6.300l2.300 1.500"
        stroke="var(--on-status)"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  )
}

function Cross(): ReactNode {
  return (
    <>
      <rect x=".5" y=".5" width="11" height="11" rx="2.500" fill="var(--fail)" />
      <path d="m4 4 4 4m0-4L4 8" stroke="var(--on-status)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  )
}

function Bar(): ReactNode {
  return (
    <>
      <circle cx="6" cy="6" r="5.200" stroke="var(--ink-3)" strokeWidth="1.4" />
      <path d="M3.500 6h5" stroke="var(--ink-3)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  )
}

function HalfDisc(): ReactNode {
  return (
    <>
      <circle cx="6" cy="6" r="5.200" stroke="var(--ok)" strokeWidth="1.4" />
      <path d="M6 .800a5.200 5.200 0 0 1 0 10.400z" fill="var(--ok)" />
    </>
  )
}
