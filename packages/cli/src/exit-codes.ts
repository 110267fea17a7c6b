import type { ErrorCode } from '@headwater/core'

/** What the process tells the shell. Documented in docs/reference/cli.md, and at the end of `headwater --help`. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130

/** Each exit code in a few words. */
export const exitCodes: { readonly [code in ExitCode]: string } = {
  0: 'done, or nothing to do',
  1: 'something failed: an asset, a check of severity error, or what stores the values',
  2: 'the command cannot be carried out as written: wrong usage, no config, an unsound project, an unknown name',
  3: 'not now: the state moved on since the plan was made, or another process is at work',
  4: 'a mistake in Headwater',
  130: 'cancelled: by Ctrl-C (SIGINT), SIGTERM, `headwater cancel`, or by saying no',
}

const notNow: ReadonlySet<ErrorCode> = new Set([
  'ALIAS_MOVED',
  'DUCKDB_LOCKED',
  'INPUT_MOVED',
  'LEASE_HELD',
  'LEASE_LOST',
  'PLAN_OUTDATED',
  'STATE_BUSY',
  'UI_ADDRESS_TAKEN',
])

const failed: ReadonlySet<ErrorCode> = new Set([
  'CHECK_BLOCKED',
  'CHECK_THREW',
  'DISK_FULL',
  'DUCKDB_OPEN_FAILED',
  'DUCKDB_QUERY_FAILED',
  'IO_FAILED',
  'PATH_READ_ONLY',
  'STATE_CORRUPT',
  'STATE_NEWER',
  'STATE_READ_ONLY',
  'STEP_FAILED',
  'STEP_TIMEOUT',
  'VALUE_DAMAGED',
  'VALUE_GONE',
])

/** What a thrown error of this code exits with. Most codes name something that was written wrong. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  if (code === 'INTERNAL') return 4
  if (code === 'CANCELLED') return 130
  return notNow.has(code) ? 3 : failed.has(code) ? 1 : 2
}
