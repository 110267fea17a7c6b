import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@headwater/source'] },
  ssr: { resolve: { conditions: ['@headwater/source'], externalConditions: ['@headwater/source'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    execArgv: ['--conditions=@headwater/source'],
  },
})
