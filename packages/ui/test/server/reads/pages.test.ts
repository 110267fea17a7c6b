import { describe, expect, it } from 'vitest'
import { story } from './story.ts'

describe('pages of events', () => {
  it('neither skip nor repeat any while others are recorded', async () => {
    const { project, read } = story()
    for (const day of ['2024-01-01', '2024-01-02', '2024-01-03'])
      await project.materialize('market/prices', { partitions: day })
    const all = await read('events', 'market/prices', { limit: 500 })
    expect(all.next).toBeUndefined()
    const seen: number[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await read('events', 'market/prices', { limit: 3, cursor })
      seen.push(...page.items.map(({ position }) => position))
      await project.materialize('market/prices', { partitions: '2024-01-04', force: true })
      cursor = page.next
      if (cursor === undefined) break
    }
    expect(seen).toEqual(all.items.map(({ position }) => position))
  })

  it('of results of checks hold as many as are wanted, however far apart those lie', async () => {
    const { project, world, read } = story()
    for (const [day, close] of [
      ['2024-01-01', null],
      ['2024-01-02', 1],
      ['2024-01-03', null],
      ['2024-01-04', 1],
      ['2024-01-05', null],
    ] as const) {
      world.close = close
      await project.materialize('market/prices', { partitions: day })
    }
    const query = { check: 'closeThere', failed: 'true', limit: 2 } as const
    const first = await read('checks', 'market/prices', query)
    const rest = await read('checks', 'market/prices', { ...query, cursor: first.next })
    expect([...first.items, ...rest.items].map(({ partition }) => partition)).toEqual([
      '2024-01-05',
      '2024-01-03',
      '2024-01-01',
    ])
    expect(rest.next).toBeUndefined()
  })

  it('say in one line what happened', async () => {
    const { project, world, read } = story()
    world.log = 'asked the vendor'
    world.failsOn = '2024-01-02'
    await project.materialize('market/prices', { partitions: '2024-01-01..2024-01-02' })
    const { items } = await read('events', 'market/prices')
    const lines = items.map(({ type, level, partitions, text }) => [
      type,
      level,
      partitions,
      text.replace(/\d\.\d+ s/, 'n s'),
    ])
    expect(lines).toContainEqual(['logged', 'info', '2024-01-01', 'asked the vendor'])
    expect(lines).toContainEqual(['materialized', 'ok', '2024-01-01', 'made in n s, 2 rows'])
    expect(lines).toContainEqual(['checked', 'ok', '2024-01-01', 'check `closeThere` passed'])
    expect(lines.find(([type]) => type === 'step_failed')?.[3]).toContain('failed: ')
    expect(items.every(({ asset }) => asset === 'market/prices')).toBe(true)
    const only = await read('events', 'market/prices', { types: 'materialized,logged' })
    expect(new Set(only.items.map(({ type }) => type))).toEqual(new Set(['materialized', 'logged']))
    const rest = await read('events', 'market/prices', { without: 'checked,step_started' })
    expect(rest.items).toEqual(items.filter(({ type }) => type !== 'checked' && type !== 'step_started'))
  })
})
