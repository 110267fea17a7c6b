import { spawnSync } from 'node:child_process'
import { thisMachine } from '../../base/this-machine.ts'
import { leaseTtlMs } from '../../state/index.ts'
import { type Check, logged, subsetOf } from './bench.ts'

const asset = 'suite/a'

export function leaseChecks(check: Check): void {
  holdingChecks(check)
  takeoverChecks(check)
  timeChecks(check)
}

function holdingChecks(check: Check): void {
  check('gives partitions to one live run at a time', async (bench) => {
    const guard = await bench.lease('run1', asset, [1, 2, 3])
    bench.expect(guard.runId).toEqual('run1')
    await bench.expectCode(bench.lease('run2', asset, [3, 4]), 'LEASE_HELD')
    await bench.expectCode(bench.lease('run2', asset, [4, 5]), 'none')
    await bench.expectCode(bench.lease('run3', 'suite/b', [1, 2, 3]), 'none')
    await bench.store.append([logged('still here')], { guard })
  })

  check('names the holder when it refuses', async (bench) => {
    await bench.lease('run1', asset, [1], { pid: 4711, host: 'elsewhere.example' })
    const refusal = await bench.lease('run2', asset, [1]).catch((thrown: Error) => thrown.message)
    const named = ['run1', 'run2', asset, '4711', 'elsewhere.example', '2026-01-05T00:00:00']
    bench.expect(named.filter((name) => !String(refusal).includes(name))).toEqual([])
  })

  check('gives all that a run asks for or nothing', async (bench) => {
    await bench.lease('run1', asset, [1])
    const owner = { pid: 1, host: 'elsewhere.example' }
    const partitions = [
      { asset: 'suite/b', subset: subsetOf(1) },
      { asset, subset: subsetOf(1) },
    ]
    await bench.expectCode(bench.store.lease({ runId: 'run2', partitions, owner }), 'LEASE_HELD')
    await bench.expectCode(bench.lease('run3', 'suite/b', [1]), 'none')
  })

  check('gives a run more partitions, and its own again', async (bench) => {
    const first = await bench.lease('run1', asset, [1, 2])
    const second = await bench.lease('run1', asset, [2, 3])
    await bench.store.append([logged('by the first')], { guard: first })
    await bench.store.append([logged('by the second')], { guard: second })
    await bench.expectCode(bench.lease('run2', asset, [3]), 'LEASE_HELD')
  })

  check('takes leases back, also of runs that have none', async (bench) => {
    const guard = await bench.lease('run1', asset, [1])
    await bench.store.release('run1')
    await bench.store.release('run1')
    await bench.store.release('unknown')
    await bench.expectCode(bench.lease('run2', asset, [1]), 'none')
    await bench.expectCode(bench.store.append([logged('late')], { guard }), 'LEASE_LOST')
  })
}

function takeoverChecks(check: Check): void {
  check('lets a run take over what a silent one had, which then records nothing more', async (bench) => {
    const silent = await bench.lease('silent', asset, [1, 2])
    bench.clock.time += leaseTtlMs
    const guard = await bench.lease('next', asset, [2, 3])
    bench.expect(guard.token > silent.token).toEqual(true)
    await bench.expectCode(bench.store.append([logged('late')], { guard: silent }), 'LEASE_LOST')
    await bench.expectCode(bench.store.renew(silent), 'LEASE_LOST')
    await bench.store.append([logged('lazy and late')], { guard: silent, lazy: true }).catch(() => 0)
    await bench.store.append([logged('in time')], { guard })
    bench.expect(await bench.messages()).toEqual(['in time'])
  })

  check('leaves a silent run its leases while nobody wants them', async (bench) => {
    const guard = await bench.lease('silent', asset, [1])
    bench.clock.time += 10 * leaseTtlMs
    await bench.expectCode(bench.store.append([logged('late, but mine')], { guard }), 'none')
    await bench.store.renew(guard)
    await bench.expectCode(bench.lease('next', asset, [1]), 'LEASE_HELD')
  })

  check('tells which runs are silent and since when, until they come back or somebody takes over', async (bench) => {
    const quiet = await bench.lease('quiet', asset, [1])
    const since = bench.clock.time
    await bench.lease('dead', asset, [2])
    bench.clock.time += leaseTtlMs - 1
    await bench.lease('lively', asset, [3])
    bench.expect(await bench.store.silentRuns()).toEqual([])
    bench.clock.time += 1
    const byName = async () => [...(await bench.store.silentRuns())].sort((a, b) => (a.runId < b.runId ? -1 : 1))
    bench.expect(await byName()).toEqual([
      { runId: 'dead', since },
      { runId: 'quiet', since },
    ])
    await bench.store.renew(quiet)
    bench.expect(await byName()).toEqual([{ runId: 'dead', since }])
    await bench.lease('next', asset, [2])
    bench.expect(await byName()).toEqual([])
  })

  check('keeps the leases of a run that renews them', async (bench) => {
    const guard = await bench.lease('run1', asset, [1])
    for (let round = 0; round < 5; round++) {
      bench.clock.time += leaseTtlMs - 1
      await bench.store.renew(guard)
    }
    await bench.expectCode(bench.lease('run2', asset, [1]), 'LEASE_HELD')
  })

  check('gives what a dead process of this machine had to the next run at once', async (bench) => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const dead = await bench.lease('dead', asset, [1], { pid, host: thisMachine() })
    await bench.lease('alive', asset, [2], { pid: process.pid, host: thisMachine() })
    await bench.expectCode(bench.lease('next', asset, [1]), 'none')
    await bench.expectCode(bench.lease('next', asset, [2]), 'LEASE_HELD')
    await bench.expectCode(bench.store.append([logged('a ghost')], { guard: dead }), 'LEASE_LOST')
  })
}

function timeChecks(check: Check): void {
  check('never lets time or tokens go back', async (bench) => {
    const first = await bench.lease('run1', asset, [1])
    await bench.store.append([logged('now')])
    bench.clock.time -= 3_600_000
    const second = await bench.lease('run2', asset, [2])
    await bench.store.append([logged('an hour earlier by the clock')])
    bench.expect(second.token > first.token).toEqual(true)
    const [one, other] = await bench.store.events({})
    bench.expect(one?.time).toEqual(other?.time)
    bench.clock.time += 3_600_000 + leaseTtlMs - 1
    await bench.expectCode(bench.lease('run3', asset, [2]), 'LEASE_HELD')
  })
}
