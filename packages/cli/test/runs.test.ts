import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answer, refused } from './answer.ts'
import { headwater, projectFolder, start, whenTold } from './headwater.ts'
import { answerOf, refusal } from './json/shapes.ts'

const slow = { SLOW_MS: '400' }
/** Partitions are fetched one after another here: when this is said, the two before are recorded. */
const underWay = 'raw/quotes 2024-01-03: fetched'

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

describe('a run that is cut short', () => {
  it('by Ctrl-C says so, keeps what is done, leaves nothing half-written, exits with 130, and goes on next time', async () => {
    const folder = projectFolder()
    const child = start(folder, ['materialize', 'raw/quotes', '--concurrency', '1'], slow)
    await whenTold(child, underWay)
    child.kill('SIGINT')
    const { code, stdout, stderr } = await child.ended
    expect(code).toBe(130)
    expect(stderr).toContain('Cancelling: what must be finished is finished.')
    const [, made = ''] = /Cancelled\. Materialized 1 asset, (\d+) partitions/.exec(stdout) ?? []
    expect(Number(made)).toBeGreaterThanOrEqual(2)
    // A readable path for each, and the version behind it.
    expect(filesBelow(join(folder, '.headwater/values'))).toHaveLength(2 * Number(made))
    const { stdout: rest } = await headwater(folder, ['materialize', 'raw/quotes', '-q'])
    expect(rest).toContain(`Materialized 1 asset, ${31 - Number(made)} partitions`)
    expect(rest).not.toContain('Repaired')
  })

  it('by Ctrl-C tells the command that makes the rest, which says what is left before it starts', async () => {
    const folder = projectFolder()
    const child = start(folder, ['backfill', 'raw/quotes', '--concurrency', '1', '--chunk', 'all'], slow)
    await whenTold(child, underWay)
    child.kill('SIGINT')
    const { stdout, stderr } = await child.ended
    expect(stderr).toMatch(/^1 step, 31 partitions to make$/m)
    const [, line = ''] = /to make the rest: headwater (.+)$/m.exec(stdout) ?? []
    expect(line).toMatch(/^backfill --resume \w+ --chunk all --concurrency 1$/)
    const [, made = ''] = /Materialized 1 asset, (\d+) partitions/.exec(stdout) ?? []
    const rest = 31 - Number(made)
    const ended = await headwater(folder, line.split(' '))
    expect(ended.stderr).toMatch(new RegExp(`^Left of run \\w+: 1 step, ${rest} partitions to make; by history `, 'm'))
    expect(ended.stdout).toContain(`Materialized 1 asset, ${rest} partitions`)
    const again = await headwater(folder, line.split(' '))
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^Nothing is left of run \w+\.\n$/)])
    expect((await headwater(folder, ['backfill', '--resume', 'latest'])).stdout).toBe(again.stdout)
  })

  it('by another process ends in the same way', async () => {
    const folder = projectFolder()
    const child = start(folder, ['backfill', 'raw/quotes', '--concurrency', '1'], slow)
    await whenTold(child, underWay)
    const [{ runId } = { runId: '' }] = (await answer(folder, 'runs')).data as readonly { readonly runId: string }[]
    const { data } = await answer(folder, 'cancel', runId)
    expect(data).toMatchObject({ runId, pid: child.pid })
    const { code, stdout } = await child.ended
    expect(code).toBe(130)
    expect(stdout).toContain(`to make the rest: headwater backfill --resume ${runId} --concurrency 1`)
    expect((await refused(folder, ['cancel', runId])).code).toBe('RUN_OVER')
    expect((await headwater(folder, ['backfill', '--resume', 'latest', '-q'])).code).toBe(0)
    expect((await answer(folder, 'status', 'raw/quotes')).data[0]?.status).toBe('fresh')
  })

  it('by a failure is made by --resume once the code is mended, and --resume says everything', async () => {
    const folder = projectFolder()
    const failed = await headwater(folder, ['backfill', 'market/prices', '--upstream'], { FAIL_ON: '2024-01-20' })
    expect(failed.code).toBe(1)
    expect(failed.stdout).toContain('to make the rest: headwater backfill --resume ')
    for (const beside of [['raw/quotes'], ['--force'], ['--partitions', 'all']])
      expect((await refused(folder, ['backfill', '--resume', 'latest', ...beside])).code).toBe('USAGE_INVALID')
    const { data } = await answer(folder, 'backfill', '--resume', 'latest')
    expect(data).toMatchObject({ outcome: 'succeeded', steps: [{ step: 'market/prices', made: 1 }] })
  })

  it('is not looked for where every run made all, and a backfill wants a selection', async () => {
    const folder = projectFolder()
    expect((await refused(folder, ['backfill', '--resume', 'latest'])).code).toBe('RUN_UNKNOWN')
    expect((await refused(folder, ['backfill', '--resume', 'nope'])).code).toBe('RUN_UNKNOWN')
    expect((await refused(folder, ['backfill'])).message).toBe('no asset was selected')
    expect((await answer(folder, 'backfill', 'raw/quotes', '--dry-run')).data).toMatchObject({ steps: [{ count: 31 }] })
  })

  it('by a second Ctrl-C ends at once', async () => {
    const code = "\nprocess.on('SIGINT', () => undefined)\n"
    const folder = projectFolder('empty', {
      'headwater.config.ts': `import { asset, defineProject } from '@headwater/core'${code}export default defineProject({ assets: [asset('deaf', {}, async (_, { log }) => { log.info('begun'); await new Promise((done) => setTimeout(done, 20_000)) })] })\n`,
    })
    const child = start(folder, ['materialize'])
    await whenTold(child, 'deaf: begun')
    child.kill('SIGINT')
    await whenTold(child, 'Cancelling')
    child.kill('SIGINT')
    expect((await child.ended).code).toBe(130)
  })

  it('by kill -9 is repaired by the next, which says so', async () => {
    const folder = projectFolder()
    const child = start(folder, ['materialize', 'raw/quotes', '--concurrency', '1'], slow)
    await whenTold(child, underWay)
    child.kill('SIGKILL')
    expect((await child.ended).signal).toBe('SIGKILL')
    const { stdout, stderr, code } = await headwater(folder, ['materialize', 'raw/quotes', '--json'])
    expect([stderr, code]).toEqual(['', 0])
    const { data } = answerOf('materialize').parse(JSON.parse(stdout))
    expect(data).toMatchObject({ outcome: 'succeeded', recovered: [expect.stringContaining(`(pid ${child.pid}`)] })
    const { stdout: rows } = await headwater(folder, ['status', 'raw/quotes'])
    expect(rows).toContain('31/31')
  })
})

