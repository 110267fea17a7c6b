import type { StateStore } from '../../state/index.ts'
import { type Check, failed, logged, materialized, type StateStoreBench } from './bench.ts'

const asset = 'suite/a'

/** Registers one test of two stores over one log. */
type CheckBoth = (sentence: string, body: (bench: StateStoreBench, other: StateStore) => Promise<void>) => unknown

/** What two stores over one log owe each other. */
export function sharingChecks(check: Check): void {
  const checkBoth: CheckBoth = (sentence, body) =>
    check(sentence, async (bench) => {
      const other = await bench.openAnother()
      try {
        await body(bench, other)
      } finally {
        await other.close()
      }
    })

  checkBoth('shows every store what the others recorded', async (bench, other) => {
    bench.expect(await bench.store.append([logged('one'), materialized(asset, 'v1', 1, 2)])).toEqual(2)
    bench.expect(await bench.versions(asset, other)).toEqual(['1: v1', '2: v1'])
    bench
      .expect(await other.append([logged('two'), materialized(asset, 'v2', 2, 3), failed(asset, 'broke', 1)]))
      .toEqual(5)
    bench.expect(await bench.messages()).toEqual(['one', 'two'])
    bench.expect(await bench.versions(asset)).toEqual(['1: v1', '2: v2', '3: v2'])
    bench.expect(await bench.record(asset)).toEqual(await bench.record(asset, other))
  })

  checkBoth('shows every store new names, and what has them', async (bench, other) => {
    await bench.store.append([materialized('old', 'v1', 1)])
    bench.expect((await bench.record('old', other))?.origin).toEqual('old')
    await bench.store.append([{ type: 'renamed', asset: 'new', from: 'old' }])
    bench.expect((await bench.record('new', other))?.origin).toEqual('old')
    await other.append([materialized('new', 'v2', 2), materialized('old', 'v9', 3)])
    bench.expect([await bench.versions('new'), await bench.versions('old')]).toEqual([['1: v1', '2: v2'], ['3: v9']])
  })

  checkBoth('gives partitions to one live run at a time, whichever store it comes through', async (bench, other) => {
    const guard = await bench.lease('run1', asset, [1])
    const request = { runId: 'run2', partitions: [], owner: { pid: 1, host: 'elsewhere.example' } }
    const later = await other.lease(request)
    bench.expect(later.token > guard.token).toEqual(true)
    await other.append([logged('with a guard from elsewhere')], { guard })
    await other.release('run1')
    await bench.expectCode(bench.store.append([logged('too late')], { guard }), 'LEASE_LOST')
  })

  checkBoth('gives a key the same id through every store', async (bench, other) => {
    const [one, two] = await Promise.all([bench.store.keyIds(['AAPL', 'MSFT']), other.keyIds(['MSFT', 'AAPL', 'IBM'])])
    bench.expect(['AAPL', 'MSFT'].map(one.idOf)).toEqual(['AAPL', 'MSFT'].map(two.idOf))
    await other.append([{ type: 'keys_added', dimension: 'symbols', keys: ['IBM'] }])
    const now = await bench.store.keyIds([])
    bench.expect([now.keysOf('symbols'), now.idOf('IBM')]).toEqual([['IBM'], two.idOf('IBM')])
  })

  checkBoth('keeps everything when a store is closed', async (bench, other) => {
    await bench.store.append([logged('durable')])
    await bench.store.append([logged('lazy')], { lazy: true })
    await bench.store.close()
    bench.expect(await bench.messages(other)).toEqual(['durable', 'lazy'])
  })

  aliasChecks(checkBoth)
}

function aliasChecks(checkBoth: CheckBoth): void {
  checkBoth(
    'lets one of two win who move an alias from the same place, whichever store they go through',
    async (bench, other) => {
      const move = (dataVersion: string) =>
        [
          { type: 'alias_moved', runId: 'run1', asset, alias: 'champion', partition: null, dataVersion, location: {} },
        ] as const
      const expects = { asset, alias: 'champion', position: await bench.store.append(move('v1')) }
      const both = await Promise.allSettled([
        bench.store.append(move('v2'), { expects }),
        other.append(move('v3'), { expects }),
      ])
      bench.expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      await bench.expectCode(other.append(move('v4'), { expects }), 'ALIAS_MOVED')
      bench.expect((await bench.store.events({ types: ['alias_moved'] })).length).toEqual(2)
    },
  )
}
