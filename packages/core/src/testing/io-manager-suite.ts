import type { Staged } from '../io/index.ts'
import {
  asset,
  attemptOf,
  Bench,
  type Check,
  dayOf,
  type IoManagerSuiteOptions,
  type IoManagerUnderTest,
  partitioned,
} from './io-manager/bench.ts'
import { removingChecks } from './io-manager/removing-checks.ts'

export type { IoManagerSuiteOptions, IoManagerUnderTest } from './io-manager/bench.ts'

/**
 * Registers the tests that every IO manager with a `store` must pass. `create` is called once per test.
 *
 * @example ioManagerSuite('files', create, { describe, it, expect, samples: [1, 2] })
 */
export function ioManagerSuite(
  name: string,
  create: () => Promise<IoManagerUnderTest>,
  options: IoManagerSuiteOptions,
): void {
  const check = (sentence: string, body: (bench: Bench) => Promise<void>) =>
    options.it(sentence, async () => {
      const opened = await create()
      try {
        await body(new Bench(opened, options))
      } finally {
        await opened.close()
      }
    })
  options.describe(name, () => {
    stagingChecks(check)
    publishingChecks(check)
    sweepingChecks(check)
    tokenChecks(check)
    removingChecks(check)
  })
}

function stagingChecks(check: Check): void {
  check('reads every staged value back as it was', async (bench) => {
    for (const [index, sample] of bench.samples.entries()) {
      const staged = await bench.stage(sample, attemptOf(1, index))
      bench.expect(await bench.valuesOf(staged)).toEqual([sample])
    }
  })
  check('shows nobody what is only staged', async (bench) => {
    const [first, second] = bench.samples
    await bench.stage(first, attemptOf(1))
    bench.expect(await bench.visible()).toEqual(undefined)
    await bench.store.publish(await bench.stage(first, attemptOf(2)), attemptOf(2))
    await bench.stage(second, attemptOf(3))
    bench.expect(await bench.visible()).toEqual(first)
  })
  check('gives equal data versions to equal values, and to those only', async (bench) => {
    const versions = async (run: number) => {
      const staged = bench.samples.map(async (sample, index) => bench.stage(sample, attemptOf(run, index)))
      return (await Promise.all(staged)).flat().map(({ dataVersion }) => dataVersion)
    }
    const once = await versions(1)
    bench.expect(await versions(2)).toEqual(once)
    bench.expect(new Set(once).size).toEqual(bench.samples.length)
    bench.expect(once.every((version) => version.includes(':'))).toEqual(true)
  })
  check('stages many partitions at once, and answers in their order', async (bench) => {
    const attempt = attemptOf(1)
    const values = Array.from({ length: 25 }, (_, index) => bench.samples[index % bench.samples.length])
    const staged = await bench.store.stage(
      values.map((value, index) => ({ value, at: bench.at(attempt, dayOf(index)) })),
    )
    bench.expect(staged.map(({ partition }) => partition)).toEqual(values.map((_, index) => dayOf(index)))
    bench.expect(await bench.valuesOf(await bench.store.publish(staged, attempt))).toEqual(values)
    bench.expect(await bench.visible(dayOf(24))).toEqual(values[24])
  })
  check('stages nothing when asked for nothing', async (bench) => {
    bench.expect(await bench.store.stage([])).toEqual([])
  })
}

function publishingChecks(check: Check): void {
  check('shows what is published', async (bench) => {
    const [first, second] = bench.samples
    const published = await bench.store.publish(await bench.stage(first, attemptOf(1)), attemptOf(1))
    bench.expect(await bench.visible()).toEqual(first)
    bench.expect(await bench.valuesOf(published)).toEqual([first])
    await bench.store.publish(await bench.stage(second, attemptOf(2)), attemptOf(2))
    bench.expect(await bench.visible()).toEqual(second)
  })
  check('changes nothing when it publishes again', async (bench) => {
    const staged = await bench.stage(bench.samples[0], attemptOf(1))
    const published = await bench.store.publish(staged, attemptOf(1))
    bench.expect(await bench.store.publish(staged, attemptOf(1))).toEqual(published)
    bench.expect(await bench.visible()).toEqual(bench.samples[0])
  })
  check('publishes after a crash what was staged before it', async (bench) => {
    const staged = await bench.stage(bench.samples[0], attemptOf(1))
    const store = await bench.reopen()
    const recorded = JSON.parse(JSON.stringify(staged)) as readonly Staged[]
    const published = await store.publish(recorded, attemptOf(1))
    bench.expect(await bench.valuesOf(published, store)).toEqual([bench.samples[0]])
  })
  check('keeps two attempts on one partition apart', async (bench) => {
    const [first, second] = bench.samples
    const [older, newer] = [attemptOf(1), attemptOf(2)]
    const [stagedByOlder, stagedByNewer] = [
      await bench.stage(first, older, dayOf(1)),
      await bench.stage(second, newer, dayOf(1)),
    ]
    bench.expect(await bench.valuesOf([...stagedByOlder, ...stagedByNewer])).toEqual([first, second])
    await bench.store.publish(stagedByOlder, older)
    bench.expect(await bench.valuesOf(stagedByNewer)).toEqual([second])
    bench.expect(await bench.valuesOf(await bench.store.publish(stagedByNewer, newer))).toEqual([second])
    bench.expect(await bench.visible(dayOf(1))).toEqual(second)
  })
  check('leaves the other partitions as they are', async (bench) => {
    const [first, second] = bench.samples
    await bench.store.publish(await bench.stage(first, attemptOf(1), dayOf(1)), attemptOf(1))
    await bench.store.publish(await bench.stage(second, attemptOf(2), dayOf(2)), attemptOf(2))
    bench.expect([await bench.visible(dayOf(1)), await bench.visible(dayOf(2))]).toEqual([first, second])
  })
}