describe('a range without partitions, as a weekend of trading days', () => {
  const config = `import { asset, daily, defineProject, nyse } from '@headwater/core'
const days = daily({ start: '2024-01-02', end: '2024-01-12', timezone: 'America/New_York', calendar: nyse })
export default defineProject({ assets: [asset('a', { partitions: days, codeVersion: '1' }, () => undefined)] })
`

  it('is nothing to do, and a range beyond all partitions is a mistake', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config })
    for (const command of ['plan', 'materialize']) {
      const { code, stdout, stderr } = await headwater(folder, [command, '-p', '2024-01-06..2024-01-07'])
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toBe('There are no partitions in 2024-01-06..2024-01-07. Nothing to do.\n')
    }
    expect((await refused(folder, ['plan', '-p', '2025-01-06..2025-01-07'])).code).toBe('PARTITION_UNKNOWN')
  })
})

describe('two processes', () => {
  it('never make one partition: the second exits with 3 and names the first', async () => {
    const folder = projectFolder()
    const first = start(folder, ['materialize', 'raw/quotes', '--concurrency', '1'], slow)
    await whenTold(first, underWay)
    const second = await headwater(folder, ['materialize', 'raw/quotes', '--json'])
    expect(second.code).toBe(3)
    const { error } = refusal.parse(JSON.parse(second.stdout))
    expect(error.code).toBe('LEASE_HELD')
    expect(error.message).toContain(`process ${first.pid}`)
    first.kill('SIGINT')
    await first.ended
  })
})

