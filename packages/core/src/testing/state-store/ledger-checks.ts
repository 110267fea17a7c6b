import type { EventDraft } from '../../events/index.ts'
import { Subset } from '../../partitions/index.ts'
import type { LedgerChange } from '../../state/index.ts'
import { type Check, failed, logged, materialized, observed, type StateStoreBench, subsetOf, wiped } from './bench.ts'

const asset = 'suite/a'

export function ledgerChecks(check: Check): void {
  rowChecks(check)
  recordChecks(check)
  changeChecks(check)
  nameChecks(check)
  noteChecks(check)
}

function rowChecks(check: Check): void {
  check('has the newest materialization of each partition with all that was recorded', async (bench) => {
    const both = { ...materialized(asset, 'v2'), partitions: '3,4=1.5.1', runId: 'run2', asOf: 2 }
    const location = { each: [{ path: 'five' }, { path: 'six' }] }
    await bench.store.append([
      materialized(asset, 'v1', 1, 2),
      materialized('suite/other', 'v9', 1),
      materialized(asset, 'v2', 2, 3),
      { ...both, dataVersion: { each: ['v5', 'v6'] }, location, rows: { each: [null, 10] }, bytes: { same: 200 } },
    ])
    bench.expect(await bench.versions(asset)).toEqual(['1: v1', '2: v2', '3: v2'])
    const [five, six] = await bench.store.ledger.rows(asset, Subset.decode('3,4=1.5.1'))
    bench.expect(six).toEqual({
      series: '3,4',
      ordinal: 6,
      position: 4,
      time: bench.clock.time,
      runId: 'run2',
      codeVersion: 'code1',
      recipe: 'recipe of v2',
      dataVersion: 'v6',
      location: { path: 'six' },
      inputs: [{ dep: 'upstream', asset: 'suite/up', partitions: '3,4=1.6.0', hash: 'hash', asOf: 2 }],
      rows: 10,
      bytes: 200,
    })
    bench.expect([five?.dataVersion, five?.rows]).toEqual(['v5', undefined])
  })

  check('counts an observation as the newest that is known of its partition', async (bench) => {
    await bench.store.append([failed(asset, 'unseen', 0), observed(asset, 'seen', 0)])
    const [row] = await bench.store.ledger.rows(asset, Subset.decode(subsetOf(0)))
    bench.expect([row?.dataVersion, row?.runId, row?.codeVersion, row?.inputs]).toEqual(['seen', undefined, '', []])
    bench.expect((await bench.record(asset))?.failed.isEmpty).toEqual(true)
  })

  check('knows nothing of partitions that were wiped', async (bench) => {
    await bench.store.append([materialized(asset, 'v1', 1, 2, 3), wiped(asset, 2, 7)])
    bench.expect(await bench.versions(asset)).toEqual(['1: v1', '3: v1'])
  })

  check('gives only rows that are asked for', async (bench) => {
    await bench.store.append([materialized(asset, 'v1', 0, 60, 120, 180)])
    const rows = await bench.store.ledger.rows(asset, Subset.decode(subsetOf(0, 120, 121)))
    bench.expect(rows.map(({ ordinal }) => ordinal)).toEqual([0, 120])
    bench.expect(await bench.store.ledger.rows('suite/unknown', Subset.decode(subsetOf(0)))).toEqual([])
  })
}

function recordChecks(check: Check): void {
  check('sums up what is recorded of an asset in ranges of partitions', async (bench) => {
    await bench.store.append([
      { ...materialized(asset, 'v1', 1, 2, 3), rows: { each: [10, null, 30] }, open: subsetOf(3) },
      { ...materialized(asset, 'v2', 2), codeVersion: 'code2', rows: { same: 5 } },
      failed(asset, 'broke', 3, 4),
    ])
    const record = await bench.record(asset)
    const made = record?.made.map(({ codeVersion, partitions }) => [codeVersion, partitions.encode()])
    bench.expect(made).toEqual([
      ['code1', subsetOf(1, 3)],
      ['code2', subsetOf(2)],
    ])
    bench.expect([record?.open.encode(), record?.failed.encode()]).toEqual([subsetOf(3), subsetOf(3, 4)])
    bench.expect([record?.origin, record?.position, record?.rows]).toEqual([asset, 3, 45])
    bench.expect(record?.lastFailure).toEqual({ position: 3, runId: 'run1', code: 'STEP_FAILED', message: 'broke' })
    bench.expect(record?.newest).toEqual({ position: 2, time: bench.clock.time, runId: 'run1', series: '', ordinal: 2 })
  })

  check('lists no failure that is going to be retried', async (bench) => {
    await bench.store.append([{ ...failed(asset, 'once more', 1), willRetry: true }])
    bench.expect(await bench.record(asset)).toEqual(undefined)
  })

  check('has no record of an unknown asset, as of now', async (bench) => {
    await bench.store.append([logged('something')])
    const { position, of } = await bench.store.ledger.records(['suite/unknown', asset])
    bench.expect([position, of.size]).toEqual([1, 0])
  })

  check('does not change what it once answered', async (bench) => {
    await bench.store.append([materialized(asset, 'v1', 1), failed(asset, 'broke', 2)])
    const before = await bench.record(asset)
    await bench.store.append([materialized(asset, 'v2', 1, 2)])
    bench.expect([before?.failed.encode(), before?.position]).toEqual([subsetOf(2), 2])
    bench.expect((await bench.record(asset))?.failed.isEmpty).toEqual(true)
  })

  check('keeps the newest result of each check, aliases and how the asset is cut', async (bench) => {
    const check = { type: 'checked', runId: 'run1', asset, severity: 'error', blocking: false } as const
    const cut = { kind: 'daily', from: '2026-01-05' }
    const alias = { runId: 'run1', asset, alias: 'best', partition: null, dataVersion: 'v1', location: { path: 'x' } }
    const drafts: readonly EventDraft[] = [
      { ...check, check: 'unique', partition: null, partitions: '', passed: false },
      { ...check, check: 'full', partition: '1', partitions: subsetOf(1), passed: false },
      { ...check, check: 'full', partition: '2', partitions: subsetOf(2), passed: false },
      { ...check, check: 'full', partition: '1', partitions: subsetOf(1), passed: true },
      { ...check, check: 'unique', partition: null, partitions: '', passed: true },
      { type: 'alias_moved', ...alias },
      { type: 'alias_moved', ...alias, dataVersion: 'v2' },
      { type: 'partitioned', asset, cut },
    ]
    await bench.store.append(drafts)
    const record = await bench.record(asset)
    bench.expect(record?.checks.map(({ check, passed, failed }) => [check, passed, failed.encode()])).toEqual([
      ['full', undefined, subsetOf(2)],
      ['unique', true, ''],
    ])
    bench.expect(record?.aliases.map(({ dataVersion, position }) => [dataVersion, position])).toEqual([['v2', 7]])
    bench.expect(record?.cut).toEqual(cut)
  })
}

