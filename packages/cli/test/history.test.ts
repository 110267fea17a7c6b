import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { answer, refused } from './answer.ts'
import { headwater, projectFolder } from './headwater.ts'

describe('wipe', () => {
  let folder = ''
  const days = ['raw/quotes', '--partitions', '2024-01-01..2024-01-03']
  beforeAll(async () => {
    folder = projectFolder()
    await headwater(folder, ['materialize', '-q'])
  })

  it('shows with --dry-run what it would forget, and forgets nothing', async () => {
    const { data } = await answer(folder, 'wipe', ...days, '--dry-run')
    expect(data).toEqual({
      assets: [{ asset: 'raw/quotes', partitions: '3 partitions: 2024-01-01..2024-01-03', count: 3 }],
      deleted: false,
      dryRun: true,
    })
    const { stdout } = await headwater(folder, ['wipe', ...days, '--dry-run'])
    expect(stdout).toMatch(/^Would forget 1 asset, 3 partitions; the values stay where they lie\.$/m)
    expect((await answer(folder, 'status', 'raw/quotes')).data[0]?.counts.fresh).toBe(31)
  })

  it('acts without being asked only with --yes', async () => {
    const { exit, code, hint } = await refused(folder, ['wipe', ...days])
    expect([exit, code, hint]).toEqual([2, 'USAGE_INVALID', expect.stringContaining('--dry-run')])
    expect((await answer(folder, 'status', 'raw/quotes')).data[0]?.counts.fresh).toBe(31)
  })

  it('forgets, so that the next run makes it again', async () => {
    const { stdout, code } = await headwater(folder, ['wipe', ...days, '--delete', '--yes'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Forgot 1 asset, 3 partitions and deleted the values\.$/m)
    expect((await refused(folder, ['load', 'raw/quotes', '2024-01-02'])).code).toBe('NOT_MATERIALIZED')
    const { stdout: why } = await headwater(folder, ['why', 'raw/quotes', '2024-01-02'])
    expect(why).toContain('To make it: headwater materialize raw/quotes --partitions 2024-01-02')
    expect((await answer(folder, 'plan', 'raw/quotes')).data.steps).toMatchObject([{ count: 3 }])
    const { stdout: none } = await headwater(folder, ['wipe', ...days])
    expect(none).toBe('Nothing of this is materialized: there is nothing to wipe.\n')
  })
})

describe('prune', () => {
  const config = (code: number): string => `import { asset, defineProject } from '@headwater/core'
import { z } from 'zod'
export default defineProject({ assets: [asset('a', { schema: z.number(), codeVersion: '${code}', retain: { versions: 1 } }, () => ${code})] })
`

  it('deletes what nothing retains, after --yes, and then finds nothing more', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config(1) })
    await headwater(folder, ['materialize', '-q'])
    writeFileSync(join(folder, 'headwater.config.ts'), config(2))
    await headwater(folder, ['materialize', '-q'])
    expect((await refused(folder, ['prune'])).code).toBe('USAGE_INVALID')
    const { stdout: dry } = await headwater(folder, ['prune', '--dry-run'])
    expect(dry).toMatch(/^Would delete 1 older version\.\n\nwhat +count\na +1$/m)
    expect((await answer(folder, 'prune', '--yes')).data).toEqual({
      values: [{ asset: 'a', values: 1 }],
      dryRun: false,
    })
    const { stdout: none } = await headwater(folder, ['prune'])
    expect(none).toBe('Nothing to prune: all that is kept is retained.\n')
    expect((await answer(folder, 'load', 'a')).data.value).toBe(2)
    expect((await answer(folder, 'prune', '--events', '0', '--yes')).data.events).toBeDefined()
  })
})

describe('keys', () => {
  it('come and go, and are the partitions that there are', async () => {
    const folder = projectFolder('wide')
    const { stdout: none } = await headwater(folder, ['keys', 'symbols'])
    expect(none).toContain('symbols has no keys yet')
    const { data } = await answer(folder, 'keys', 'add', 'symbols', 'AAPL', 'MSFT', 'AAPL')
    expect(data).toEqual({ dimension: 'symbols', action: 'add', count: 2, keys: ['AAPL', 'MSFT'] })
    expect((await headwater(folder, ['keys', 'symbols'])).stdout).toBe('AAPL\nMSFT\n')
    expect((await answer(folder, 'plan', 'raw/profile')).data.steps).toMatchObject([{ count: 2 }])
    const { stdout } = await headwater(folder, ['keys', 'remove', 'symbols', 'MSFT', 'NFLX'])
    expect(stdout).toBe('Removed MSFT: symbols has 1 key.\n')
    const { stdout: again } = await headwater(folder, ['keys', 'add', 'symbols', 'AAPL'])
    expect(again).toBe('Nothing to add: symbols has 1 key.\n')
  })

  it('are printed up to a limit', async () => {
    const folder = projectFolder('wide')
    const many = Array.from({ length: 150 }, (_, index) => `key${index}`)
    const { stdout: added } = await headwater(folder, ['keys', 'add', 'symbols', ...many, '--limit', '2'])
    expect(added).toBe('Added key0, key1 and 148 more: symbols has 150 keys.\n')
    expect((await headwater(folder, ['keys', 'symbols'])).stdout).toContain('key99\nand 50 more; --limit 0 shows all')
    expect((await answer(folder, 'keys', 'symbols')).data.keys).toEqual(many)
  })

  it('are those of a dimension of the project', async () => {
    const { code, message, hint } = await refused(projectFolder('wide'), ['keys', 'add', 'symbol', 'AAPL'])
    expect([code, message, hint]).toEqual([
      'USAGE_INVALID',
      'no asset is cut by dynamic partitions `symbol`',
      'The project has `symbols`.',
    ])
    expect((await refused(projectFolder(), ['keys', 'symbols'])).hint).toContain('The project has none')
  })

  it('are refused where it is not said what is to be done with them', async () => {
    const folder = projectFolder('wide')
    expect((await refused(folder, ['keys', 'symbols', 'AAPL'])).message).toBe('`symbols` is neither add nor remove')
    expect((await refused(folder, ['keys', 'add', 'symbols'])).message).toContain('takes a dimension and its keys')
  })
})

describe('an asset under another name', () => {
  const config = (
    key: string,
    moves: string,
  ): string => `import { asset, daily, defineProject, moved } from '@headwater/core'
const days = daily({ start: '2024-01-01', end: '2024-01-05', timezone: 'UTC' })
const prices = asset('${key}', { partitions: days, codeVersion: '1' }, () => undefined)
export default defineProject({ assets: [prices], moves: [${moves}] })
`

  it('is up to date, and the plan says whose history it goes on with', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config('old/prices', '') })
    await headwater(folder, ['materialize', '-q'])
    const renamed = config('market/prices', "moved({ from: 'old/prices', to: prices })")
    writeFileSync(join(folder, 'headwater.config.ts'), renamed)
    const { stdout } = await headwater(folder, ['plan'])
    expect(stdout).toBe(`✓ Everything is up to date: 1 asset, 5 partitions. Nothing to do.

History that the next run takes over:
  market/prices was \`old/prices\`: 5 partitions keep their history
`)
  })
})
