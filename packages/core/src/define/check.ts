import type { CheckResult } from '../io/index.ts'
import type { AnyDep, ViewSource } from './dep.ts'

export type { CheckResult } from '../io/index.ts'

export interface CheckOptions {
  /** What a failure means: `error` (default) fails the run, `warn` only shows. */
  readonly severity?: 'warn' | 'error' | undefined
  /** A failure keeps the value from being published, and what is downstream from being made. Default: false. */
  readonly blocking?: boolean | undefined
}

/** One partition of the asset that a check reads beside its own, unread. */
export interface CheckSource extends ViewSource {
  readonly dataVersion: string
}

/** What should be there of an asset. */
export interface Due {
  /** The newest partition that is due; of a product one that is absent, if any is. Null: the asset as a whole. */
  readonly partition: string | null
  /** When it fell due, or, as a whole, when it falls due again; milliseconds since the epoch. */
  readonly dueAt: number
  /** Whether it is there; as a whole, whether it is not due again by now. */
  readonly materialized: boolean
}

/** What a check may know beside the value. */
export interface CheckContext {
  readonly asset: string
  readonly partition: string | null
  /** The injected clock's time, milliseconds since the epoch. */
  readonly now: number
  /**
   * What should be there by now, when it may come so many milliseconds late: the newest partition that was complete that
   * long ago, or, without partitions along time, the asset as a whole. Undefined: nothing was due yet.
   */
  readonly due: (withinMs: number) => Due | undefined
  /** When the value was made, milliseconds since the epoch. */
  readonly materializedAt: number
  /** What is materialized now of the asset that the check `reads`; nothing where it reads none. */
  readonly sources: readonly CheckSource[]
}

/** A test of an asset's value, run on what is staged, before it is published. */
export interface Check<in T> extends CheckOptions {
  readonly run: (value: T, context: CheckContext) => CheckResult | Promise<CheckResult>
  /** `partition` (default): once for every partition made. `asset`: once a step, without a value. */
  readonly scope?: 'partition' | 'asset' | undefined
  /** Another asset of the project whose values it looks at. It is no dep: it need not be made before. */
  readonly reads?: AnyDep | undefined
  /**
   * By when the asset has to be there: how many milliseconds what is due, as `CheckContext.due` tells, may come late. After
   * that the status of the asset says that it is late, whether the check was run or not. Absent: whenever it comes.
   */
  readonly dueWithinMs?: number | undefined
  /** The columns that it looks at, to be shown beside them. Absent: nobody knows which. */
  readonly columns?: readonly string[] | undefined
  /**
   * The same test for a store that checks values where they lie, in words that only such stores know: see `Store.check`.
   * A store that does not know them, and one without `check`, leaves it to `run`. Absent: it always is.
   */
  readonly rule?: ((context: Pick<CheckContext, 'asset' | 'sources'>) => object) | undefined
}

/** A check may be a bare function: severity error, not blocking. */
export type Checks<T> = { readonly [name: string]: Check<T> | Check<T>['run'] }

/** A check as the run sees it. */
export interface CheckNode extends Pick<Check<unknown>, 'run' | 'reads' | 'dueWithinMs' | 'columns' | 'rule'> {
  readonly name: string
  readonly severity: 'warn' | 'error'
  readonly blocking: boolean
  readonly scope: 'partition' | 'asset'
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
      reads: spec.reads,
      dueWithinMs: spec.dueWithinMs,
      columns: spec.columns,
      rule: spec.rule,
    })
  })
}
