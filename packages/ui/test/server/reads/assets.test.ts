import { describe, expect, it } from 'vitest'
import { story } from './story.ts'

describe('the answers about assets', () => {
  it('say what an asset is: columns with their checks, code, versions and what a partition takes', async () => {
    const { project, read } = story()
    await project.materialize('market/*', { partitions: '2024-01-01..2024-01-03' })
    const body = await read('asset', 'market/prices')
    expect(body).toMatchObject({
      key: 'market/prices',
      group: 'market',
      description: 'Closing prices.',
      owners: ['team:research'],
      tags: { cost: 'low' },
      metadata: { source: 'made up' },
      partitions: 'daily',
      external: false,
      downstream: ['market/means'],
      status: { status: 'missing', counts: { total: 10, fresh: 3, missing: 7 }, rows: 6 },
      checks: [
        { name: 'closeThere', severity: 'warn', passed: true, partitions: '' },
        { name: 'closeAboveZero', severity: 'error', passed: true },
      ],
    })
    expect(body.columns).toEqual([
      { name: 'symbol', type: 'string', nullable: false, description: 'As the exchange writes it', checks: [] },
      { name: 'day', type: 'string', nullable: false, checks: [] },
      { name: 'close', type: 'number', nullable: true, checks: ['closeThere', 'closeAboveZero'] },
    ])
    expect(body.code.version).toBe('explicit:1')
    expect(body.code.source).toMatchObject({ file: 'packages/ui/test/server/reads/story.ts' })
    expect(body.code.source?.text).toContain('the vendor answered 503')
    expect(body.code.history).toHaveLength(1)
    expect(body.expected?.rows).toBe(2)
    const means = await read('asset', 'market/means')
    expect(means.code.sql).toContain('select "day", avg("close") as "mean" from "prices"')
    expect(means.deps).toEqual([{ dep: 'prices', asset: 'market/prices', mapping: 'identity' }])
  })

  it('say of one that nothing is recorded of that nothing is', async () => {
    const { read } = story()
    const body = await read('asset', 'quotes')
    expect(body).toMatchObject({ status: { status: 'missing', causes: [], failedChecks: [] }, code: { history: [] } })
    expect(body.expected).toBeUndefined()
    expect(await read('series', 'quotes')).toEqual({ by: 'time', x: [], fields: {} })
    expect(await read('events', 'quotes')).toEqual({ items: [] })
  })

  it('tell why a partition is stale: which input changed', async () => {
    const { project, world, read } = story()
    await project.materialize('market/*', { partitions: '2024-01-01..2024-01-03' })
    world.close = 2
    await project.materialize('market/prices', { partitions: '2024-01-02', force: true })
    const { status } = await read('asset', 'market/means')
    expect(status.causes).toEqual([
      { reason: 'upstream changed: market/prices', count: 1, partitions: '1 partition: 2024-01-02' },
    ])
    const why = await read('why', 'market/means', { partition: '2024-01-02' })
    expect(why).toMatchObject({
      status: 'stale',
      because: 'upstream changed: market/prices',
      inputs: [{ dep: 'prices', asset: 'market/prices', partitions: '2024-01-02', changed: true, missing: false }],
    })
    expect(why.materialized?.place).toContain('means')
    expect((await read('why', 'market/means', { partition: '2024-01-03' })).status).toBe('fresh')
  })

  it('show failures, and failed checks with the rows that they found', async () => {
    const { project, world, read } = story()
    await project.materialize('market/prices', { partitions: '2024-01-01' })
    world.close = null
    await project.materialize('market/prices', { partitions: '2024-01-02' })
    world.failsOn = '2024-01-03'
    await project.materialize('market/prices', { partitions: '2024-01-03' })
    const { status, checks } = await read('asset', 'market/prices')
    expect(status).toMatchObject({
      status: 'failed',
      counts: { failed: 1 },
      lastFailure: { code: 'STEP_FAILED' },
      failedChecks: [{ check: 'closeThere', partitions: '1 partition: 2024-01-02' }],
    })
    expect(checks[0]).toMatchObject({ name: 'closeThere', passed: false })
    const failed = await read('checks', 'market/prices', { failed: 'true' })
    expect(failed.items).toHaveLength(1)
    expect(failed.items[0]).toMatchObject({
      check: 'closeThere',
      partition: '2024-01-02',
      facts: { rows: 2, failed: 2 },
      samples: [
        { close: null, symbol: 'AAPL', day: '2024-01-02' },
        { close: null, symbol: 'MSFT', day: '2024-01-02' },
      ],
    })
    expect(failed.items[0]?.facts).not.toHaveProperty('samples')
    const why = await read('why', 'market/prices', { partition: '2024-01-03' })
    expect(why.failure?.problem.message).toContain('the vendor answered 503')
    const home = await read('home')
    expect(home.attention[0]?.asset).toBe('market/prices')
    expect(home.counts.failed).toBe(1)
    expect(home.recent.map(({ outcome }) => outcome)).toContain('failed')
  })

  it('show the first rows of a table, and JSON as text', async () => {
    const { project, read } = story()
    await project.materialize('market/* or quotes', { partitions: '2024-01-01' })
    expect(await read('preview', 'market/prices', { partition: '2024-01-01', limit: 1 })).toMatchObject({
      columns: [
        { name: 'symbol', type: 'string' },
        { name: 'day', type: 'string' },
        { name: 'close', type: 'number' },
      ],
      rows: [['AAPL', '2024-01-01', '1']],
      more: true,
    })
    expect(await read('preview', 'market/means', { partition: '2024-01-01' })).toMatchObject({
      rows: [['2024-01-01', '1']],
      more: false,
    })
    expect(await read('preview', 'quotes', { partition: '2024-01-01|GOOG' })).toMatchObject({
      text: '{\n  "price": 1\n}',
    })
  })

  it('have series over time and over partitions', async () => {
    const { project, read } = story()
    for (const day of ['2024-01-02', '2024-01-01']) await project.materialize('market/prices', { partitions: day })
    const byTime = await read('series', 'market/prices')
    expect(byTime.fields).toMatchObject({ rows: [2, 2], symbols: [2, 2] })
    const byPartition = await read('series', 'market/prices', { by: 'partition' })
    expect(byPartition).toMatchObject({ x: [0, 1], labels: ['2024-01-01', '2024-01-02'], fields: { rows: [2, 2] } })
  })

  it('have the neighbours of an asset, and what its columns are made of', async () => {
    const { read } = story()
    expect(await read('lineage', 'market/means')).toEqual({
      asset: 'market/means',
      nodes: [
        { asset: 'market/prices', distance: -1 },
        { asset: 'market/means', distance: 0 },
      ],
      edges: [{ from: 'market/prices', to: 'market/means' }],
    })
    const { edges } = await read('columnLineage', 'market/means', { column: 'mean' })
    expect(edges).toContainEqual({
      from: { asset: 'market/prices', column: 'close' },
      to: { asset: 'market/means', column: 'mean' },
      bearing: 'DIRECT',
      kinds: ['AGGREGATION'],
    })
    const down = await read('columnLineage', 'market/prices', { column: 'close', direction: 'down' })
    expect(down.edges.map(({ to }) => to.column)).toContain('mean')
  })

  it('refuse assets, partitions, columns and cursors that are none, with the code of the library', async () => {
    const { read } = story()
    const codes = await Promise.all(
      [
        read('asset', 'nothing'),
        read('partitions', 'nothing'),
        read('why', 'market/prices'),
        read('why', 'market/prices', { partition: '2031-01-01' }),
        read('preview', 'market/prices', { partition: '2024-01-01' }),
        read('columnLineage', 'market/prices', { column: 'nothing' }),
        read('events', 'market/prices', { cursor: 'x' }),
        read('events', 'market/prices', { types: 'nothing' }),
        read('assets', '', { q: 'key:(' }),
      ].map((answer) =>
        answer.then(
          () => 'answered',
          ({ code }) => code,
        ),
      ),
    )
    expect(codes).toEqual([
      'ASSET_UNKNOWN',
      'ASSET_UNKNOWN',
      'PARTITION_NEEDED',
      'PARTITION_UNKNOWN',
      'NOT_MATERIALIZED',
      'COLUMN_UNKNOWN',
      'REQUEST_INVALID',
      'REQUEST_INVALID',
      'SELECTION_INVALID',
    ])
  })
})
