import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { answer, refused } from './answer.ts'
import { headwater, projectFolder } from './headwater.ts'

describe('the life of a project', () => {
  let folder = ''
  beforeAll(() => {
    folder = projectFolder()
  })

  it('lists its assets by group', async () => {
    const { stdout, code } = await headwater(folder, ['list'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^reference\n {2}reference\/calendar +external +Trading days/m)
    expect(stdout).toContain('6 assets in 4 groups')
    const { data } = await answer(folder, 'list', '+market/prices')
    expect(data.map(({ key }) => key).sort()).toEqual(['market/prices', 'raw/quotes', 'reference/company'])
  })

  it('takes several words as alternatives, and an expression that the shell took apart as one', async () => {
    const { data: either } = await answer(folder, 'list', 'prices', 'group:raw and kind:json')
    expect(either.map(({ key }) => key)).toEqual(['raw/quotes', 'market/prices'])
    const { data: one } = await answer(folder, 'list', '+prices', 'and', 'not', 'company')
    expect(one.map(({ key }) => key)).toEqual(['raw/quotes', 'market/prices'])
    const { data: around } = await answer(folder, 'list', 'market/prices', '--downstream')
    expect(around.map(({ key }) => key)).toEqual(['market/prices', 'features/mean', 'features/month'])
  })

  it('plans, also as --dry-run, and makes nothing', async () => {
    const { stdout } = await headwater(folder, ['plan', '+market/prices', '--partitions', '2024-01-01..2024-01-03'])
    expect(stdout).toContain('3 steps, 7 partitions to make')
    expect(stdout).toMatch(/^market\/prices +3 +2024-01-01\.\.2024-01-03 +missing$/m)
    const { stdout: dry } = await headwater(folder, [
      'materialize',
      '+market/prices',
      '-p',
      '2024-01-01..2024-01-03',
      '--dry-run',
    ])
    expect(dry).toBe(stdout)
    expect((await answer(folder, 'materialize', '--dry-run')).data).toMatchObject({ steps: { length: 5 } })
    expect((await answer(folder, 'runs')).data).toEqual([])
  })

  it('materializes, and says what was made, what the checks found, and what comes next', async () => {
    const { stdout, stderr, code } = await headwater(folder, ['materialize'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^✓ Materialized 5 assets, 95 partitions, 126 rows in [\d.]+ s\.$/m)
    expect(stdout).toContain('checks: 59 passed, 3 did not')
    expect(stdout).toContain('▲ market/prices round_number: 3 partitions, e.g. 2024-01-10 (close: 10) [warn]')
    expect(stdout).toMatch(/last made: features\/mean in \S+features\/mean\/2024-01-\d\d\.\w+/)
    expect(stderr).toMatch(/^✓ raw\/quotes +31\/31 +62 rows/m)
    expect(stderr.match(/raw\/quotes 2024-01-\d\d: fetched/g)).toHaveLength(3)
    expect(stdout + stderr).not.toContain('\u001b')
  })

  it('says in one line that everything is up to date', async () => {
    expect((await answer(folder, 'materialize')).data).toMatchObject({ runId: '', outcome: 'succeeded' })
    const { stdout, stderr, code } = await headwater(folder, ['materialize'])
    expect([stdout, stderr, code]).toEqual([
      '✓ Everything is up to date: 5 assets, 95 partitions. Nothing to do.\n',
      '',
      0,
    ])
  })

  it('shows how the assets stand', async () => {
    const { stdout } = await headwater(folder, ['status'])
    expect(stdout).toMatch(/^✓ fresh +market\/prices +31\/31 +just now +62$/m)
    const { data } = await answer(folder, 'status', 'market/prices')
    expect(data[0]?.counts).toEqual({ total: 31, fresh: 31, stale: 0, missing: 0, failed: 0, open: 0 })
  })

  it('shows one asset', async () => {
    const { stdout } = await headwater(folder, ['show', 'market/prices'])
    expect(stdout).toMatch(/^features\/mean +week +lookback$/m)
    const { data } = await answer(folder, 'show', 'market/prices')
    expect(data.readers).toEqual(['features/mean', 'features/month'])
    expect(data.newest?.rows).toBe(2)
  })

  it('loads values as a table, as csv and as JSON', async () => {
    const { stdout: table } = await headwater(folder, ['load', 'market/prices', '2024-01-05'])
    expect(table).toBe('day         symbol  close\n2024-01-05  AAPL        5\n2024-01-05  NFLX      105\n\n2 rows\n')
    const { stdout: one } = await headwater(folder, ['load', 'market/prices', '2024-01-05', '--limit', '1'])
    expect(one).toContain('2 rows; the first 1 are shown, --limit 0 shows all')
    const { stdout: csv } = await headwater(folder, ['load', 'reference/company', '--format', 'csv'])
    expect(csv).toBe('symbol,name\r\nAAPL,Apple\r\nNFLX,\r\n')
    const { stdout: json } = await headwater(folder, ['load', 'features/month', '2024-01', '--format', 'json'])
    expect(JSON.parse(json)).toEqual({ days: 31 })
    const { data } = await answer(folder, 'load', 'market/prices', '2024-01-05', '--limit', '1')
    expect(data).toEqual({
      asset: 'market/prices',
      partition: '2024-01-05',
      rows: 2,
      value: [{ day: '2024-01-05', symbol: 'AAPL', close: 5 }],
    })
    const { stderr } = await headwater(folder, ['load', 'features/month', '2024-01', '--format', 'csv'])
    expect(stderr).toContain('is not a list of rows, so it cannot be printed as csv')
  })

  it('draws lineage, and tells which partitions made one', async () => {
    const { stdout } = await headwater(folder, ['lineage', 'market/prices'])
    expect(stdout).toContain('comes from 2 assets\n├─ raw/quotes  (quotes)\n└─ reference/company  (company)')
    const { stdout: up } = await headwater(folder, ['lineage', 'market/prices', '--upstream'])
    expect(up).not.toContain('goes into')
    const { data } = await answer(folder, 'lineage', 'features/mean', '2024-01-05')
    expect(data).toMatchObject({ inputs: [{ asset: 'market/prices', count: 5 }] })
    expect((await answer(folder, 'lineage', 'features/mean')).data).toMatchObject({ edges: [{}, {}, {}] })
  })

  it('explains a fresh partition', async () => {
    const { stdout } = await headwater(folder, ['why', 'features/mean', '2024-01-05'])
    expect(stdout).toMatch(
      /^features\/mean 2024-01-05 is fresh: its code and everything that it reads are as they were/,
    )
    const { data } = await answer(folder, 'why', 'market/prices', '2024-01-10')
    expect(data.checks).toContainEqual({
      check: 'round_number',
      passed: false,
      severity: 'warn',
      blocking: false,
      facts: { close: 10 },
    })
  })

  it('checks what is there', async () => {
    const { data, ok } = await answer(folder, 'check', '--partitions', '2024-01-10')
    expect(ok).toBe(true)
    expect(data).toMatchObject({ passed: 1, failed: [{ check: 'round_number', partition: '2024-01-10' }] })
  })

  it('makes exactly a plan, whose file lies where the command was called', async () => {
    const { stdout } = await headwater(folder, ['plan', 'raw/quotes', '--partitions', 'latest', '--force', '--json'])
    mkdirSync(join(folder, 'below'))
    writeFileSync(join(folder, 'below', 'plan.json'), stdout)
    const { code } = await headwater(join(folder, 'below'), ['materialize', '--plan', 'plan.json', '-q'])
    expect(code).toBe(0)
    expect((await refused(folder, ['materialize', 'x', '--plan', 'plan.json'])).code).toBe('USAGE_INVALID')
    expect((await refused(folder, ['materialize', '--plan', 'assets.ts'])).code).toBe('PLAN_UNREADABLE')
  })

  it('refuses a file that is no plan of this release, and says where it is none', async () => {
    const { stdout } = await headwater(folder, ['plan', 'raw/quotes', '--partitions', 'latest', '--force', '--json'])
    const { data: plan } = JSON.parse(stdout) as { readonly data: { readonly steps: readonly object[] } }
    const steps = plan.steps.map((step) => ({ ...step, recipes: undefined, relied: 'a hash' }))
    const files: readonly (readonly [content: unknown, words: string])[] = [
      [{ ...plan, steps }, 'it has no `steps[0].recipes`'],
      [{ ...plan, position: '12' }, '`position` is no number'],
      [{ ...plan, moves: {} }, '`moves` is no list'],
      [{ ok: false, error: { code: 'ASSET_UNKNOWN' } }, 'it holds no plan, but why none was made: ASSET_UNKNOWN'],
      [{ version: 1 }, 'it is JSON, and not a plan'],
    ]
    for (const [content, words] of files) {
      writeFileSync(join(folder, 'other.json'), JSON.stringify(content))
      const { code, message, exit } = await refused(folder, ['materialize', '--plan', 'other.json'])
      expect([exit, code, message]).toEqual([2, 'PLAN_UNREADABLE', expect.stringContaining(words)])
    }
  })

  it('shows in a plan what is read by what it makes, and what that took', async () => {
    const { stdout } = await headwater(folder, ['plan', 'market/prices', '--partitions', '2024-01-30', '--force'])
    expect(stdout).toMatch(/^1 step, 1 partition to make; by history (less than|about) [\d.]+ s of work, 2 rows$/m)
    expect(stdout).toMatch(/^market\/prices +1 +2024-01-30 +\S.* s +2 +forced$/m)
    expect(stdout).toMatch(/^ {2}features\/mean +2 +2024-01-30\.\.2024-01-31$/m)
    expect(stdout).toMatch(/^ {2}features\/month +1 +2024-01$/m)
  })

  it('plans no more than --max-steps, upstream first, and also around the selection', async () => {
    const args = ['market/prices', '--upstream', '--downstream', '--force', '--max-steps', '40']
    const { data } = await answer(folder, 'plan', ...args)
    expect(data.steps.map(({ asset, count }) => [asset, count])).toEqual([
      ['raw/quotes', 31],
      ['reference/company', 1],
      ['market/prices', 8],
    ])
    expect(data.options).toEqual({ upstream: true, downstream: true, force: true, maxSteps: 40 })
    expect((await answer(folder, 'materialize', '--dry-run', ...args)).data).toMatchObject({ steps: data.steps })
  })

  it('takes `latest` for the last complete partition, wherever one is named', async () => {
    expect((await answer(folder, 'load', 'prices', 'latest')).data.partition).toBe('2024-01-31')
    expect((await answer(folder, 'lineage', 'prices', 'latest')).data).toMatchObject({ partition: '2024-01-31' })
    const { data: why } = await answer(folder, 'why', 'features/mean', 'latest')
    expect(why).toMatchObject({ partition: '2024-01-31', madeFrom: [{ asset: 'market/prices', count: 5 }] })
    expect((await answer(folder, 'load', 'reference/company', 'latest')).data.partition).toBeNull()
    expect((await refused(folder, ['load', 'reference/calendar', 'latest'])).code).toBe('PARTITION_NEEDED')
  })

  it('lists runs, and shows one with its logs', async () => {
    const { data } = await answer(folder, 'runs')
    const runs = data as readonly { readonly runId: string; readonly selection: string }[]
    expect(runs.map(({ selection }) => selection)).toEqual(['raw/quotes', '*'])
    const { data: one } = await answer(folder, 'runs', runs[1]?.runId ?? '')
    expect(one).toMatchObject({ outcome: 'succeeded', counts: { made: 95 } })
    const { stdout } = await headwater(folder, ['runs', runs[1]?.runId ?? ''])
    expect(stdout).toContain('and 11 more lines; --json has them all')
  })

  it('says what changed code makes stale, and takes it from .env, where the environment does not say otherwise', async () => {
    writeFileSync(join(folder, '.env'), 'CODE=2\n')
    const { stdout } = await headwater(folder, ['why', 'raw/quotes', '2024-01-05'])
    expect(stdout).toContain('raw/quotes 2024-01-05 is stale: its code changed since it was made.')
    const { stdout: fresh } = await headwater(folder, ['why', 'raw/quotes', '2024-01-05'], { CODE: '1' })
    expect(fresh).toContain('is fresh')
  })

  it('cuts off what comes out the same', async () => {
    const { stdout, code } = await headwater(folder, ['materialize'])
    expect(code).toBe(0)
    expect(stdout).toContain('✓ Materialized 1 asset, 31 partitions')
    expect(stdout).toContain('63 partitions cut off: what is upstream came out the same')
  })

  it('fails what fails, skips what needs it, goes on with the rest, and exits with 1', async () => {
    const variables = { FAIL_ON: '2024-01-20' }
    const { stdout, code } = await headwater(folder, ['materialize', '--force'], variables)
    expect(code).toBe(1)
    expect(stdout).toContain(
      '✗ market/prices 2024-01-20\n  STEP_FAILED: asset `market/prices` partition `2024-01-20` threw RangeError: no luck on 2024-01-20',
    )
    expect(stdout).toMatch(/^ +at (\S+ \()?assets\.ts:\d+:\d+\)?$/m)
    expect(stdout).not.toMatch(/packages\/core|node:internal/)
    const { data } = await answer(folder, 'runs', '--limit', '1')
    expect(data).toMatchObject([{ outcome: 'failed', counts: { failed: 1 } }])
  })
})

describe('every other command', () => {
  it('completes in bash, zsh and fish, and says which shells there are', async () => {
    const folder = projectFolder('empty')
    const scripts = await Promise.all(['bash', 'zsh', 'fish'].map((shell) => answer(folder, 'completion', shell)))
    for (const { data } of scripts) expect(data.script).toContain('materialize')
    expect((await refused(folder, ['completion', 'csh'])).hint).toBe('There is one for bash, zsh, fish.')
  })

  it('doctor works without a project and tells what to do', async () => {
    const folder = projectFolder('empty')
    const { stdout, code } = await headwater(folder, ['doctor'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ config: does not work\n {2}CONFIG_MISSING:/m)
    const { data, ok } = await answer(projectFolder(), 'doctor')
    expect(ok).toBe(true)
    expect(data.map(({ name }) => name)).toEqual([
      'node',
      'typescript',
      'config',
      'project',
      'columns',
      'state',
      'values',
      '@aws-sdk/client-s3',
      '@duckdb/node-api',
      '@google-cloud/bigquery',
      '@google-cloud/storage',
      'apache-arrow',
      'pg',
      'disk',
      'git',
    ])
  })

  it('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      readonly version: string
    }
    expect(await headwater(projectFolder('empty'), ['--version'])).toEqual({
      code: 0,
      signal: null,
      stdout: `${version}
`,
      stderr: '',
    })
  })
})
