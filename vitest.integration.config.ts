import { configDefaults, defineConfig } from 'vitest/config'
import config from './vitest.config.ts'

// `scripts/integration.mjs` starts a server, tells of it in the environment, and picks from these files.
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: [
      'packages/*/test/**/*.integration.ts',
      'packages/{assets,testkit}/test/{bigquery,postgres,postgres-state,tables}/*.test.ts',
    ],
    // What becomes of a killed process is no question to a server.
    exclude: [...configDefaults.exclude, '**/backfill-kill.test.ts'],
    globalSetup: [],
    fileParallelism: false,
  },
})
