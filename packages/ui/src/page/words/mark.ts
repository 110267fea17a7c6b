import type { Outcome, Status } from '../../contract/words.ts'

/** What a mark can say: of assets and partitions, of runs, of steps and of checks. */
export type Mark = Status | Outcome | 'waiting' | 'skipped' | 'warn' | 'passed' | 'late'

/** What it is called where people read it. */
export const statusWords: Readonly<Record<Mark, string>> = {
  failed: 'Failed',
  running: 'Running',
  missing: 'Missing',
  stale: 'Stale',
  fresh: 'Fresh',
  open: 'Open',
  external: 'External',
  succeeded: 'Succeeded',
  cancelled: 'Cancelled',
  waiting: 'Waiting',
  skipped: 'Skipped',
  warn: 'Warning',
  passed: 'Passed',
  late: 'Late',
}

/** Its colours in tokens.css: `--ok`, `--ok-soft`, `--ok-ink`... */
export function toneOf(status: Mark): 'ok' | 'run' | 'stale' | 'fail' | 'none' {
  switch (status) {
    case 'fresh':
    case 'succeeded':
    case 'passed':
    case 'open':
      return 'ok'
    case 'running':
      return 'run'
    case 'stale':
    case 'warn':
    case 'late':
      return 'stale'
    case 'failed':
      return 'fail'
    default:
      return 'none'
  }
}
