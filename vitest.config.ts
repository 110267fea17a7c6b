import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// The sources of the workspace are tested, not what was built from them: here, and in the processes that tests start.
const source = '@headwater/source'

export default defineConfig({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source], externalConditions: [source] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'scripts/test/*.test.mjs'],
    reporters: ['default', './scripts/skipped-tests.mjs'],
    globalSetup: ['packages/testkit/test/postgres/global-setup.ts'],
    // Many tests wait for engines and child processes: to leave a processor free for them would leave it idle.
    maxWorkers: Math.max(2, availableParallelism()),
    // What hangs is found all the same, and a slow machine is no mistake.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { NODE_OPTIONS: `--conditions=${source}` },
  },
})
