import { asset, defineProject, every, moved } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, inShort, thrownBy } from '../run/kernel.ts'
import { newPlace, numbers } from './history.ts'

const schema = z.number()

describe('an asset that was renamed', () => {
  const reading = (of: ReturnType<typeof numbers<typeof days>>) =>
    asset('reader', { schema, codeVersion: '1', deps: { all: every(of) } }, ({ all }) => [...all.values()].length)

  it('keeps its history: the plan says so, and neither it nor what reads it is made again', async () => {
    const { release } = await newPlace()
    const before = numbers('before', days)
    await using old = release([before, reading(before)])
    await old.materialize('*', { partitions: '2024-01-01..2024-01-04' })
    const after = numbers('after', days)
    await using project = release([after, reading(after)], { moves: [moved({ from: 'before', to: after })] })
    const plan = await project.plan('*', { partitions: '2024-01-01..2024-01-04' })
    expect(inShort(plan)).toEqual([])
    expect(plan.moves).toEqual([{ asset: 'after', words: 'was `before`: 4 partitions keep their history' }])
    expect(await project.load(after, '2024-01-02')).toBe('before 2024-01-02')
    expect((await project.status()).map(({ counts }) => counts.stale)).toEqual([0, 0])
  })

  it('is recorded by the first run that makes something of it, and the move can then be removed', async () => {
    const { release } = await newPlace()
    const before = numbers('before', days)
    await using old = release([before, reading(before)])
    await old.materialize('*', { partitions: '2024-01-01..2024-01-04' })
    const after = numbers('after', days)
    await using moving = release([after, reading(after)], { moves: [moved({ from: 'before', to: after })] })
    const run = await moving.materialize('after', { partitions: '2024-01-05' })
    expect(run.steps.map(({ made }) => made)).toEqual([1])
    await using project = release([after, reading(after)])
    const plan = await project.plan('*', { partitions: '2024-01-01..2024-01-05' })
    expect([inShort(plan), plan.moves]).toEqual([['reader (upstream changed: after)'], []])
    await project.materialize('reader')
    expect(await project.loadByKey('reader')).toBe(5)
    expect(await project.load(after, '2024-01-01')).toBe('before 2024-01-01')
    expect(await project.load(after, '2024-01-05')).toBe('after 2024-01-05')
  })

  it('has its history under the new name: why, lineage and runs', async () => {
    const { release } = await newPlace()
    const before = numbers('before', days, [], {
      checks: { odd: { severity: 'warn', run: () => ({ passed: false }) } },
    })
    await using old = release([before, reading(before)])
    const first = await old.materialize('*', { partitions: '2024-01-01..2024-01-02' })
    await old.materialize('reader', { force: true })
    const after = numbers('after', days)
    const moves = [moved({ from: 'before', to: after })]
    await using unrecorded = release([after, reading(after)], { moves })
    expect((await unrecorded.why(after, '2024-01-01')).checks).toHaveLength(1)
    expect((await unrecorded.run(first.runId)).assets.map(({ asset }) => asset)).toEqual(['after', 'reader'])
    expect((await unrecorded.partitionLineage('reader', null))?.inputs[0]).toMatchObject({
      asset: 'after',
      partitions: '2 partitions: 2024-01-01..2024-01-02',
      sample: [{ partition: '2024-01-01' }, { partition: '2024-01-02' }],
    })
    await unrecorded.materialize('after', { partitions: '2024-01-03' })
    await using project = release([after, reading(after)])
    const why = await project.why(after, '2024-01-01')
    expect([why.status, why.checks.length, why.materialized?.runId]).toEqual(['fresh', 1, first.runId])
    const report = await project.run(first.runId)
    expect(report.assets.map(({ asset }) => asset)).toEqual(['after', 'reader'])
    expect(report.failedChecks.map(({ asset }) => asset)).toEqual(['after', 'after'])
    expect((await project.partitionLineage('reader', null))?.inputs[0]).toMatchObject({
      asset: 'after',
      sample: [{ partition: '2024-01-01' }, { partition: '2024-01-02' }],
    })
  })

  it('may have had several names, one after the other, recorded or not', async () => {
    const { release } = await newPlace()
    const a = numbers('a', days)
    await using first = release([a])
    await first.materialize('*', { partitions: '2024-01-01' })
    const c = numbers('c', days)
    const b = numbers('b', days)
    const chain = [{ from: 'a', to: 'b' }, moved({ from: 'b', to: c })]
    await using skipping = release([c], { moves: chain })
    expect((await skipping.plan('*', { partitions: '2024-01-01' })).steps).toEqual([])
    await using second = release([b], { moves: [moved({ from: 'a', to: b })] })
    await second.materialize('*', { partitions: '2024-01-02' })
    await using third = release([c], { moves: chain })
    await third.materialize('*', { partitions: '2024-01-03' })
    await using last = release([c])
    expect((await last.plan('*', { partitions: '2024-01-01..2024-01-03' })).steps).toEqual([])
    const values = await Promise.all(['2024-01-01', '2024-01-02', '2024-01-03'].map((day) => last.loadByKey('c', day)))
    expect(values).toEqual(['a 2024-01-01', 'b 2024-01-02', 'c 2024-01-03'])
  })

  it('is what its own later partitions read', async () => {
    const { release } = await newPlace()
    const before = numbers('before', days)
    const sum = (of: typeof before) =>
      asset('sum', { partitions: days, schema: z.string(), codeVersion: '1', deps: { of } }, ({ of }) => `(${of})`)
    await using old = release([before, sum(before)])
    await old.materialize('before')
    const after = numbers('after', days)
    await using project = release([after, sum(after)], { moves: [moved({ from: 'before', to: after })] })
    await project.materialize('sum')
    expect(await project.loadByKey('sum', '2024-01-07')).toBe('(before 2024-01-07)')
    expect((await project.plan('*')).steps).toEqual([])
  })

  it('that was wiped after the renaming was recorded has no history to keep', async () => {
    const { release } = await newPlace()
    const before = numbers('before', days)
    await using old = release([before])
    await old.materialize('*')
    const after = numbers('after', days)
    await using project = release([after], { moves: [moved({ from: 'before', to: after })] })
    await project.materialize('*', { force: true })
    await project.wipe('*')
    expect((await project.materialize('*')).steps[0]?.made).toBe(10)
    expect((await project.plan('*')).moves).toEqual([])
  })
})

