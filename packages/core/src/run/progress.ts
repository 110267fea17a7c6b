import type { Problem } from '../events/index.ts'
import type { Facts } from '../base/facts.ts'
import type { Plan } from '../plan/index.ts'

/** What became of the partitions of one step. The counts add up to those planned, unless the run was cancelled. */
export interface StepOutcome {
  readonly step: string
  readonly assets: readonly string[]
  readonly planned: number
  readonly made: number
  /** Left alone, since what is upstream came out the same. */
  readonly cutOff: number
  readonly failed: number
  readonly skipped: number
  readonly rows: number
  readonly bytes: number
  /** From its first attempt to its last commit. */
  readonly seconds: number
}

/** A check that did not pass. */
export interface FailedCheck {
  readonly asset: string
  readonly check: string
  readonly partition: string | null
  readonly severity: 'warn' | 'error'
  readonly blocking: boolean
  readonly facts?: Facts | undefined
  readonly problem?: Problem | undefined
}

/** Partitions that could not be made. */
export interface Failure {
  readonly asset: string
  /** In words, or the one key. */
  readonly partitions: string
  readonly problem: Problem
}

/** What a run did. */
export interface RunResult {
  readonly runId: string
  /** Everything asked for is made, and no check of severity error failed. */
  readonly ok: boolean
  readonly outcome: 'succeeded' | 'failed' | 'cancelled'
  readonly seconds: number
  readonly plan: Plan
  readonly steps: readonly StepOutcome[]
  readonly failures: readonly Failure[]
  readonly checks: { readonly passed: number; readonly failed: readonly FailedCheck[] }
  /** What was repaired after earlier runs that died. */
  readonly recovered: readonly string[]
}

/** What a run tells while it goes on. */
export type RunProgress =
  | { readonly kind: 'recovered'; readonly actions: readonly string[] }
  | { readonly kind: 'started'; readonly runId: string; readonly plan: Plan }
  | { readonly kind: 'step'; readonly outcome: StepOutcome; readonly done: boolean }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | {
      readonly kind: 'retry'
      readonly asset: string
      readonly partitions: string
      readonly problem: Problem
      readonly inMs: number
    }
  | { readonly kind: 'check'; readonly check: FailedCheck }
  | {
      readonly kind: 'log'
      readonly asset: string
      readonly partition: string | null
      readonly level: 'info' | 'warn'
      readonly message: string
      readonly facts?: Facts | undefined
    }
