import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sqliteState } from '../../src/state/index.ts'
import { stateStoreSuite } from '../../src/testing/state-store-suite.ts'

stateStoreSuite(
  'sqliteState',
  async (clock) => {
    const folder = await mkdtemp(join(tmpdir(), 'headwater-state-'))
    const path = join(folder, 'deep', 'state.db')
    const store = sqliteState({ path, clock })
    return {
      store,
      another: async () => sqliteState({ path, clock }),
      close: async () => {
        await store.close()
        await rm(folder, { recursive: true })
      },
    }
  },
  { describe, it, expect },
)
