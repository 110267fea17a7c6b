import { beforeAll, describe, expect, it } from 'vitest'
import { headwater, projectFolder } from './headwater.ts'

const hours = '100,000  2010-01-01T00:00..2021-05-29T15:00'

/** What is told about 100,000 partitions fits on a screen: they stand there as ranges, never one by one. */
function expectShort(text: string): void {
  expect(text.split('\n').length).toBeLessThan(25)
  expect(text.length).toBeLessThan(2500)
}

describe('an asset of 100,000 partitions', () => {
  let folder = ''
  beforeAll(() => {
    folder = projectFolder('wide')
  })

  it('is planned in a line, and in a few kilobytes of JSON', async () => {
    const { stdout } = await headwater(folder, ['plan'])
    expectShort(stdout)
    expect(stdout).toContain(`raw/readings  ${hours}`)
    expect((await headwater(folder, ['plan', '--json'])).stdout.length).toBeLessThan(5000)
  })

  it('fails in few lines', async () => {
    const { stdout, stderr, code } = await headwater(folder, ['backfill', 'raw/readings'], { FAIL: 'yes' })
    expect(code).toBe(1)
    expectShort(stdout)
    expectShort(stderr)
    expect(stdout).toContain('100,000 partitions failed')
    const { stdout: status, code: failed } = await headwater(folder, ['status'])
    expectShort(status)
    expect([failed, status]).toEqual([1, expect.stringContaining('100,000 failed: ')])
  })

  it('is backfilled in few lines', async () => {
    const { stdout, stderr, code } = await headwater(folder, ['backfill', 'raw/readings', '--chunk', 'all'])
    expect(code).toBe(0)
    expectShort(stdout)
    expectShort(stderr)
    expect(stderr).toMatch(/^1 step, 100,000 partitions to make$/m)
    expect(stdout).toContain('Materialized 1 asset, 100,000 partitions')
  })

  it.each([
    [['status'], /^✓ fresh +raw\/readings +100,000\/100,000 +just now/m],
    [['show', 'raw/readings'], /^fresh +100,000 of 100,000 partitions$/m],
    [
      ['why', 'stats/total'],
      /^raw\/readings +hours +100,000 partitions: 2010-01-01T00:00\.\.2021-05-29T15:00 +there$/m,
    ],
    [['why', 'raw/readings', 'latest'], /^raw\/readings 2021-05-29T15:00 is fresh/],
    [['lineage', 'raw/readings', 'latest'], /^It was made from nothing else\.$/m],
    [['load', 'raw/readings', 'latest'], /^0$/m],
    [['runs'], /succeeded .* 100,000\/100,000 +raw\/readings$/m],
    [['plan'], /^Left alone: 1 asset, 100,000 partitions up to date\.$/m],
    [['plan', 'raw/readings', '--force'], /^1 step, 100,000 partitions to make; by history /m],
    [
      ['plan', 'raw/readings', '--partitions', 'all', '--force', '--max-steps', '10'],
      /^Left alone: 1 asset, 99,990 partitions left for the next run\.$/m,
    ],
    [['wipe', 'raw/readings', '--dry-run'], /^raw\/readings +100,000 +2010-01-01T00:00\.\.2021-05-29T15:00$/m],
    [['prune', '--events', '0', '--dry-run'], /^(Would delete|Nothing to prune)/m],
  ] as const)('is told of in few lines by %j', async (args, words) => {
    const { stdout, stderr } = await headwater(folder, args)
    expect(stderr).toBe('')
    expect(stdout).toMatch(words)
    expectShort(stdout)
  })

  it('that begins earlier is planned for what is new alone', async () => {
    const { stdout } = await headwater(folder, ['plan', 'raw/readings'], { START: '2009-12-31' })
    expect(stdout).toMatch(/^raw\/readings +24 +2009-12-31T00:00\.\.2009-12-31T23:00 +/m)
    expectShort(stdout)
  })

  it('with holes is told of by its range and their number', async () => {
    await headwater(folder, ['wipe', 'raw/readings', '--partitions', '2015-01-01..2015-12-31', '--yes'])
    const { stdout } = await headwater(folder, ['wipe', 'raw/readings', '--dry-run'])
    expect(stdout).toContain('91,240  2010-01-01T00:00..2021-05-29T15:00 without 8,760')
    const { stdout: status } = await headwater(folder, ['status', 'raw/readings'])
    expect(status).toContain('8,760 missing: 2015-01-01T00:00..2015-12-31T23:00')
  })
})

describe('300 assets', () => {
  const config = `import { asset, daily, defineProject } from '@headwater/core'
const days = daily({ start: '2024-01-01', end: '2024-01-31', timezone: 'UTC' })
const make = () => { if (process.env.FAIL) throw new Error('no') }
const raw = Array.from({ length: 150 }, (_, i) => asset(\`raw/a\${i}\`, { partitions: days, codeVersion: '1' }, make))
const all = raw.map((upstream, i) => asset(\`mid/b\${i}\`, { deps: { upstream }, partitions: days, codeVersion: '1' }, () => undefined))
export default defineProject({ assets: [...raw, ...all] })
`
  it('are planned by what they have in common, and fail in few lines', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config })
    const { stdout } = await headwater(folder, ['plan'])
    expect(stdout).toBe(`300 steps, 9,300 partitions to make

asset                 make  partitions              why
raw/a0 and 149 more  4,650  2024-01-01..2024-01-31  missing
mid/b0 and 149 more  4,650  2024-01-01..2024-01-31  missing
`)
    const args = ['materialize', '--partitions', '2024-01-31']
    const { stdout: failed } = await headwater(folder, [...args, '-q'], { FAIL: 'yes' })
    expect(failed.split('\n').length).toBeLessThan(60)
    expect(failed).toContain('and 140 more failures; --json has them all')
    const { stdout: blocked } = await headwater(folder, ['plan', 'mid/*', '--partitions', '2024-01-31'])
    expect(blocked.split('\n').length).toBeLessThan(20)
    expect(blocked).toContain('and 140 more like these')
  })
})