function sweepingChecks(check: Check): void {
  check('sweeps what a dead run staged, but not what is to be kept, nor what others staged', async (bench) => {
    const [first, second] = bench.samples
    const kept = await bench.stage(first, attemptOf(1, 1))
    const swept = await bench.stage(second, attemptOf(1, 2))
    const ofAnotherRun = await bench.stage(second, attemptOf(11))
    const removed = await bench.store.sweep(
      'run1',
      asset,
      kept.map(({ location }) => location),
    )
    bench.expect(removed > 0).toEqual(true)
    bench.expect(await bench.valuesOf([...kept, ...ofAnotherRun])).toEqual([first, second])
    bench.expect(await bench.codeOf(bench.valuesOf(swept))).toEqual('VALUE_GONE')
    bench.expect(await bench.store.sweep('run1', asset, [])).toEqual(1)
  })
  check('sweeps one attempt alone where that is named', async (bench) => {
    const [first, second] = bench.samples
    const swept = await bench.stage(first, attemptOf(1, 1))
    const kept = await bench.stage(second, attemptOf(1, 10))
    bench.expect(await bench.store.sweep(attemptOf(1, 1).id, asset, [])).toEqual(1)
    bench.expect(await bench.codeOf(bench.valuesOf(swept))).toEqual('VALUE_GONE')
    bench.expect(await bench.valuesOf(kept)).toEqual([second])
  })
  check('sweeps nothing where nothing was staged', async (bench) => {
    bench.expect(await bench.store.sweep('run1', asset, [])).toEqual(0)
  })
  check('keeps what was published when it sweeps', async (bench) => {
    const published = await bench.store.publish(await bench.stage(bench.samples[0], attemptOf(1)), attemptOf(1))
    const locations = published.map(({ location }) => location)
    await bench.store.sweep('run1', asset, locations)
    bench.expect(await bench.valuesOf(published)).toEqual([bench.samples[0]])
  })
}

/** Versioned stores answer as if nothing could go wrong: their commit is the event, and the lease guards that. */
function tokenChecks(check: Check): void {
  check('tells what an attempt has committed in place', async (bench) => {
    const attempt = attemptOf(1)
    const staged = await bench.stage(bench.samples[0], attempt)
    bench.expect(await bench.store.committed(attempt.id, asset)).toEqual([])
    const published = await bench.store.publish(staged, attempt)
    const committed = await (await bench.reopen()).committed(attempt.id, asset)
    bench.expect(committed).toEqual(bench.store.commit === 'in-place' ? published : [])
  })
  check('refuses to publish in place with a token below the fence', async (bench) => {
    const [first, second] = bench.samples
    const [older, newer] = [attemptOf(1), attemptOf(2)]
    const staged = await bench.stage(first, older)
    await (await bench.reopen()).fence(asset, newer.token, [null])
    const inPlace = bench.store.commit === 'in-place'
    bench.expect(await bench.codeOf(bench.store.publish(staged, older))).toEqual(inPlace ? 'LEASE_LOST' : undefined)
    bench.expect(await bench.visible()).toEqual(inPlace ? undefined : first)
    await bench.store.publish(await bench.stage(second, newer), newer)
    bench.expect(await bench.visible()).toEqual(second)
  })
  check('fences the named partitions alone, so that a run at work on the others can publish', async (bench) => {
    const [first, second] = bench.samples
    const [older, newer] = [attemptOf(1), attemptOf(2)]
    const [fenced, free] = [await bench.stage(first, older, dayOf(1)), await bench.stage(second, older, dayOf(2))]
    await (await bench.reopen()).fence(partitioned, newer.token, [dayOf(1)])
    await bench.store.publish(free, older)
    bench.expect(await bench.visible(dayOf(2))).toEqual(second)
    const inPlace = bench.store.commit === 'in-place'
    bench.expect(await bench.codeOf(bench.store.publish(fenced, older))).toEqual(inPlace ? 'LEASE_LOST' : undefined)
  })
  check('refuses to publish in place over the commit of a higher token', async (bench) => {
    if (bench.store.commit === 'versioned') return
    const [first, second] = bench.samples
    const [older, newer] = [attemptOf(1), attemptOf(2)]
    const staged = await bench.stage(first, older, dayOf(1))
    await bench.store.publish(await bench.stage(second, newer, dayOf(1)), newer)
    bench.expect(await bench.codeOf(bench.store.publish(staged, older))).toEqual('LEASE_LOST')
    bench.expect(await bench.visible(dayOf(1))).toEqual(second)
  })
}
