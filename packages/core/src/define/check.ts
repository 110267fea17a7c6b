import type { Facts } from '../base/facts.ts'

/** What a check found. `facts` may count and quote, for instance up to 20 bad rows as JSON text. */
export interface CheckResult {
  readonly passed: boolean
  readonly facts?: Facts | undefined
}

export interface CheckOptions {
  /** What a failure means: `error` (default) fails the run, `warn` only shows. */
  readonly severity?: 'warn' | 'error' | undefined
  /** A failure keeps the value from being published, and what is downstream from being made. Default: false. */
  readonly blocking?: boolean | undefined
}

/** What a check may know beside the value. */
export interface CheckContext {
  readonly asset: string
  readonly partition: string | null
  /** The injected clock's time, milliseconds since the epoch. */
  readonly now: number
  /** The newest partition that should be there by now, where the asset is partitioned by time. */
  readonly due: (withinMs: number) => { readonly partition: string; readonly materialized: boolean } | undefined
  /** When the value was made, milliseconds since the epoch. */
  readonly materializedAt: number
}

/** A test of an asset's value, run on what is staged, before it is published. */
export interface Check<in T> extends CheckOptions {
  readonly run: (value: T, context: CheckContext) => CheckResult | Promise<CheckResult>
  /** `partition` (default): once for every partition made. `asset`: once a step, without a value. */
  readonly scope?: 'partition' | 'asset' | undefined
}

/** A check may be a bare function: severity error, not blocking. */
export type Checks<T> = { readonly [name: string]: Check<T> | Check<T>['run'] }

/** A check as the run sees it. */
export interface CheckNode {
  readonly name: string
  readonly severity: 'warn' | 'error'
  readonly blocking: boolean
  readonly scope: 'partition' | 'asset'
  readonly run: (value: unknown, context: CheckContext) => CheckResult | Promise<CheckResult>
}

/** The checks of a declaration, with their defaults filled in. */
export function checkNodes(checks: Checks<never> | undefined): readonly CheckNode[] {
  return Object.entries(checks ?? {}).map(([name, check]) => {
    const spec: Check<never> = typeof check === 'function' ? { run: check } : check
    return Object.freeze({
      name,
      severity: spec.severity ?? 'error',
      blocking: spec.blocking ?? false,
      scope: spec.scope ?? 'partition',
      run: (value: unknown, context: CheckContext) => spec.run(value as never, context),
    })
  })
}
