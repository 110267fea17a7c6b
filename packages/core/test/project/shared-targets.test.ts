import { asset, externalAsset, multiAsset } from '@headwater/core'
import { fail, fileIoManager, type IoManager, type ObjectFormat } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { definitionOf } from '../../src/define/index.ts'
import { sharedTargets } from '../../src/project/shared-targets.ts'
import { honestTableDouble, newDisk } from '../run/honest-table-double.ts'

const schema = z.number()
const one = () => 1

/** Databases whose tables are named by a function; those with one home are one database. */
function database(tableOf: (asset: string) => string, home = {}): IoManager<unknown> {
  const double = honestTableDouble(newDisk())
  return { ...double, store: { ...double.store, home, target: (asset) => `table ${tableOf(asset)}` } }
}

const format: ObjectFormat = {
  name: 'text',
  extension: 'txt',
  encode: (value) => ({ content: [Buffer.from(String(value))] }),
  decode: (content) => content.toString(),
}

const found = (assets: readonly unknown[], io: IoManager<never> = database(() => 'same')) =>
  sharedTargets(assets.map(definitionOf), { io, retry: undefined, owners: [] })
const at = (io: IoManager<unknown>) => (key: string) => asset(key, { schema, io }, one)

describe('assets that are written to one place', () => {
  it('are refused, all in one sentence', () => {
    const [problem, ...others] = found(['a', 'b', 'c'].map(at(database(() => 'same'))))
    expect(others).toEqual([])
    expect(problem).toMatchObject({
      code: 'TARGET_SHARED',
      message: 'assets `a`, `b` and `c` are written to table same, so that each would overwrite the others',
    })
  })

  it('are found through different IO managers of one home, and through the default of the project', () => {
    const home = {}
    const named = at(database(() => 'prices', home))('a')
    const byDefault = asset('prices', { schema }, one)
    const io = database((asset) => asset, home)
    expect(found([named, byDefault], io).map(({ code }) => code)).toEqual(['TARGET_SHARED'])
  })

  it('are found by a path of files that does not tell them apart', () => {
    const file = (root: string, path: string) => at(fileIoManager({ name: 'text', root, path, format }))
    expect(found([file('lake', 'raw/{day}.json')('a'), file('lake', 'raw/{day}.json')('b')])).toMatchObject([
      { message: 'assets `a` and `b` are written to file `raw/{day}.json`, so that each would overwrite the other' },
    ])
    expect(found([file('lake', 'raw/{key}.json')('a'), file('lake', 'raw/{key}.json')('b')])).toEqual([])
    expect(found([file('lake', 'raw/{day}.json')('a'), file('pond', 'raw/{day}.json')('b')])).toEqual([])
  })

  it('are found among the outputs of a multiAsset', () => {
    const outputs = { x: { key: 'x', schema }, y: { key: 'y', schema } }
    const { x, y } = multiAsset('both', { outputs }, () => ({ x: 1, y: 2 }))
    expect(found([x, y])).toHaveLength(1)
  })
})

describe('assets that do not meet', () => {
  it.each<[string, readonly unknown[]]>([
    ['lie in different places', ['a', 'b'].map(at(database((asset) => asset)))],
    ['lie in different homes', [at(database(() => 'same'))('a'), at(database(() => 'same'))('b')]],
    ['have one key, which is another mistake', [at(database(() => 'same'))('a'), at(database(() => 'same'))('a')]],
    ['have a store that keeps keys apart', ['a', 'b'].map(at(honestTableDouble(newDisk())))],
    ['are made for their effect', ['a', 'b'].map((key) => asset(key, {}, () => undefined))],
    ['are made elsewhere', ['a', 'b'].map((key) => externalAsset(key, { schema }))],
  ])('%s', (_, assets) => {
    expect(found(assets)).toEqual([])
  })
})

it('an asset without a place is a mistake beside the others', () => {
  const reserved = database((asset) => (asset === 'own' ? fail('TABLE_NAME_RESERVED', { message: 'no' }) : 'same'))
  const problems = found(['own', 'a', 'b'].map(at(reserved)))
  expect(problems.map(({ code }) => code)).toEqual(['TABLE_NAME_RESERVED', 'TARGET_SHARED'])
})
