import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { newPlace, query } from './databases.ts'

const repository = resolve(import.meta.dirname, '../../../..')
const command = join(repository, 'packages/cli/src/main.ts')

const config = `
import { asset, daily, defineProject, latest } from '@headwater/core'
import { postgresState } from '@headwater/assets/postgres-state'
import { z } from 'zod'

const prices = asset(
  'prices',
  { partitions: daily({ start: '2026-01-05', end: '2026-01-08' }), schema: z.number() },
  async (_, { partition }) => Number(partition.slice(-2)),
)
const total = asset('total', { deps: { prices: latest(prices) }, schema: z.number() }, ({ prices }) => prices)

export default defineProject({ assets: [prices, total], state: postgresState({ schema: 'shop' }) })
`

it('runs a project whose history is in PostgreSQL from the command line, on two machines', async () => {
  const { url } = await newPlace()
  const [one, other] = [folder(), folder()]
  const headwater = (cwd: string, ...args: readonly string[]) => run(cwd, args, url)
  expect(await headwater(one, 'materialize', '-q')).toContain('Materialized 2 assets')
  expect(await headwater(one, 'status')).toContain('fresh')
  expect(await headwater(other, 'runs')).toContain('succeeded')
  expect(await headwater(other, 'plan')).toContain('Nothing to do')
  expect(await headwater(other, 'materialize', 'prices', '--force', '-q')).toContain('Materialized 1 asset')
  expect(await query(url, `select from shop.events where type = 'run_finished'`)).toHaveLength(2)
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'headwater-shop-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  symlinkSync(join(repository, 'node_modules'), join(path, 'node_modules'))
  writeFileSync(join(path, 'headwater.config.ts'), config)
  return path
}

async function run(cwd: string, args: readonly string[], url: string): Promise<string> {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, TZ: 'UTC', NO_COLOR: '1', DATABASE_URL: url }
  const all = ['--conditions=@headwater/source', command, ...args]
  const { stdout } = await promisify(execFile)(process.execPath, all, { cwd, env })
  return stdout
}
