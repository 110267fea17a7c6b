import { expect, it } from 'vitest'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { scratchOfTest } from './scratch.ts'

const place = (table: string) => ({ schema: 'MAIN', table })

it('tables, views and their columns are found in whatever case they are written, and nothing else is', async () => {
  await DuckDbFile.at(scratchOfTest().path).use((session) =>
    session.transaction(async () => {
      await session.run('create table Prices (Close double, meta json)')
      await session.run('create table numbered (rowid varchar, n bigint)')
      await session.run('create view shown as select close from prices')
      await session.run('create view counted as select n as rowid from numbered')
      expect(await session.describe(place('prices'))).toEqual({
        isView: false,
        columns: [
          { name: 'Close', type: 'DOUBLE' },
          { name: 'meta', type: 'JSON' },
        ],
      })
      expect(await session.describe(place('NUMBERED'))).toMatchObject({ isView: false, columns: { length: 2 } })
      expect(await session.describe(place('Shown'))).toEqual({
        isView: true,
        columns: [{ name: 'Close', type: 'DOUBLE' }],
      })
      expect(await session.describe(place('counted'))).toMatchObject({ isView: true, columns: [{ name: 'rowid' }] })
      expect(await session.describe(place('none'))).toBeUndefined()
      expect(await session.describe({ schema: 'none', table: 'prices' })).toBeUndefined()
    }),
  )
})

it('a view whose tables have changed under it is one without columns, and the transaction goes on', async () => {
  await DuckDbFile.at(scratchOfTest().path).use((session) =>
    session.transaction(async () => {
      await session.run('create table prices (close double)')
      await session.run('create view shown as select close from prices')
      await session.run('alter table prices rename column close to last')
      expect(await session.describe(place('shown'))).toEqual({ isView: true, columns: [] })
      await session.run('drop table prices')
      expect(await session.describe(place('shown'))).toEqual({ isView: true, columns: [] })
    }),
  )
})
