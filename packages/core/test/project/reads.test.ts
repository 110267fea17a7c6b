import { asset, externalAsset, moved, rangeAsset } from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '../io/temporary-folder.ts'
import { days, projectOf, thrownBy } from '../run/kernel.ts'
import { newPlace, numbers } from './history.ts'

const schema = z.string()

describe('events', () => {
  it('come by position, of one asset also under its former names, with partitions in words', async () => {
    const place = await newPlace()
    const now = numbers('new', days)
    await place.release([numbers('old', days)]).materialize('old', { partitions: '2024-01-02..2024-01-04' })
    const project = place.release([now], { moves: [moved({ from: 'old', to: now })] })
    await project.materialize('new', { partitions: '2024-01-05' })
    const events = await project.events({ asset: 'new', types: ['materialized'] })
    expect(new Set(events.map((event) => 'asset' in event && event.asset))).toEqual(new Set(['new']))
    expect(events.map(({ partitionsInWords, partitionCount }) => [partitionsInWords, partitionCount])).toContainEqual([
      '2024-01-05',
      1,
    ])
    expect(events.reduce((sum, { partitionCount }) => sum + partitionCount, 0)).toBe(4)
    await project.close()
  })

  it('are paged from the newest on, and nothing is skipped or repeated while others are recorded', async () => {
    const project = projectOf([numbers('one', days)])
    for (const day of ['2024-01-01', '2024-01-02', '2024-01-03']) await project.materialize('*', { partitions: day })
    const all = (await project.events()).map(({ position }) => position)
    const seen: number[] = []
    for (let until: number | undefined = all.at(-1); ; ) {
      const page = await project.events({ newestFirst: true, limit: 4, until })
      seen.push(...page.map(({ position }) => position))
      await project.check('*')
      await project.materialize('*', { partitions: '2024-01-04', force: true })
      const last = page.at(-1)
      if (!last || page.length < 4) break
      until = last.position - 1
    }
    expect(seen.toReversed()).toEqual(all)
    expect(await project.position()).toBeGreaterThan(all.length)
  })

  it('of an asset that is not there is a mistake', async () => {
    expect(await thrownBy(() => projectOf([numbers('one', days)]).events({ asset: 'two' }))).toMatchObject({
      code: 'ASSET_UNKNOWN',
    })
  })
})

describe('columns', () => {
  it('have the words of the schema, null and absence, descriptions, and the checks that look at them', () => {
    const row = z.object({
      symbol: z.string().describe('As the exchange writes it'),
      side: z.enum(['buy', 'sell']),
      price: z.number().nullable(),
      at: z.date(),
      volume: z.bigint().optional(),
      tags: z.array(z.string()),
    })
    const trades = asset(
      'trades',
      {
        schema: z.array(row),
        checks: { known: { run: () => ({ passed: true }), columns: ['symbol'] }, any: () => ({ passed: true }) },
      },
      () => [],
    )
    expect(projectOf([trades]).columns('trades')).toEqual([
      { name: 'symbol', type: 'string', nullable: false, description: 'As the exchange writes it', checks: ['known'] },
      { name: 'side', type: "'buy' | 'sell'", nullable: false, description: undefined, checks: [] },
      { name: 'price', type: 'number', nullable: true, description: undefined, checks: [] },
      { name: 'at', type: 'date', nullable: false, description: undefined, checks: [] },
      { name: 'volume', type: 'bigint', nullable: true, description: undefined, checks: [] },
      { name: 'tags', type: 'list of string', nullable: false, description: undefined, checks: [] },
    ])
    expect(projectOf([asset('text', { schema }, () => '')]).columns('text')).toEqual([])
  })
})

// Shown with its types by the test below.
const written = asset('written', { schema: z.number() }, (): number => 1)

describe('code', () => {
  it('is the statement as it was written, with its place, and the version that is recorded', async () => {
    const project = projectOf([written])
    const { version, source, sql } = await project.code('written')
    expect(source?.file).toBe('packages/core/test/project/reads.test.ts')
    expect(source?.text).toBe("const written = asset('written', { schema: z.number() }, (): number => 1)")
    expect(source?.line).toBeGreaterThan(70)
    expect(sql).toBeUndefined()
    await project.materialize('*')
    expect((await project.materializations('written')).map(({ codeVersion }) => codeVersion)).toEqual([version])
  })

  it('of what is made elsewhere is none', async () => {
    const project = projectOf([externalAsset('outside', { schema })])
    expect(await project.code('outside')).toEqual({ version: '', source: undefined, sql: undefined })
  })
})

