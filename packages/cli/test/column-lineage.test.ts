import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { answer, refused } from './answer.ts'
import { headwater, projectFolder } from './headwater.ts'
import { columnNamed } from '../src/column-named.ts'

const config = `
import { asset, columns, defineProject } from '@headwater/core'
import { z } from 'zod'

const quotes = asset(
  'raw/quotes.v2',
  { schema: z.array(z.object({ symbol: z.string(), quote: z.object({ '05. price': z.string() }) })) },
  () => [],
)
const prices = asset(
  'market/prices',
  {
    deps: { quotes },
    schema: z.array(z.object({ symbol: z.string(), close: z.number() })),
    columns: ({ quotes }, { made, transformed }) =>
      made({ symbol: quotes.symbol, close: transformed(quotes.quote['05. price']) }, { filter: [quotes.symbol] }),
  },
  () => [],
)
const closes = asset('features/closes', { deps: { prices }, schema: z.array(z.object({ close: z.number() })) },
  columns.from({ prices }).pick('close'))
const model = asset('model', { deps: { closes }, schema: z.number() }, () => 1)
export default defineProject({ assets: [quotes, prices, closes, model] })
`

describe('headwater lineage asset.column', () => {
  let folder = ''
  beforeAll(() => {
    folder = projectFolder('empty', { 'headwater.config.ts': config })
  })

  it('draws what a column is made of and what is made of it', async () => {
    const { stdout } = await headwater(folder, ['lineage', 'prices.close'])
    expect(stdout).toBe(`market/prices.close

comes from 2 columns: 1 by value, 1 by deciding
├─ raw/quotes.v2.quote."05. price"  transformation
└─ raw/quotes.v2.symbol  filter

goes into 2 columns: 1 by value, 1 perhaps
└─ features/closes.close  identity
   └─ model.*  ?
▲ model: nothing says what its columns are made of
`)
    const { stdout: up } = await headwater(folder, ['lineage', 'prices.close', '--upstream'])
    expect(up).not.toContain('goes into')
  })

  it('is data with --json', async () => {
    const { data } = await answer(folder, 'lineage', 'raw/quotes.v2.quote."05. price"', '--downstream')
    expect(data).toMatchObject({
      asset: 'raw/quotes.v2',
      column: 'quote."05. price"',
      downstream: {
        columns: [
          { asset: 'market/prices', column: 'close', bearing: 'DIRECT' },
          { asset: 'features/closes', column: 'close', bearing: 'DIRECT' },
          { asset: 'model', column: '*', bearing: 'UNKNOWN' },
        ],
      },
    })
    expect(data).not.toHaveProperty('upstream')
  })

  it('is a flowchart with --mermaid, of assets as well', async () => {
    const { stdout } = await headwater(folder, ['lineage', 'features/closes.close', '--mermaid'])
    expect(stdout).toBe(`flowchart LR
  subgraph a0["features/closes"]
    a0c0["close"]
  end
  subgraph a1["market/prices"]
    a1c0["close"]
  end
  subgraph a2["raw/quotes.v2"]
    a2c0["quote.#quot;05. price#quot;"]
    a2c1["symbol"]
  end
  subgraph a3["model"]
    a3c["all columns"]
  end
  a1c0 --> a0c0
  a2c0 -->|transformation| a1c0
  a2c1 -.->|filter| a1c0
  a0c0 -.->|?| a3
`)
    const { stdout: assets } = await headwater(folder, ['lineage', 'closes', '--mermaid', '--upstream'])
    expect(assets).toMatch(/^flowchart LR\n {2}a0\["features\/closes"\]/)
    expect(assets).not.toContain('model')
  })

  it('refuses a column that is not there, and a partition of a column', async () => {
    expect((await refused(folder, ['lineage', 'prices.clsoe'])).code).toBe('COLUMN_UNKNOWN')
    expect((await refused(folder, ['lineage', 'prices.close', '2024-01-01'])).code).toBe('USAGE_INVALID')
    expect((await refused(folder, ['lineage', 'nothing.close'])).code).toBe('ASSET_UNKNOWN')
  })
})

describe('a column that is read and is dropped', () => {
  const dropped = config
    .replace('symbol: z.string(), close: z.number() }', 'symbol: z.string() }')
    .replace(", close: transformed(quotes.quote['05. price'])", '')

  it('is named by the plan that would drop it, with what reads it, and by doctor', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config })
    await headwater(folder, ['materialize'])
    writeFileSync(join(folder, 'headwater.config.ts'), dropped)
    const { stdout } = await headwater(folder, ['plan'])
    expect(stdout).toContain('▲ dropping close of market/prices breaks features/closes.close, and may break model.*\n')
    const { data } = await answer(folder, 'plan')
    expect(data.breaks).toMatchObject([{ asset: 'market/prices', column: 'close', change: 'dropped' }])
    const { stdout: doctor, code } = await headwater(folder, ['doctor'])
    expect(code).toBe(0)
    expect(doctor).toMatch(/^▲ columns: some are read that are not there$/m)
    expect(doctor).toContain('COLUMN_UNKNOWN: asset `features/closes`: reads `prices.close`')
  })
})

it('splits asset and column at the longest asset that there is', () => {
  const named = (text: string) =>
    columnNamed({ graph: { keys: ['a', 'a.b', 'm/a.b.c', 'm/one', 'n/one'] } } as never, text)
  expect(named('a')).toBeUndefined()
  expect(named('a.b')).toBeUndefined()
  expect(named('a.c.d')).toEqual({ asset: 'a', column: 'c.d' })
  expect(named('a.b.x')).toEqual({ asset: 'a.b', column: 'x' })
  expect(named('a.b.c.x')).toEqual({ asset: 'm/a.b.c', column: 'x' })
  expect(named('a."b.c"')).toEqual({ asset: 'a', column: '"b.c"' })
  // Two keys end with it.
  expect(named('one.x')).toBeUndefined()
})