describe('moves that cannot be', () => {
  const [a, b] = [numbers('a', days), numbers('b', days)]
  const refused = async (moves: Parameters<typeof defineProject>[0]['moves'], assets = [a, b]) => {
    const { code, message } = await thrownBy(() => defineProject({ assets, moves }))
    return `${code}: ${message}`
  }

  it('are mistakes of the project', async () => {
    expect(await refused([moved({ from: 'a', to: b })])).toBe(
      'MOVE_INVALID: `a` was moved to `b`, and there still is an asset `a`: whose history it is cannot be told',
    )
    expect(await refused([moved({ from: 'x', to: a }), moved({ from: 'x', to: b })])).toBe(
      'MOVE_INVALID: `x` was moved to `a` and to `b`',
    )
    expect(await refused([moved({ from: 'x', to: a }), moved({ from: 'y', to: a })])).toBe(
      'MOVE_INVALID: `a` was moved from `x` and from `y`',
    )
    expect(await refused([moved({ from: 'x', to: b })], [a])).toBe(
      'MOVE_INVALID: `x` was moved to `b`, which is not in the project',
    )
    expect(await refused([moved({ from: 'a', to: a })], [a])).toMatch(/^MOVE_INVALID/)
    expect(
      await refused([
        { from: 'x', to: 'y' },
        { from: 'y', to: 'x' },
      ]),
    ).toMatch(/MOVE_INVALID/)
  })

  it('name a key that is one', async () => {
    expect((await thrownBy(() => moved({ from: 'no key', to: a }))).code).toBe('ASSET_KEY_INVALID')
  })
})
