import { duckdb, sqlAsset } from '@headwater/assets'
import { asset, defineProject, memoryState, type Project } from '@headwater/core'
import { z } from 'zod'

const Order = z.object({ id: z.int(), customer: z.string(), amount: z.number(), status: z.string() })
const warehouse = duckdb({ path: 'never-opened.duckdb' })
const write = { mode: 'replace' } as const

const orders = asset('raw/orders', { schema: z.array(Order), io: warehouse.table() }, () => [])
type Orders = typeof orders

/** A project of SQL assets, each over two earlier ones; every other one is written with Kysely. No query is ever run. */
export function sqlProject(count: number): Project {
  const assets: Orders[] = [orders]
  for (let index = 1; index < count; index += 1) {
    const [near = orders, far = orders] = [assets[index - 1 - (index % 3)], assets[index - 1 - (index % 11)]]
    // To the compiler all of them are one asset: they have the same columns.
    assets.push((index % 2 === 0 ? built(index, near, far) : written(index, near, far)) as never)
  }
  return defineProject({ assets, state: memoryState() })
}

function built(index: number, near: Orders, far: Orders) {
  return sqlAsset(`mart/table${index}`, { warehouse, row: Order, deps: { near, far }, write }, (db) =>
    db
      .selectFrom('near')
      .innerJoin('far', 'far.id', 'near.id')
      .where('near.amount', '>', index)
      .select(['near.id', 'far.customer', 'near.amount', 'far.status']),
  )
}

function written(index: number, near: Orders, far: Orders) {
  return sqlAsset(
    `mart/table${index}`,
    { warehouse, row: Order, deps: { near, far }, write },
    (_, { sql, tables: { near, far } }) =>
      sql`select ${near.id}, ${far.customer}, ${near.amount} + ${far.amount} as amount, lower(${far.status}) as status
        from ${near} join ${far} on ${near.id} = ${far.id} where ${near.amount} > ${index}`,
  )
}
