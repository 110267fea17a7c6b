import { expect, it } from 'vitest'
import { answer } from './answer.ts'
import { headwater, projectFolder } from './headwater.ts'

const config = `
import { columnar, files, stream } from '@headwater/assets'
import { asset, defineProject } from '@headwater/core'
import { z } from 'zod'

const lake = files({ root: 'lake' })
const rows = z.array(z.object({ symbol: z.string(), close: z.number() }))
const columns = columnar(rows)
const batches = stream(rows)
const close = (index) => ({ symbol: 'S' + index, close: index / 2 })
const quotes = asset('quotes', { schema: columns, io: lake.parquet() }, () =>
  columns.from(Array.from({ length: 30 }, (_, index) => close(index))),
)
const ticks = asset('ticks', { schema: batches, io: lake.ndjson() }, () =>
  batches.from(Array.from({ length: 50_000 }, (_, index) => close(index))),
)
export default defineProject({ assets: [quotes, ticks] })
`

it('prints columns, and streams of them, as the tables that they are', async () => {
  const folder = projectFolder('empty', { 'headwater.config.ts': config })
  await headwater(folder, ['materialize', '-q'])
  const { stdout: few } = await headwater(folder, ['load', 'quotes', '--limit', '2'])
  expect(few).toMatch(/^symbol +close\n(.*\n)?S0 +0\nS1 +0\.5\n\n30 rows; the first 2 are shown/m)
  const { stdout: first } = await headwater(folder, ['load', 'ticks'])
  expect(first).toMatch(/\nS19 +9\.5\n\nmore rows; the first 20 are shown, --limit 0 shows all\n$/)
  const { stdout: csv } = await headwater(folder, ['load', 'ticks', '--format', 'csv'])
  expect(csv.trim().split('\n')).toHaveLength(50_001)
  const { data } = await answer(folder, 'load', 'quotes')
  expect(data).toMatchObject({ rows: 30, value: { length: 30, 0: { symbol: 'S0', close: 0 } } })
})