describe('materializations', () => {
  it('are those of the newest events, or of each partition when it was last made', async () => {
    const rows = rangeAsset(
      'rows',
      { partitions: days, schema: z.array(z.object({ day: z.string() })), codeVersion: '1' },
      (_, { partitions, metadata }) => {
        metadata({ made: partitions.length })
        return partitions.map((day) => [day, Array.from({ length: Number(day.slice(-1)) }, () => ({ day }))] as const)
      },
    )
    const project = projectOf([rows], { defaults: { io: localValues({ root: await temporaryFolder() }) } })
    await project.materialize('*', { partitions: '2024-01-01..2024-01-03' })
    await project.materialize('*', { partitions: '2024-01-02', force: true })
    const events = await project.materializations('rows')
    expect(events.map(({ partitions, count, rows, facts }) => [partitions, count, rows, facts])).toEqual([
      ['3 partitions: 2024-01-01..2024-01-03', 3, 6, { made: 3 }],
      ['2024-01-02', 1, 2, { made: 1 }],
    ])
    expect(await project.materializations('rows', { limit: 1 })).toEqual(events.slice(1))
    const each = await project.materializations('rows', { by: 'partition' })
    expect(each.map(({ partitions, rows, facts }) => [partitions, rows, facts])).toEqual([
      ['2024-01-01', 1, { made: 3 }],
      ['2024-01-02', 2, { made: 1 }],
      ['2024-01-03', 3, { made: 3 }],
    ])
    expect(
      (await project.materializations('rows', { by: 'partition', limit: 2 })).map(({ partitions }) => partitions),
    ).toEqual(['2024-01-02', '2024-01-03'])
  })
})

describe('preview', () => {
  const Row = z.object({ number: z.number() })

  async function projectOn(values: { readonly [key: string]: unknown }) {
    const assets = Object.entries(values).map(([key, value]) =>
      asset(key, { schema: z.any(), codeVersion: '1' }, () => value),
    )
    const project = projectOf(assets, { defaults: { io: localValues({ root: await temporaryFolder() }) } })
    await project.materialize('*')
    return project
  }

  it('has the first rows of a table, and says that there are more', async () => {
    const table = Array.from({ length: 30 }, (_, number) => ({ number }))
    const project = await projectOn({ table })
    const preview = await project.preview('table', null, 3)
    expect(preview).toMatchObject({ rows: table.slice(0, 3), text: undefined, more: true })
    expect(preview.place).toMatch(/table\.v8$/)
    expect(await project.preview('table')).toMatchObject({ rows: table, more: false })
  })

  it('is a text for all else', async () => {
    const project = await projectOn({ text: 'a word', map: new Map([['one', 1n]]), long: 'x'.repeat(70_000) })
    expect(await project.preview('text')).toMatchObject({ rows: undefined, text: 'a word', more: false })
    expect(await project.preview('map')).toMatchObject({ text: '{\n  "one": "1"\n}' })
    const { text, more } = await project.preview('long')
    expect([text?.length, more]).toEqual([65_536, true])
  })

  it('reads no more pieces of a stored table than it shows, and says when it can only be read whole', async () => {
    let read = 0
    async function* endless() {
      for (;;) yield Array.from({ length: 100 }, () => ({ number: read++ }))
    }
    const stored = (pieces: boolean) => ({
      name: 'pieces',
      write: async () => undefined,
      read: async () => [],
      store: {
        ...localValues({ root: 'unused' }).store!,
        stage: async (values: readonly { at: { asset: string; partition: string | null } }[]) =>
          values.map(({ at }) => ({ ...at, location: { at: 'here' }, dataVersion: 'v', rows: 10_000_000 })),
        publish: async (staged: readonly never[]) => staged,
        pieces: () => (pieces ? endless() : undefined),
        place: () => 'here',
      },
    })
    const made = (key: string, pieces: boolean) =>
      asset(key, { schema: z.array(Row), io: stored(pieces) as never, codeVersion: '1' }, () => [])
    const project = projectOf([made('huge', true), made('whole', false)])
    await project.materialize('*')
    expect(await project.preview('huge', null, 5)).toMatchObject({ more: true, place: 'here' })
    expect(read).toBe(100)
    expect(await thrownBy(() => project.preview('whole'))).toMatchObject({
      code: 'PREVIEW_TOO_LARGE',
      message: 'the value of asset `whole` is too large for a preview: 10,000,000 rows, which can only be read whole',
    })
  })

  it('of what is not made says so', async () => {
    expect(await thrownBy(() => projectOf([numbers('one', days)]).preview('one', '2024-01-02'))).toMatchObject({
      code: 'NOT_MATERIALIZED',
    })
  })
})
