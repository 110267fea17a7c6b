import type { Clock } from '../../base/clock.ts'
import { type ErrorCode, isHeadwaterError } from '../../errors/index.ts'
import type { EventDraft, EventOf } from '../../events/index.ts'
import { IntervalSet, Subset } from '../../partitions/index.ts'
import type { AssetRecord, Guard, LedgerRow, StateStore } from '../../state/index.ts'
import type { TestFunctions } from '../test-functions.ts'

/** A state store whose log is empty at first. */
export interface StateStoreUnderTest {
  readonly store: StateStore
  /** Another store over the same log, as another process would open it. */
  readonly another?: (() => Promise<StateStore>) | undefined
  /** Closes the store, closed or not, and removes its log. */
  readonly close: () => Promise<void>
}

/** Registers one test. */
export type Check = (sentence: string, body: (bench: StateStoreBench) => Promise<void>) => unknown

/** A clock that stands still until it is set. */
export class SettableClock implements Clock {
  time = Date.UTC(2026, 0, 5)

  now(): number {
    return this.time
  }

  async sleep(ms: number): Promise<void> {
    this.time += ms
  }
}

/** The store under test, with the words that the checks are written in. */
export class StateStoreBench {
  readonly store: StateStore
  readonly clock: SettableClock
  readonly expect: TestFunctions['expect']
  readonly #another: StateStoreUnderTest['another']

  constructor({ store, another }: StateStoreUnderTest, clock: SettableClock, expect: TestFunctions['expect']) {
    this.store = store
    this.#another = another
    this.clock = clock
    this.expect = expect
  }

  /** Another store over the log of `store`. */
  async openAnother(): Promise<StateStore> {
    if (!this.#another)
      throw new TypeError('the suite needs `another` store over the same log, or `unshared` to say why there is none')
    return this.#another()
  }

  /** The messages that were logged, by position. */
  async messages(store: StateStore = this.store): Promise<readonly string[]> {
    const events: readonly EventOf<'logged'>[] = await store.events({ types: ['logged'] })
    return events.map(({ message }) => message)
  }

  /** What the ledger says of each of the first partitions, as `partition: data version`. */
  async versions(asset: string, store: StateStore = this.store): Promise<readonly string[]> {
    const rows: readonly LedgerRow[] = await store.ledger.rows(asset, firstPartitions)
    return rows.map(({ ordinal, dataVersion }) => `${ordinal}: ${dataVersion}`)
  }

  async record(asset: string, store: StateStore = this.store): Promise<AssetRecord | undefined> {
    return (await store.ledger.records([asset])).of.get(asset)
  }

  /** Leases ordinals of an asset, by default from another machine, about whose processes nothing is known. */
  async lease(runId: string, asset: string, ordinals: readonly number[], owner = elsewhere): Promise<Guard> {
    return this.store.lease({ runId, partitions: [{ asset, subset: subsetOf(...ordinals) }], owner })
  }

  async expectCode(call: Promise<unknown>, code: ErrorCode | 'none'): Promise<void> {
    this.expect(await codeOf(call)).toEqual(code)
  }
}

const elsewhere = { pid: 7, host: 'another-machine.example' }

const firstPartitions = Subset.ofSeries([['', IntervalSet.of([0, 1000])]])

export function subsetOf(...ordinals: readonly number[]): string {
  return Subset.of(ordinals.map((ordinal) => ({ series: '', ordinal }))).encode()
}

export function logged(message: string, runId = 'run1', asset = 'suite/a'): EventDraft {
  return { type: 'logged', runId, asset, partition: null, level: 'info', message }
}

/** A materialization of ordinals that read the same ordinals of an asset `suite/up`. */
export function materialized(
  asset: string,
  dataVersion: string,
  ...ordinals: readonly number[]
): EventDraft & { readonly type: 'materialized' } {
  return {
    type: 'materialized',
    runId: 'run1',
    asset,
    attempt: 'run1.1',
    codeVersion: 'code1',
    recipe: `recipe of ${dataVersion}`,
    partitions: subsetOf(...ordinals),
    open: '',
    asOf: 0,
    dataVersion: { same: dataVersion },
    location: {
      each: ordinals.toSorted((a, b) => a - b).map((ordinal) => ({ path: `values/${ordinal}`, parts: [1] })),
    },
    inputs: [{ dep: 'upstream', asset: 'suite/up', partitions: { same: '=' }, hash: { same: 'hash' } }],
    seconds: 1,
  }
}

export function observed(asset: string, dataVersion: string, ...ordinals: readonly number[]): EventDraft {
  return { type: 'observed', asset, partitions: subsetOf(...ordinals), dataVersion: { same: dataVersion } }
}

export function wiped(asset: string, ...ordinals: readonly number[]): EventDraft {
  return { type: 'wiped', asset, partitions: subsetOf(...ordinals), count: ordinals.length, deleted: false }
}

export function failed(
  asset: string,
  message: string,
  ...ordinals: readonly number[]
): EventDraft & { readonly type: 'step_failed' } {
  return {
    type: 'step_failed',
    runId: 'run1',
    asset,
    attempt: 'run1.1',
    partitions: subsetOf(...ordinals),
    count: ordinals.length,
    problem: { code: 'STEP_FAILED', message },
    willRetry: false,
  }
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (thrown) {
    return isHeadwaterError(thrown) ? thrown.code : `not a HeadwaterError: ${thrown}`
  }
}
