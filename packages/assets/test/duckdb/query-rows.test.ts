import { expect, it } from 'vitest'
import { queryRows } from '../../src/duckdb/index.ts'

const rows = [
  { symbol: 'A', close: 1 },
  { symbol: 'B', close: -2 },
  { symbol: 'C', close: -3 },
]

it('queries rows in memory under their name, with bound values and a limit', async () => {
  const query = { table: 'my rows', text: 'select symbol from "my rows" where close < $1', parameters: [0], limit: 1 }
  expect(await queryRows(rows, query)).toEqual([{ symbol: 'B' }])
  expect(await queryRows(rows, { ...query, limit: 10 })).toEqual([{ symbol: 'B' }, { symbol: 'C' }])
  expect(await queryRows(rows, { ...query, parameters: [-9] })).toEqual([])
})

it('keeps what is queried at the same time apart', async () => {
  const query = { table: 't', text: 'select count(*) as n from t', parameters: [], limit: 1 }
  expect(await Promise.all([queryRows(rows, query), queryRows(rows.slice(1), query)])).toEqual([[{ n: 3 }], [{ n: 2 }]])
})

it('answers nothing where there are no rows, whose columns nobody knows', async () => {
  expect(await queryRows([], { table: 't', text: 'select symbol from t', parameters: [], limit: 1 })).toEqual([])
})
