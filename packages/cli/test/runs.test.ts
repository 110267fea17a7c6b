import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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

  it('makes materialize and check exit with 1', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config(false) })
    const { code, stdout } = await headwater(folder, ['materialize'])
    expect(code).toBe(1)
    expect(stdout).toContain('✗ a sound')
    expect((await headwater(folder, ['check'])).code).toBe(1)
    writeFileSync(join(folder, 'headwater.config.ts'), config(true))
    expect((await headwater(folder, ['check'])).code).toBe(0)
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
