import { asset, daily, keys, memoryState, product, type StateStore } from '@headwater/core'
import { duckdb, sqlAsset, sqlFile } from '@headwater/assets'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Quote = z.object({ day: z.string(), symbol: z.string(), close: z.number() })
const days = daily({ start: '2024-01-01', end: '2024-01-02' })

/** A file that may be written anew. */
async function fileOf(text: string) {
  const path = join(await temporaryFolder(), 'fct.sql')
  const write = (text: string) => writeFile(path, text)
  await write(text)
  return { path, url: pathToFileURL(path), write }
}

function warehouseOfTest() {
  const warehouse = duckdb({ path: scratchOfTest().path })
  const quotes = asset(
    'quotes',
    { partitions: days, schema: z.array(Quote), io: warehouse.table() },
    (_, { partition }) => ['A', 'B'].map((symbol, n) => ({ day: partition, symbol, close: n + 1 })),
  )
  const spec = { warehouse, deps: { quotes }, partitions: days, row: Quote, write: { mode: 'replace' } } as const
  return { warehouse, quotes, spec }
}

describe('a query in a file', () => {
  test('knows its deps by name, its partition and what else it is given', async () => {
    const { quotes, spec } = warehouseOfTest()
    const { url } = await fileOf(`
      -- the dear ones of $nobody
      create temp table dear as select * from quotes where close::double >= $least;
      select $partition as day, symbol || $odd || '$partition' as symbol, close from dear;
    `)
    const fct = sqlAsset('fct', spec, sqlFile(url, { least: 2, odd: "'; drop table quotes; --" }))
    const project = projectOf([quotes, fct])
    expect(await makeAll(project)).toEqual({ quotes: 2, fct: 2 })
    expect(await project.load(fct, '2024-01-02')).toEqual([
      { day: '2024-01-02', symbol: "B'; drop table quotes; --$partition", close: 2 },
    ])
  })

  test('knows the dimensions of a product', async () => {
    const { warehouse } = warehouseOfTest()
    const { url } = await fileOf('select $day as day, $symbol as symbol, 1 as close')
    const cell = sqlAsset(
      'cell',
      {
        warehouse,
        deps: {},
        partitions: product({ day: days, symbol: keys('A', 'B') }),
        row: Quote,
        write: { mode: 'replace' },
      },
      sqlFile(url),
    )
    const project = projectOf([cell])
    await makeAll(project)
    expect(await project.load(cell, { day: '2024-01-02', symbol: 'B' })).toEqual([
      { day: '2024-01-02', symbol: 'B', close: 1 },
    ])
  })

  test('has its columns compared with the row when it runs', async () => {
    const { quotes, spec } = warehouseOfTest()
    const { url } = await fileOf('select day, symbol from quotes')
    const { failures } = await projectOf([quotes, sqlAsset('fct', spec, sqlFile(url))]).materialize('*')
    expect(failures[0]?.problem).toMatchObject({ code: 'TABLE_CONTRACT_BROKEN' })
    expect(failures[0]?.problem.message).toContain('`close`: declared number, the query does not give it')
  })

  test('has no other value for its partition', async () => {
    const { spec, quotes } = warehouseOfTest()
    const { url } = await fileOf('select $partition as day, symbol, close from quotes')
    const fct = sqlAsset('fct', spec, sqlFile(url, { partition: '2024-01-01' }))
    expect(() => projectOf([quotes, fct])).toThrow(
      expect.objectContaining({
        code: 'SQL_PARAMETER_TAKEN',
        message: 'asset `fct` gives its file a parameter `partition`, but `$partition` is its partition',
      }),
    )
  })

  test('is not given undefined', async () => {
    const { spec, quotes } = warehouseOfTest()
    const { url } = await fileOf('select day, symbol, close from quotes where close > $least')
    const fct = sqlAsset('fct', spec, sqlFile(url, { least: undefined as unknown as number }))
    const { failures } = await projectOf([quotes, fct]).materialize('*')
    expect(failures[0]?.problem).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: 'parameter 1 of the query of asset `fct` is undefined, which no database has',
    })
  })

  test('that is missing is a mistake of the definition', async () => {
    const { quotes, spec } = warehouseOfTest()
    const url = pathToFileURL('/nowhere/fct.sql')
    expect(() => projectOf([quotes, sqlAsset('fct', spec, sqlFile(url))])).toThrow(
      expect.objectContaining({
        code: 'SQL_FILE_UNREADABLE',
        asset: 'fct',
        message: expect.stringMatching(/^the query of asset `fct` in `\/nowhere\/fct.sql` cannot be read: .*ENOENT/),
      }),
    )
  })

  test.each([
    ['select * from quotes\n where day = $day', '$day', '2:14', 'day'],
    ['select $1', '$1', '1:8', 'name'],
  ])('names no parameter that it does not have: %s', async (text, name, position, hint) => {
    const { quotes, spec } = warehouseOfTest()
    const { path, url } = await fileOf(text)
    expect(() => projectOf([quotes, sqlAsset('fct', spec, sqlFile(url))])).toThrow(
      expect.objectContaining({
        code: 'SQL_PARAMETER_UNKNOWN',
        message: `\`${name}\` in ${path}:${position} is no parameter of asset \`fct\`; it has \`$partition\``,
        hint: `Give it a value: sqlFile(file, { ${hint}: ... }).`,
      }),
    )
  })

  test('has no partition where there is none', async () => {
    const { warehouse } = warehouseOfTest()
    const { url } = await fileOf('select $partition as day')
    const spec = { warehouse, deps: {}, row: Quote, write: { mode: 'replace' } } as const
    expect(() => projectOf([sqlAsset('fct', spec, sqlFile(url))])).toThrow(/is no parameter .*; it has none$/)
  })

  test('is made again when the file says something else, and not for comments and layout', async () => {
    const { quotes, spec } = warehouseOfTest()
    const { url, write } = await fileOf('select * from quotes -- all')
    const state = memoryState()
    const project = (least?: number) =>
      projectOf([quotes, sqlAsset('fct', spec, sqlFile(url, least === undefined ? {} : { least }))], {
        state: shared(state),
      })
    await makeAll(project())
    const why = async (least?: number) => (await project(least).plan('fct')).steps.map(({ reason }) => reason)
    await write('/* now */ select *\n  from quotes')
    expect(await why()).toEqual([])
    expect(await why(1)).toEqual(['code changed'])
    await write("select * from quotes where symbol <> ' '")
    expect(await why()).toEqual(['code changed'])
  })
})

/** A store that outlives the projects that close it. */
function shared(state: StateStore): StateStore {
  return new Proxy(state, {
    get: (target, name) => {
      if (name === 'close') return () => Promise.resolve()
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
