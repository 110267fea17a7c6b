import type { Mark } from '../../words/mark.ts'

interface Checked {
  /** Null: it has not run yet. */
  readonly passed: boolean | null
  readonly severity: string
}

/** How a check or one of its results went, as a mark. */
export function checkMark({ passed, severity }: Checked): Mark {
  if (passed === null) return 'waiting'
  if (passed) return 'passed'
  return severity === 'warn' ? 'warn' : 'failed'
}
