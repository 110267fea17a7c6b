import { asset, columns, memoryState, type Project } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const Full = z.object({ symbol: z.string(), close: z.number(), volume: z.number().describe('shares') })

/** Prices by some schema, what copies them, and what sums them up. The readers were written for `Full`. */
function market(Row: z.ZodType<object>, of: { readonly read?: string; readonly codeVersion?: string } = {}) {
  const prices = asset('prices', { schema: z.array(Row as typeof Full), codeVersion: Row === Full ? '1' : '2' }, () => [
    { symbol: 'AAPL', close: 180, volume: 2 },
  ])
  const copy = asset(
    'copy',
    { deps: { prices }, schema: z.array(z.object({ symbol: z.string(), price: z.number() })) },
    columns.from({ prices }).rename({ close: 'price' }).pick('symbol', 'price'),
  )
  const total = asset(
    'total',
    {
      deps: { copy, prices },
      schema: z.object({ dollars: z.number() }),
      codeVersion: of.codeVersion ?? '1',
      columns: ({ copy, prices }, { made, aggregated }) =>
        made({ dollars: aggregated([copy.price, (prices as never)[of.read ?? 'close']]) }),
    },
    () => ({ dollars: 1 }),
  )
  return [prices, copy, total]
}

async function history() {
  const clock = new FakeClock(noon)
  const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
  const first = projectOf(market(Full), shared)
  expect((await first.materialize('*')).ok).toBe(true)
  return { first, after: (...args: Parameters<typeof market>): Project => projectOf(market(...args), shared) }
}

describe('a plan that makes an asset without a column that it had', () => {
  it('names all that is made of the column, however far', async () => {
    const { after } = await history()
    const plan = await after(Full.omit({ close: true })).plan('*')
    expect(plan.breaks).toEqual([
      {
        asset: 'prices',
        column: 'close',
        change: 'dropped',
        readers: [
          { asset: 'copy', column: 'price', bearing: 'DIRECT' },
          { asset: 'total', column: 'dollars', bearing: 'DIRECT' },
        ],
      },
    ])
  })

  it('tells a column of another type from one that is gone', async () => {
    const { after } = await history()
    const plan = await after(Full.extend({ close: z.string() })).plan('prices')
    expect(plan.breaks?.map(({ column, change }) => [column, change])).toEqual([['close', 'changed']])
  })

  it('says nothing of columns that nobody reads, that are new, or that are described otherwise', async () => {
    const { after } = await history()
    expect(await after(Full.omit({ volume: true })).plan('*')).not.toHaveProperty('breaks')
    expect(await after(Full.extend({ open: z.number() })).plan('*')).not.toHaveProperty('breaks')
    expect(await after(Full.extend({ close: z.number().describe('dollars') })).plan('*')).not.toHaveProperty('breaks')
  })

  it('does not name what goes together with it', async () => {
    const clock = new FakeClock(noon)
    const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
    const release = (Row: z.ZodObject, codeVersion: string) => {
      const schema = z.array(Row as z.ZodObject<{ symbol: z.ZodString; close: z.ZodNumber }>)
      const prices = asset('prices', { schema, codeVersion }, () => [{ symbol: 'AAPL', close: 180 }])
      const copy = asset(
        'copy',
        { deps: { prices }, schema },
        columns.from({ prices }).map('symbol', (symbol) => symbol),
      )
      return projectOf([prices, copy], shared)
    }
    const Row = z.object({ symbol: z.string(), close: z.number() })
    expect((await release(Row, '1').materialize('*')).ok).toBe(true)
    expect(await release(Row.omit({ close: true }), '2').plan('*')).not.toHaveProperty('breaks')
  })

  it('says nothing once it is made', async () => {
    const { after } = await history()
    const project = after(Full.extend({ close: z.number().nullable() }))
    expect((await project.plan('prices')).breaks).toHaveLength(1)
    await project.materialize('prices')
    expect(await project.plan('prices', { force: true })).not.toHaveProperty('breaks')
  })
})

describe('a column that is read and not there', () => {
  it('is in the plan that makes its reader for the first time with its code, and in no other', async () => {
    const { after, first } = await history()
    const wrong = after(Full, { read: 'clsoe', codeVersion: '2' })
    expect((await wrong.plan('*')).mistakes).toEqual([
      {
        asset: 'total',
        code: 'COLUMN_UNKNOWN',
        message: 'asset `total`: reads `prices.clsoe`, and `prices` has no such column. Did you mean `close`?',
        hint: 'Read a column that is there, or add it to the schema of the upstream.',
      },
    ])
    await wrong.materialize('*')
    expect(await wrong.plan('*', { force: true })).not.toHaveProperty('mistakes')
    expect(await first.plan('*', { force: true })).not.toHaveProperty('mistakes')
  })

  it('is found by validate, all of them together', async () => {
    const { after } = await history()
    await after(Full).validate()
    expect((await thrownBy(() => after(Full, { read: 'clsoe' }).validate())).code).toBe('COLUMN_UNKNOWN')
    const several = await thrownBy(() => after(Full.omit({ close: true })).validate())
    expect([several.code, several.message.split('\n').length]).toEqual(['PROJECT_INVALID', 5])
  })
})
