import type { Facts } from '../base/facts.ts'
import type { Context } from '../define/index.ts'

/** What a test's context collected. */
export interface TestRecords {
  readonly logged: readonly {
    readonly level: 'info' | 'warn'
    readonly message: string
    readonly facts: Facts | undefined
  }[]
  readonly facts: Facts
}

const records = new WeakMap<
  object,
  { logged: TestRecords['logged'][number][]; facts: { [name: string]: Facts[string] } }
>()

// The fullest first: a shorter one would leave the parameters of a fake resource's methods untyped.
/** A context for unit tests: `asset.materialize(inputs, testContext({ partition, resources }))`. */
export function testContext<const K, R>(options: { readonly partition: K; readonly resources: R }): Context<K, R>
export function testContext<R>(options: { readonly resources: R }): Context<null, R>
export function testContext<const K>(options: { readonly partition: K }): Context<K>
export function testContext(): Context<null>
export function testContext(
  options: { readonly partition?: unknown; readonly resources?: unknown } = {},
): Context<unknown, unknown> {
  const kept: { logged: TestRecords['logged'][number][]; facts: { [name: string]: Facts[string] } } = {
    logged: [],
    facts: {},
  }
  const line = (level: 'info' | 'warn') => (message: string, facts?: Facts) =>
    void kept.logged.push({ level, message, facts })
  const context: Context<unknown, unknown> = {
    runId: 'test',
    partition: options.partition ?? null,
    resources: options.resources ?? {},
    log: { info: line('info'), warn: line('warn') },
    signal: new AbortController().signal,
    metadata: (facts) => void Object.assign(kept.facts, facts),
  }
  records.set(context, kept)
  return context
}

/** What was logged and noted through a `testContext`. */
export function recordsOf(context: object): TestRecords {
  return records.get(context) ?? { logged: [], facts: {} }
}
