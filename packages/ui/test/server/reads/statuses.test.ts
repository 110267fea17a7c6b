import { type AnyAsset, asset, defineProject, memoryState } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { nowhere } from '../../projects/nowhere.ts'
import { readHandlers, Statuses } from '../../../src/server/reads/index.ts'
import { until } from '../served.ts'
import { readerOf, story } from './story.ts'

describe('how all assets stand', () => {
  it('is told in columns that fit the graph', async () => {
    const { project, read } = story()
    await project.materialize('market/*', { partitions: '2024-01-01..2024-01-02' })
    const graph = await read('graph')
    const body = await read('status')
    expect(body.version).toBe(graph.version)
    expect(graph.keys).toEqual([...project.graph.keys])
    const prices = graph.keys.indexOf('market/prices')
    const means = graph.keys.indexOf('market/means')
    expect(body.statuses[body.status[prices] ?? -1]).toBe('missing')
    expect([body.total[prices], body.fresh[prices], body.missing[prices]]).toEqual([10, 2, 8])
    expect(body.why[prices]).toBe('missing')
    expect(graph.edgeFrom.map((from, index) => [from, graph.edgeTo[index]])).toEqual([[prices, means]])
    expect(graph.groups[graph.group[prices] ?? -1]).toBe('market')
    expect(graph.kinds[graph.kind[means] ?? -1]).toBe('sql')
    expect((await read('assets', '', { q: 'status:missing and group:market' })).items.map(({ key }) => key)).toEqual([
      'market/prices',
      'market/means',
    ])
  })

  it('is told anew of what changed since a position, and of nothing else', async () => {
    const { project, statuses, world } = story()
    await project.materialize('*', { partitions: '2024-01-01' })
    const { position } = await statuses.all()
    expect(await statuses.changedSince(position)).toEqual({ position, statuses: [] })
    world.close = 3
    await project.materialize('market/prices', { partitions: '2024-01-01', force: true })
    const changed = await statuses.changedSince(position)
    expect(changed?.statuses.map(({ asset, counts }) => [asset, counts.stale])).toEqual([
      ['market/prices', 0],
      ['market/means', 1],
    ])
    expect(changed?.position).toBe(await project.position())
    expect(await statuses.changedSince(changed?.position ?? 0)).toEqual({ position: changed?.position, statuses: [] })
    expect(await statuses.changedSince(position - 1)).toBeUndefined()
  })

  it('is told anew of what is late by now, and known until then', async () => {
    const dueWithinMs = 1000
    const arrives = { scope: 'asset', dueWithinMs, run: () => ({ passed: true }) } as const
    const late = asset('late', { schema: z.number(), io: nowhere(0), codeVersion: '1', checks: { arrives } }, () => 1)
    const other = asset('other', { schema: z.number(), io: nowhere(0), codeVersion: '1' }, () => 1)
    const project = defineProject({ assets: [late, other], state: memoryState() })
    await project.materialize('*')
    const statuses = new Statuses(project)
    const { position, of } = await statuses.all()
    const madeAt = of.get('late')?.newest?.time ?? 0
    expect([of.get('late')?.late, statuses.changesAt]).toEqual([[], madeAt + dueWithinMs + 1])
    const changed = await until(
      () => statuses.changedSince(position),
      (found) => found !== undefined && found.statuses.length > 0,
    )
    expect(changed).toMatchObject({
      position,
      statuses: [{ asset: 'late', why: 'late: it was to be made again', late: [{ since: madeAt + dueWithinMs }] }],
    })
    expect(statuses.changesAt).toBeUndefined()
    const { attention, late: howMany } = await readerOf(readHandlers(project, statuses, 'late'))('home')
    expect([attention.map(({ asset }) => asset), howMany]).toEqual([['late'], 1])
  })

  it('says what is being made, as long as it is', async () => {
    const { project, statuses, world, read } = story()
    await statuses.all()
    const { promise, resolve } = Promise.withResolvers<void>()
    world.until = promise
    const run = project.materialize('market/prices', { partitions: '2024-01-01..2024-01-02' })
    while ((await project.liveRuns()).every(({ making }) => making.length === 0)) await new Promise(setImmediate)
    const { status } = await read('asset', 'market/prices')
    expect(status).toMatchObject({ status: 'running', counts: { total: 10, running: 2, missing: 8 } })
    expect((await read('home')).running).toMatchObject([{ selection: 'market/prices', done: 0, of: 2 }])
    const partitions = await read('partitions', 'market/prices')
    expect(partitions.statuses[partitions.series[0]?.runs[0] ?? -1]).toBe('running')
    const { position } = await statuses.all()
    resolve()
    await run
    const changed = await statuses.changedSince(position)
    expect(changed?.statuses.find(({ asset }) => asset === 'market/prices')).toMatchObject({
      status: 'missing',
      counts: { running: 0, fresh: 2, missing: 8 },
    })
    expect((await read('home')).running).toEqual([])
  })

  it('is the same whether it was brought up to date or read anew', async () => {
    const project = defineProject({ assets: linked(200), state: memoryState() })
    await project.materialize('*')
    const statuses = new Statuses(project)
    await statuses.all()
    for (const key of ['linked/190', 'linked/3', 'linked/120']) {
      generation += 1
      await project.materialize(`key:${key}`, { force: true })
      await project.wipe('linked/77')
      const { of } = await statuses.all()
      expect(of).toEqual((await new Statuses(project).all()).of)
    }
    const { attention, counts } = await readerOf(readHandlers(project, statuses, 'linked'))('home')
    expect(attention.map(({ status }) => status)).toEqual(['stale', 'stale', 'stale', 'missing'])
    expect(counts).toMatchObject({ stale: 3, missing: 1, fresh: 196 })
  })
})

let generation = 0

/** Each of these reads one that stands before it, so that some are read by many and most by few. */
function linked(count: number): readonly AnyAsset[] {
  const assets: AnyAsset[] = []
  for (let index = 0; index < count; index += 1) {
    const deps = Object.fromEntries(
      assets.slice(Math.floor(index / 3), Math.floor(index / 3) + 1).map((before) => ['before', before]),
    )
    assets.push(
      asset(`linked/${index}`, { schema: z.number(), io: nowhere(0), codeVersion: '1', deps }, () => generation),
    )
  }
  return assets
}

describe('secrets', () => {
  it('are masked wherever they stand in an answer', async () => {
    const registry = Symbol.for('headwater.secrets')
    const holder = globalThis as { [registry]?: unknown }
    const before = holder[registry]
    holder[registry] = { spellings: ['made up'], mask: (text: string) => text.replaceAll('made up', '***') }
    try {
      const { read } = story()
      expect((await read('asset', 'market/prices')).metadata).toEqual({ source: '***' })
    } finally {
      holder[registry] = before
    }
  })
})
