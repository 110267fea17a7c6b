import { describe, expect, it } from 'vitest'
import type { GraphBody, StatusBody } from '../../../src/contract/graph.ts'
import { arrange } from '../../../src/page/graph/layout/arrange.ts'
import { mixOf, mixWords, worstOf } from '../../../src/page/graph/model/box-status.ts'
import { GraphModel } from '../../../src/page/graph/model/graph-model.ts'
import { selectionOf, selectionTerm } from '../../../src/page/graph/model/graph-terms.ts'
import { sceneOf } from '../../../src/page/graph/model/scene.ts'
import { boxesOf, pathThrough } from '../../../src/page/graph/model/use-scene.ts'

const keys = ['raw/bars', 'raw/news', 'stage/prices', 'mart/fact', 'mart/report']
const body: GraphBody = {
  version: '1',
  keys,
  groups: ['raw', 'stage', 'mart'],
  group: [0, 0, 1, 2, 2],
  kinds: ['json', 'sql'],
  kind: [0, 0, 1, 1, -1],
  ios: [],
  io: [-1, -1, -1, -1, -1],
  external: [0, 0, 0, 0, 0],
  partitioned: [1, 0, 1, 0, 0],
  edgeFrom: [0, 2, 3],
  edgeTo: [2, 3, 4],
}
const status: StatusBody = {
  version: '1',
  position: 0,
  statuses: ['fresh', 'stale', 'running', 'failed'],
  status: [0, 0, 1, 2, 3],
  total: [10, 1, 4, 1, 1],
  fresh: [10, 1, 1, 0, 0],
  stale: [0, 0, 3, 0, 0],
  missing: [0, 0, 0, 0, 0],
  failed: [0, 0, 0, 0, 1],
  running: [0, 0, 0, 1, 0],
  open: [0, 0, 0, 0, 0],
  late: [0, 0, 0, 0, 0],
  why: ['', '', 'code changed', '', 'failed'],
  newest: [0, 0, 0, 0, 0],
}
const model = new GraphModel(body)

/** The graph with the groups of these numbers open. */
function drawn(open: readonly number[]) {
  const request = {
    groups: 3,
    group: model.group,
    from: model.from,
    to: model.to,
    shown: new Uint8Array(5).fill(1),
    open: Uint8Array.from([0, 1, 2], (group) => Number(open.includes(group))),
    apart: new Uint8Array(5),
  }
  return { model, arrangement: arrange(request), request, subject: '' }
}

describe('what a box says', () => {
  const { arrangement } = drawn([1, 2])
  const scene = sceneOf(model, arrangement, status)
  const cardOf = (key: string) => scene.card(arrangement.boxOf[keys.indexOf(key)]!)

  it('is the status in a word first, then why', () => {
    expect(cardOf('stage/prices')).toMatchObject({
      title: 'prices',
      note: 'sql',
      status: 'stale',
      words: 'Stale · code changed',
    })
  })

  it('does not say the same twice', () => {
    expect(cardOf('mart/report').words).toBe('Failed')
  })

  it('has a bar where there are partitions', () => {
    expect(cardOf('stage/prices').mix).toMatchObject({ fresh: 1, stale: 3 })
    expect(cardOf('mart/fact').mix).toBeUndefined()
  })

  it('is of a group how its assets stand', () => {
    expect(cardOf('raw/bars')).toMatchObject({ title: 'raw', note: '2', status: 'fresh', words: 'all fresh' })
    expect(scene.frames.map(({ title, count }) => [title, count])).toEqual([
      ['stage', '1'],
      ['mart', '2'],
    ])
  })

  it('flows into what is being made', () => {
    const into = arrangement.edges.to.map((box) => arrangement.of[box]!)
    expect([...scene.flowing]).toEqual(Array.from(into, (asset) => Number(keys[asset] === 'mart/fact')))
  })

  it('waits for statuses', () => {
    expect(sceneOf(model, arrangement, undefined).statuses.every((one) => one === undefined)).toBe(true)
  })
})

describe('a mix of statuses', () => {
  it('is named after the worst, and says what is loud', () => {
    const mix = mixOf([0, 1, 2, 3, 4], status)
    expect(worstOf(mix)).toBe('failed')
    expect(mixWords(mix)).toBe('1 failed, 1 running, 1 stale')
    expect(worstOf(mixOf([], status))).toBeUndefined()
  })
})

describe('what is in the light', () => {
  const names = ({ arrangement }: ReturnType<typeof drawn>, lit: Uint8Array | undefined) =>
    keys.filter((_, asset) => lit?.[arrangement.boxOf[asset]!] === 1)

  it('is all that leads through an asset', () => {
    const picture = drawn([0, 1, 2])
    const [box] = boxesOf(picture, ['stage/prices'])
    expect(names(picture, pathThrough(picture, box!).lit)).toEqual([
      'raw/bars',
      'stage/prices',
      'mart/fact',
      'mart/report',
    ])
    expect(names(picture, pathThrough(picture, box!, 'up').lit)).toEqual(['raw/bars', 'stage/prices'])
  })

  it('is of a closed group what is beside it', () => {
    const picture = drawn([])
    const [box] = boxesOf(picture, ['group:stage'])
    expect(pathThrough(picture, box!)).toMatchObject({ at: box })
    expect(names(picture, pathThrough(picture, box!, 'down').lit)).toEqual(['stage/prices', 'mart/fact', 'mart/report'])
  })

  it('finds an asset in the box of its group, and nothing where there is nothing', () => {
    const picture = drawn([])
    expect(boxesOf(picture, ['raw/news', 'raw/bars'])).toEqual(boxesOf(picture, ['group:raw']))
    expect(boxesOf(picture, ['gone', 'group:gone'])).toEqual([])
  })
})

describe('a selection of what is selected', () => {
  it('is in the language of the command line', () => {
    expect(selectionOf(['raw/bars', 'group:mart'])).toBe('key:raw/bars or group:mart')
    expect(selectionTerm('group', 'two "words"')).toBe('group:"two \\"words\\""')
  })
})
