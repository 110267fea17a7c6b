import type { Clock } from '../base/clock.ts'
import { aliasChecks } from './state-store/alias-checks.ts'
import { eventChecks } from './state-store/event-checks.ts'
import { keyChecks } from './state-store/key-checks.ts'
import { leaseChecks } from './state-store/lease-checks.ts'
import { ledgerChecks } from './state-store/ledger-checks.ts'
import { SettableClock, StateStoreBench, type StateStoreUnderTest } from './state-store/bench.ts'
import { sharingChecks } from './state-store/sharing-checks.ts'
import type { TestFunctions } from './test-functions.ts'

export interface StateStoreSuiteOptions extends TestFunctions {
  /** Why no two stores can have one log, for a store of which that is so; then `another` may be absent. */
  readonly unshared?: string | undefined
}

/**
 * Registers the tests that every state store must pass. `create` is called once per test; the store takes its time
 * from the clock that it is given.
 *
 * @example stateStoreSuite('memory', async (clock) => ({ store, close }), { describe, it, expect })
 */
export function stateStoreSuite(
  name: string,
  create: (clock: Clock) => Promise<StateStoreUnderTest>,
  { describe, it, expect, unshared }: StateStoreSuiteOptions,
): void {
  const check = (sentence: string, body: (bench: StateStoreBench) => Promise<void>) =>
    it(sentence, async () => {
      const clock = new SettableClock()
      const opened = await create(clock)
      try {
        await body(new StateStoreBench(opened, clock, expect))
      } finally {
        await opened.close()
      }
    })
  describe(unshared === undefined ? name : `${name} (no two stores over one log: ${unshared})`, () => {
    eventChecks(check)
    ledgerChecks(check)
    leaseChecks(check)
    keyChecks(check)
    aliasChecks(check)
    if (unshared === undefined) sharingChecks(check)
  })
}
