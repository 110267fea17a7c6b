import { type AnyAsset, asset, defineProject, memoryState } from '@headwater/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { duckdb, sqlAsset } from '../../src/index.ts'
import { scratchOfTest } from './scratch.ts'

const Row = z.object({ n: z.number() })

it('assets of one table are refused when the project is defined, before anything is opened', () => {
  const { path } = scratchOfTest()
  const warehouse = duckdb({ path })
  const at = (key: string, io = warehouse.table()) => asset(key, { schema: z.array(Row), io }, () => [])
  const bySql = sqlAsset(
    'B/Same',
    { warehouse, deps: {}, row: Row, write: { mode: 'replace' } },
    (_, { sql }) => sql`select 1`,
  )
  const define = (...assets: readonly AnyAsset[]) => defineProject({ assets, state: memoryState() })
  expect(() => define(at('x', warehouse.table('b.same')), bySql)).toThrow(
    /`x` and `B\/Same` are written to table "b"."same"/,
  )
  expect(() => define(at('a/b/c'), at('a/b__c'))).toThrow(expect.objectContaining({ code: 'TARGET_SHARED' }))
  expect(() => define(at('_headwater/x'))).toThrow(expect.objectContaining({ code: 'TABLE_NAME_RESERVED' }))
  expect(() => define(at('a/b'), at('a/b', duckdb({ path: `${path}.other` }).table()))).toThrow(
    expect.objectContaining({ code: 'GRAPH_KEY_DUPLICATE' }),
  )
  define(at('a/b'), at('a/c'), at('b', duckdb({ path: `${path}.other` }).table('a.b')))
})
