import {
  type Asset,
  along,
  asset,
  daily,
  every,
  keys,
  latest,
  lookback,
  mapped,
  monthly,
  offset,
  resource,
  self,
  type Unpartitioned,
} from '@headwater/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { days, projectOf, thrownBy } from '../run/kernel.ts'

const number = { schema: z.number() }
const one = () => 1

it('reports all mistakes together, each with its code', async () => {
  const lost = asset('lost', number, one)
  const daily = asset('daily', { ...number, partitions: days }, one)
  const { code, message, cause } = await thrownBy(() =>
    projectOf([
      asset('twice', number, one),
      asset('twice', number, one),
      asset('reads/lost', { ...number, deps: { lost } }, one),
      daily,
      asset('reads/daily', { ...number, deps: { daily } as never }, one),
      asset(
        'reads/nested',
        { ...number, partitions: days, deps: { deep: lookback(offset(daily, -1) as never, 3) as never } },
        one,
      ),
      asset('reads/nothing', { ...number, deps: { gone: undefined as never } }, one),
      'not an asset' as never,
    ]),
  )
  expect(code).toBe('PROJECT_INVALID')
  expect(message).toMatch(/^the project has 6 mistakes:/)
  const mistakes = (cause as AggregateError).errors as { code: string; message: string }[]
  expect(mistakes.map((each) => `${each.code}: ${each.message}`).sort()).toMatchInlineSnapshot(`
    [
      "ASSET_EXPECTED: \`assets[7]\` of the project is the text \`not an asset\`, not an asset or a module of assets",
      "DEP_INVALID: asset \`reads/nested\`: dep \`deep\` wraps offset() in lookback(): one mapping a dep, or mapped() for one of your own",
      "DEP_INVALID: asset \`reads/nothing\`: dep \`gone\` is undefined, not an asset",
      "GRAPH_DEP_MISSING: asset \`reads/lost\` reads \`lost\`, which is not in the project",
      "GRAPH_KEY_DUPLICATE: the key \`twice\` is given to more than one asset",
      "MAPPING_MISSING: asset \`reads/daily\`: dep \`daily\` (\`daily\`): this upstream is daily and this asset is unpartitioned: wrap it in every(), latest(), lookback(), within(), along() or mapped()",
    ]
  `)
})

it('throws the one mistake itself when there is only one', async () => {
  expect(await thrownBy(() => projectOf([asset('a', number, one), asset('a', number, one)]))).toMatchObject({
    code: 'GRAPH_KEY_DUPLICATE',
    message: 'the key `a` is given to more than one asset',
  })
})

it('names the assets of a cycle that getters made possible', async () => {
  const hen: Asset<number, Unpartitioned> = asset(
    'hen',
    {
      ...number,
      get deps(): { readonly egg: Asset<number, Unpartitioned> } {
        return { egg }
      },
    },
    one,
  )
  const egg = asset('egg', { ...number, deps: { hen } }, one)
  expect(await thrownBy(() => projectOf([hen, egg]))).toMatchObject({
    code: 'GRAPH_CYCLE',
    message: expect.stringMatching(/`(egg|hen)` -> `(egg|hen)` -> `(egg|hen)`/),
  })
})

it('reports a getter that throws beside the other mistakes', async () => {
  const broken = asset(
    'broken',
    {
      ...number,
      get deps(): never {
        throw new ReferenceError('x is not defined')
      },
    },
    one,
  )
  expect(
    (await thrownBy(() => projectOf([broken, asset('b', number, one), asset('b', number, one)]))).message,
  ).toContain('asset `broken`: its `deps` threw ReferenceError: x is not defined')
})

it.each([
  ['itself', self as never],
  ['the next partition of itself', offset(self, 1) as never],
  ['the same partition of itself, in other words', offset(self, 0) as never],
])('refuses an asset that reads %s', async (_, dep) => {
  const of = asset('of', { ...number, partitions: days, deps: { dep } }, one)
  expect((await thrownBy(() => projectOf([of]))).code).toBe('DEP_INVALID')
})

it('refuses a mapping that was written for a reader cut otherwise', async () => {
  const up = asset('up', { ...number, partitions: keys('a') }, one)
  const through = mapped(up, keys('x'), { upstream: () => ['a' as const], downstream: () => ['x' as const] })
  const reader = asset('reader', { ...number, partitions: days, deps: { through } as never }, one)
  expect((await thrownBy(() => projectOf([up, reader]))).code).toBe('MAPPING_MISSING')
})

it('refuses two resources of one name, which would share their variables', async () => {
  const api = resource('api', { open: () => 1 })
  const other = resource('api', { open: () => 2 })
  const assets = [
    asset('a', { resources: { api } }, () => undefined),
    asset('b', { resources: { api: other } }, () => undefined),
  ]
  expect(await thrownBy(() => projectOf(assets))).toMatchObject({
    code: 'DEFINITION_INVALID',
    message: 'two different resources are named `api`',
  })
})

it('accepts every mapping that fits', () => {
  const daysOf = asset('days', { ...number, partitions: days }, one)
  const total = asset('total', { ...number, deps: { all: every(daysOf), newest: latest(daysOf) } }, one)
  const months = asset(
    'months',
    { ...number, partitions: monthly({ start: '2024-01-01' }), deps: { all: every(daysOf) } },
    one,
  )
  expect(projectOf([daysOf, total, months]).graph.keys).toEqual(['days', 'months', 'total'])
  expect(along(daysOf, 'day')['~dep'].kind).toBe('mapping')
})

it('takes modules, with lists of assets in them, and ignores what is no asset', () => {
  const market = {
    prices: asset('prices', number, one),
    perSymbol: ['a', 'b'].map((name) => asset(name, number, one)),
    limit: 5,
    helper: one,
  }
  expect(projectOf([market]).graph.keys).toEqual(['a', 'b', 'prices'])
})

it('takes a thousand assets out of a loop', async () => {
  let last: Asset<number, Unpartitioned> = asset('of/0', number, one)
  const all: Asset<number, Unpartitioned>[] = [last]
  for (let index = 1; index < 1000; index += 1) {
    const before = last
    last = asset(`of/${index}`, { ...number, deps: { before } }, ({ before }) => before + 1)
    all.push(last)
  }
  const project = projectOf(all)
  expect(project.graph.keys).toHaveLength(1000)
  expect(project.lineage('of/999').upstream).toHaveLength(999)
})

it('keeps two projects in one process apart', async () => {
  const of = asset('of', { ...number, codeVersion: '1' }, () => Math.random())
  const [first, second] = [projectOf([of]), projectOf([of])]
  await first.materialize('*')
  expect((await thrownBy(() => second.load(of))).code).toBe('NOT_MATERIALIZED')
  await second.materialize('*')
  expect(await first.load(of)).not.toBe(await second.load(of))
})

it('opens nothing and needs no environment', () => {
  const open = () => {
    throw new Error('opened')
  }
  const api = resource('api', { config: z.object({ key: z.string() }), open })
  expect(() => projectOf([asset('a', { resources: { api } }, () => undefined)])).not.toThrow()
})

it('is an async disposable: closed, it refuses to work', async () => {
  const of = asset('of', { ...number, partitions: daily({ start: '2024-01-01', end: '2024-01-02' }) }, one)
  const project = projectOf([of])
  await project[Symbol.asyncDispose]()
  expect((await thrownBy(() => project.plan('*'))).code).toBe('STATE_CLOSED')
})
