import { postgresState } from '@headwater/assets/postgres-state'
import { stateStoreSuite } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { newPlace } from './databases.ts'

/** It listens beside the server of `testDatabase`, and knows every database there. */
const port = process.env['HEADWATER_POOLER_PORT'] ?? ''

stateStoreSuite(
  'postgresState through PgBouncer in transaction mode',
  async (clock) => {
    const place = await newPlace()
    const url = new URL(place.url)
    url.port = port
    const options = { url: url.href, schema: place.schema, clock }
    const store = postgresState(options)
    return { store, another: async () => postgresState(options), close: () => store.close() }
  },
  { describe, it, expect },
)
