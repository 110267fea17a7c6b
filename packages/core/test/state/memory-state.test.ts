import { describe, expect, it } from 'vitest'
import { memoryState } from '../../src/state/index.ts'
import { stateStoreSuite } from '../../src/testing/state-store-suite.ts'

stateStoreSuite(
  'memoryState',
  async (clock) => {
    const store = memoryState({ clock })
    return { store, close: () => store.close() }
  },
  { describe, it, expect, unshared: 'the log is the object itself' },
)
