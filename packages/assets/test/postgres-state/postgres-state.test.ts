import { postgresState } from '@headwater/assets/postgres-state'
import { stateStoreSuite } from '@headwater/core/testing'
import { type PostgresDatabase, testDatabase } from '@headwater/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let database: PostgresDatabase
let schemas = 0

beforeAll(async () => {
  database = await testDatabase()
})

afterAll(() => database.drop())

stateStoreSuite(
  'postgresState',
  async (clock) => {
    const options = { url: database.url, schema: `state ${++schemas}`, clock }
    const store = postgresState(options)
    return { store, another: async () => postgresState(options), close: () => store.close() }
  },
  { describe, it, expect },
)