describe('a plan of a state that has moved on', () => {
  it('is refused with 3, and nothing is made', async () => {
    const folder = projectFolder()
    const { stdout: plan } = await headwater(folder, ['plan', 'reference/company', '--json'])
    await headwater(folder, ['materialize', 'reference/company', '-q'])
    writeFileSync(join(folder, 'plan.json'), plan)
    const { code, stderr } = await headwater(folder, ['materialize', '--plan', 'plan.json'])
    expect(code).toBe(3)
    expect(stderr).toContain('PLAN_OUTDATED')
  })
})

describe('a check of severity error that does not pass', () => {
  const config = (passed: boolean): string => `import { asset, defineProject } from '@headwater/core'
export default defineProject({ assets: [asset('a', { codeVersion: '1', checks: { sound: { blocking: false, run: () => ({ passed: ${passed} }) } } }, () => undefined)] })
`

  it('makes materialize, check and status exit with 1', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config(false) })
    const { code, stdout } = await headwater(folder, ['materialize'])
    expect(code).toBe(1)
    expect(stdout).toContain('✗ a sound')
    expect((await headwater(folder, ['check'])).code).toBe(1)
    const status = await headwater(folder, ['status'])
    expect(status.code).toBe(1)
    expect(status.stdout).toContain('✗ check a sound does not pass [error]')
    writeFileSync(join(folder, 'headwater.config.ts'), config(true))
    expect((await headwater(folder, ['check'])).code).toBe(0)
    expect((await headwater(folder, ['status'])).code).toBe(0)
  })
})

describe('an asset that is late', () => {
  const config = `import { asset, daily, defineProject } from '@headwater/core'
import { fresh } from '@headwater/assets'
const partitions = daily({ start: '2024-01-01', end: '2024-01-31' })
const checks = { upToDate: fresh({ within: '1d' }), young: fresh({ within: '0s', severity: 'warn' }) }
export default defineProject({ assets: [
  asset('days', { partitions, codeVersion: '1', checks: { upToDate: checks.upToDate } }, () => undefined),
  asset('whole', { codeVersion: '1', checks: { young: checks.young } }, () => undefined),
] })
`

  it('is told by status and show although no check ran, and makes status exit with 1', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config })
    await headwater(folder, ['materialize', 'whole'])
    const late = await headwater(folder, ['status'])
    expect(late.code).toBe(1)
    expect(late.stdout).toMatch(/^✗ late days: 2024-01-31 was due [\d,]+ days ago \[upToDate, error\]$/m)
    expect(late.stdout).toMatch(/^▲ late whole: due again just now \[young, warn\]$/m)
    expect(late.stdout).toMatch(/^2 assets: 1 fresh, 1 missing, 2 late$/m)
    expect((await headwater(folder, ['show', 'days'])).stdout).toMatch(
      /^late +2024-01-31 was due .* ago \(upToDate\)$/m,
    )
    expect((await headwater(folder, ['why', 'days', 'latest'])).stdout).toMatch(
      /^It is late, as check `upToDate` has it: 2024-01-31 was due [\d,]+ days ago\.$/m,
    )
    await headwater(folder, ['materialize', 'days', '--partitions', '2024-01-31'])
    const { code, stdout } = await headwater(folder, ['status', 'status:late', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).data).toMatchObject([{ asset: 'whole', late: [{ check: 'young', partition: null }] }])
  })
})

describe('a mistake in Headwater', () => {
  it('exits with 4 and prints the stack', async () => {
    const project =
      "{ [Symbol.for('headwater.brand')]: 'project', describe() { throw new Error('impossible') }, close: async () => undefined }"
    const folder = projectFolder('empty', { 'headwater.config.mjs': `export default ${project}\n` })
    const { code, stderr } = await headwater(folder, ['list'])
    expect(code).toBe(4)
    expect(stderr).toContain('INTERNAL: Error: impossible')
    expect(stderr).toContain('headwater.config.mjs')
  })
})
