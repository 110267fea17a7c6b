import { expect, test } from 'vitest'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { tableVersions } from '../../src/tables/table-version.ts'
import { scratchOfTest } from './scratch.ts'

const columns = [
  { name: 'n', type: 'BIGINT' },
  { name: 'close', type: 'DOUBLE' },
]

/** The versions of the partitions of a table that these statements make. */
function versionsOf(...statements: readonly string[]) {
  return DuckDbFile.at(scratchOfTest().path).use((session) =>
    session.transaction(async () => {
      await session.run('create table t (n bigint, close double, _partition varchar)')
      for (const statement of statements) await session.run(statement)
      const versionOf = await tableVersions(session, { relation: 't', columns, partitioned: true, order: 'rowid' })
      return [null, 'a', 'b'].map((partition) => versionOf(partition))
    }),
  )
}

const rows = (partition: string, from: number, to: number) =>
  `insert into t select range, range / 7.0 - 0.0, ${partition} from range(${from}, ${to})`

test('rows are the same data version whether or not their numbers in DuckDB follow one another', async () => {
  const inRuns = await versionsOf(rows("'a'", 0, 3000), rows("'b'", 10, 20), rows('null', 0, 5))
  const scattered = await versionsOf(
    rows("'a'", 0, 1000),
    rows("'b'", 10, 20),
    rows('null', 0, 5),
    rows("'a'", 1000, 4000),
    'delete from t where n >= 3000',
  )
  expect(scattered).toEqual(inRuns)
  expect(inRuns.map(({ rows }) => rows)).toEqual([5, 3000, 10])
  const one = await versionsOf(rows('null', 0, 5))
  expect(one[0]).toEqual(inRuns[0])
  const hole = await versionsOf(
    rows('null', -1, 5),
    'delete from t where n = -1',
    rows('null', 7, 8),
    'delete from t where n = 7',
  )
  expect(hole[0]).toEqual(inRuns[0])
  const swapped = await versionsOf(
    'insert into t select n, n / 7.0, null from (values (1), (0), (2), (3), (4)) as v(n)',
  )
  expect(swapped[0]?.dataVersion).not.toBe(inRuns[0]?.dataVersion)
})
