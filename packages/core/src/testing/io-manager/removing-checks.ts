import { asset, attemptOf, type Check, dayOf, partitioned } from './bench.ts'

/** A store without `remove` deletes nothing, and promises nothing here. */
export function removingChecks(check: Check): void {
  const whole = { asset, partition: null }
  check('removes a published value for good, so that nobody finds it, and may be asked to again', async (bench) => {
    if (!bench.store.remove) return
    const published = await bench.publish(bench.samples[0], attemptOf(1))
    for (const attempt of [attemptOf(2), attemptOf(3)])
      await bench.store.remove(
        published.map(({ location }) => ({ ...whole, location, published: true })),
        attempt,
      )
    bench.expect(await bench.visible()).toEqual(undefined)
    bench.expect(await bench.codeOf(bench.valuesOf(published, await bench.reopen()))).toEqual('VALUE_GONE')
    bench.expect(await bench.valuesOf(await bench.publish(bench.samples[1], attemptOf(4)))).toEqual([bench.samples[1]])
    bench.expect(await bench.visible()).toEqual(bench.samples[1])
  })
  check('removes the named partitions, and leaves the others as they are', async (bench) => {
    if (!bench.store.remove) return
    const [first, second] = bench.samples
    const [location] = (await bench.publish(first, attemptOf(1), dayOf(1))).map(({ location }) => location)
    const kept = await bench.publish(second, attemptOf(2), dayOf(2))
    const removal = { asset: partitioned, partition: dayOf(1), location: location ?? {}, published: true }
    await bench.store.remove([removal], attemptOf(3))
    bench.expect([await bench.visible(dayOf(1)), await bench.visible(dayOf(2))]).toEqual([undefined, second])
    bench.expect(await bench.valuesOf(kept)).toEqual([second])
  })
  check('removes an older version without touching the one that is published', async (bench) => {
    if (!bench.store.remove || bench.store.commit === 'in-place') return
    const [first, second] = bench.samples
    const [older] = await bench.publish(first, attemptOf(1))
    const newer = await bench.publish(second, attemptOf(2))
    await bench.store.remove([{ ...whole, location: older?.location ?? {}, published: false }], attemptOf(3))
    bench.expect(await bench.codeOf(bench.valuesOf(older ? [older] : []))).toEqual('VALUE_GONE')
    bench.expect([await bench.visible(), ...(await bench.valuesOf(newer))]).toEqual([second, second])
  })
  check('removes nothing in place over a commit of a higher token, and bars lower ones afterwards', async (bench) => {
    if (!bench.store.remove || bench.store.commit === 'versioned') return
    const [first, second] = bench.samples
    const [older, newer] = [attemptOf(1), attemptOf(2)]
    const staged = await bench.stage(second, older)
    const removals = (await bench.publish(first, newer)).map(({ location }) => ({
      ...whole,
      location,
      published: true,
    }))
    bench.expect(await bench.codeOf(bench.store.remove(removals, older))).toEqual('LEASE_LOST')
    bench.expect(await bench.visible()).toEqual(first)
    await bench.store.remove(removals, newer)
    bench.expect(await bench.codeOf(bench.store.publish(staged, older))).toEqual('LEASE_LOST')
    bench.expect(await bench.visible()).toEqual(undefined)
  })
}
