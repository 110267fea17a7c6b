import type { EventDraft } from '../../events/index.ts'
import { type Check, failed, logged, materialized, materializedPartition, subsetOf } from './bench.ts'

const asset = 'suite/a'

export function ledgerChecks(check: Check): void {
  materializationChecks(check)
  failureChecks(check)
}

function materializationChecks(check: Check): void {
  check('knows the newest materialization of each partition with all that was recorded', async (bench) => {
    const partition = { ...materializedPartition({ series: '3,4', ordinal: 5 }, 'v2'), rows: 10, bytes: 200 }
    const event = { ...materialized(asset, 'v2'), runId: 'run2', partitions: [partition] } as EventDraft
    await bench.store.append([
      materialized(asset, 'v1', 1, 2),
      materialized('suite/other', 'v9', 1),
      materialized(asset, 'v2', 2, 3),
    ])
    bench.expect(await bench.versions(asset)).toEqual(['1: v1', '2: v2', '3: v2'])
    await bench.store.append([event])
    const { materialized: rows, position } = await bench.store.ledger(asset)
    const newest = { ...partition, position, time: bench.clock.time, runId: 'run2', codeVersion: 'code1' }
    bench.expect(position).toEqual(4)
    bench.expect(rows.find(({ series }) => series === '3,4')).toEqual(newest)
  })

  check('counts an observation as the newest that is known of its partition', async (bench) => {
    const observed: EventDraft = {
      type: 'observed',
      asset,
      partition: null,
      series: '',
      ordinal: 0,
      dataVersion: 'seen',
    }
    await bench.store.append([failed(asset, 'unseen', 0), observed])
    const { materialized: rows, failures } = await bench.store.ledger(asset)
    bench
      .expect(rows.map(({ partition, dataVersion, runId }) => ({ partition, dataVersion, runId })))
      .toEqual([{ partition: null, dataVersion: 'seen', runId: undefined }])
    bench.expect(failures).toEqual([])
  })

  check('says of an unknown asset that it has nothing as of now', async (bench) => {
    await bench.store.append([logged('something')])
    bench.expect(await bench.store.ledger('suite/unknown')).toEqual({ position: 1, materialized: [], failures: [] })
  })

  check('does not change what it once answered', async (bench) => {
    await bench.store.append([materialized(asset, 'v1', 1), failed(asset, 'broke', 2)])
    const before = await bench.store.ledger(asset)
    const copy = structuredClone(before)
    await bench.store.append([materialized(asset, 'v2', 1, 2)])
    bench.expect(await bench.versions(asset)).toEqual(['1: v2', '2: v2'])
    bench.expect(before).toEqual(copy)
  })
}

function failureChecks(check: Check): void {
  check('lists the failures that nothing newer is known of', async (bench) => {
    await bench.store.append([
      failed(asset, 'first', 1, 2, 3),
      materialized(asset, 'v1', 2),
      failed(asset, 'second', 3, 4),
    ])
    const { failures } = await bench.store.ledger(asset)
    bench.expect(failures.map(({ message, partitions }) => ({ message, partitions }))).toEqual([
      { message: 'first', partitions: subsetOf(1) },
      { message: 'second', partitions: subsetOf(3, 4) },
    ])
    bench.expect(failures[1]).toEqual({
      partitions: subsetOf(3, 4),
      position: 3,
      runId: 'run1',
      fingerprint: 'fingerprint of second',
      code: 'STEP_FAILED',
      message: 'second',
    })
    await bench.store.append([materialized(asset, 'v2', 1, 3, 4)])
    bench.expect((await bench.store.ledger(asset)).failures).toEqual([])
  })

  check('lists no failure that is going to be retried', async (bench) => {
    await bench.store.append([{ ...failed(asset, 'once more', 1), willRetry: true } as EventDraft])
    bench.expect((await bench.store.ledger(asset)).failures).toEqual([])
  })
}