function changeChecks(check: Check): void {
  check('keeps what rows are', async (bench) => {
    const rowSchema = { type: 'object', properties: { close: { type: 'number' } } }
    await bench.store.append([{ type: 'shaped', asset, rowSchema: null }])
    await bench.store.append([{ type: 'shaped', asset, rowSchema }])
    bench.expect((await bench.record(asset))?.rowSchema).toEqual(rowSchema)
  })

  check('tells what happened to partitions after a position, and which of them changed', async (bench) => {
    await bench.store.append([
      materialized(asset, 'v1', 1, 2),
      { ...materialized(asset, 'v1', 1, 2, 3), dataVersion: { each: ['v1', 'v2', 'v1'] }, asOf: 1 },
      materialized('suite/other', 'v1', 1),
      observed(asset, 'v1', 3, 4),
      wiped(asset, 4, 5),
    ])
    const changes = await bench.store.ledger.changes(
      new Map([
        [asset, 1],
        ['suite/other', 3],
        ['suite/none', 0],
      ]),
    )
    bench
      .expect(changes.map(inWords))
      .toEqual([
        `${asset} 2 made ${subsetOf(1, 2, 3)}, changed ${subsetOf(2, 3)}, as of 1`,
        `${asset} 4 made ${subsetOf(3, 4)}, changed ${subsetOf(4)}, as of 4`,
        `${asset} 5 wiped ${subsetOf(4, 5)}, changed ${subsetOf(4)}, as of 5`,
      ])
    const others = await bench.store.ledger.changes(
      new Map([
        [asset, 4],
        ['suite/other', 0],
      ]),
    )
    bench.expect(others.map(({ position, runId }) => [position, runId])).toEqual([
      [3, 'run1'],
      [5, undefined],
    ])
  })
}

function nameChecks(check: Check): void {
  const renamed: EventDraft = { type: 'renamed', asset: 'new', from: 'old' }
  const origins = async (bench: StateStoreBench) => {
    const { of } = await bench.store.ledger.records(['old', 'new'])
    return [of.get('old')?.origin, of.get('new')?.origin]
  }

  check(
    'has the record of an asset under its newest name, and its partitions under an older one while that is free',
    async (bench) => {
      await bench.store.append([materialized('old', 'v1', 1), renamed])
      bench.expect(await origins(bench)).toEqual([undefined, 'old'])
      bench.expect(await bench.versions('old')).toEqual(['1: v1'])
      await bench.store.append([materialized('new', 'v2', 2), failed('old', 'another', 1)])
      bench.expect([await bench.versions('old'), await bench.versions('new')]).toEqual([[], ['1: v1', '2: v2']])
      bench
        .expect((await bench.store.ledger.changes(new Map([['new', 0]]))).map(inWords))
        .toEqual([
          `new 1 made ${subsetOf(1)}, changed ${subsetOf(1)}, as of 0`,
          `new 3 made ${subsetOf(2)}, changed ${subsetOf(2)}, as of 0`,
        ])
    },
  )

  check('leaves a name to the asset that has a value under it', async (bench) => {
    await bench.store.append([materialized('old', 'v1', 1), materialized('new', 'v2', 1), renamed])
    bench.expect(await origins(bench)).toEqual(['old', 'new'])
    await bench.store.append([wiped('new', 1), renamed])
    bench.expect(await origins(bench)).toEqual([undefined, 'old'])
    const changes = await bench.store.ledger.changes(new Map([['new', 0]]))
    bench.expect(changes.map(({ position, kind }) => [position, kind])).toEqual([
      [1, 'made'],
      [2, 'made'],
      [4, 'wiped'],
    ])
  })
}

function noteChecks(check: Check): void {
  check('recalls what it was told to remember', async (bench) => {
    await bench.store.ledger.remember(
      new Map([
        ['one', '1'],
        ['two', '2'],
      ]),
    )
    await bench.store.ledger.remember(new Map([['two', '22']]))
    const names = ['one', 'two', 'three']
    bench.expect([...(await bench.store.ledger.recall(names))].toSorted()).toEqual([
      ['one', '1'],
      ['two', '22'],
    ])
    await bench.store.append([logged('with the next commit')])
    bench.expect([...(await bench.store.ledger.recall(names))].toSorted()).toEqual([
      ['one', '1'],
      ['two', '22'],
    ])
  })
}

function inWords({ asset, position, kind, partitions, changed, asOf }: LedgerChange): string {
  return `${asset} ${position} ${kind} ${partitions.encode()}, changed ${changed.encode()}, as of ${asOf}`
}
