import { postgresState } from '@headwater/assets/postgres-state'
import { stateStoreSuite } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { newPlace } from './databases.ts'
import { startPooler } from './transaction-pooler.ts'

stateStoreSuite(
  'postgresState through a pooler in transaction mode',
  async (clock) => {
    const { url, schema } = await newPlace()
    const pooler = await startPooler(url)
    const options = { url: pooler.url, schema, clock }
    const store = postgresState(options)
    return {
      store,
      another: async () => postgresState(options),
      close: async () => {
        await store.close()
        pooler.close()
      },
    }
  },
  { describe, it, expect },
)
