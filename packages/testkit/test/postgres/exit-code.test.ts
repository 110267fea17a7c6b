import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('leaves the exit code of a process to the process', () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL('../../src/postgres/index.ts', import.meta.url).href)}
    const server = await startPostgres()
    await server.close()
    process.exitCode = 3`
  const args = ['--conditions=@headwater/source', '--input-type=module', '--eval', script]
  expect(spawnSync(process.execPath, args).status).toBe(3)
})
