import { asset, type Check, type CheckContext, daily, type Checks, every, memoryState } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { days, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'

const schema = z.number()

describe('a check', () => {
  const checked = (checks: Checks<number>, value = 1) =>
    projectOf([asset('of', { schema, codeVersion: '1', checks }, () => value)])

  it('that passes is counted, and recorded with its facts', async () => {
    const project = checked({ small: (value) => ({ passed: value < 5, facts: { value } }) })
    const run = await project.materialize('*')
    expect([run.ok, run.checks]).toEqual([true, { passed: 1, failed: [] }])
    expect((await project.why('of')).checks).toEqual([
      { check: 'small', passed: true, severity: 'error', blocking: false, facts: { value: 1 } },
    ])
  })

  it('that fails as an error makes the run fail, and the value is there', async () => {
    const run = await checked({ never: () => ({ passed: false }) }).materialize('*')
    expect([run.ok, run.steps[0]?.made, run.failures]).toEqual([false, 1, []])
    expect(run.checks.failed).toMatchObject([{ check: 'never', severity: 'error', blocking: false }])
  })

  it('that fails as a warning only shows', async () => {
    const run = await checked({ never: { severity: 'warn', run: () => ({ passed: false }) } }).materialize('*')
    expect([run.ok, run.checks.failed.length]).toEqual([true, 1])
  })

  it('that throws has not passed, and the error is kept', async () => {
    const run = await checked({
      broken: () => {
        throw new RangeError('of the check')
      },
    }).materialize('*')
    expect(run.checks.failed[0]?.problem).toMatchObject({
      code: 'CHECK_THREW',
      message: 'check `broken` of asset `of` threw RangeError: of the check',
      stack: expect.stringContaining('checks.test.ts'),
    })
  })

  it('that answers with nothing has not passed', async () => {
    const run = await checked({ silent: () => undefined as never }).materialize('*')
    expect(run.checks.failed[0]?.problem?.message).toBe('check `silent` of asset `of` answered with `undefined`')
  })
})

describe('a blocking check that fails', () => {
  const positive = { positive: { blocking: true, run: (value: number) => ({ passed: value > 0, facts: { value } }) } }

  it('keeps the value unpublished and the one before it readable', async () => {
    const clock = new FakeClock(noon)
    const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
    const build = (codeVersion: string, value: number) => {
      const of = asset('of', { schema, codeVersion, checks: positive }, () => value)
      const reader = asset('reader', { schema, codeVersion: '1', deps: { of } }, ({ of }) => of)
      return { of, project: projectOf([of, reader], shared) }
    }
    await build('1', 7).project.materialize('*')
    const { of, project } = build('2', -7)
    const run = await project.materialize('*')
    expect(run.failures[0]?.problem).toMatchObject({
      code: 'CHECK_BLOCKED',
      message: 'asset `of` was not published: its blocking check `positive` failed (value: -7)',
    })
    expect(run.steps.map(({ step, failed, skipped }) => [step, failed, skipped])).toEqual([
      ['of', 1, 0],
      ['reader', 0, 1],
    ])
    expect(await project.load(of)).toBe(7)
    const why = await project.why(of)
    expect([why.status, why.because, why.failure?.problem.code, why.checks[0]?.passed]).toEqual([
      'stale',
      'code changed',
      'CHECK_BLOCKED',
      false,
    ])
  })

  it('keeps back its own partition alone', async () => {
    const of = asset('of', { partitions: days, schema, codeVersion: '1', checks: positive }, (_, { partition }) =>
      partition === '2024-01-02' ? -1 : 1,
    )
    const reader = asset('reader', { partitions: days, schema, codeVersion: '1', deps: { of } }, ({ of }) => of)
    const run = await projectOf([of, reader]).materialize('*')
    expect(run.steps.map(({ made, failed, skipped }) => [made, failed, skipped])).toEqual([
      [9, 1, 0],
      [9, 0, 1],
    ])
  })
})

describe('a check of the whole asset', () => {
  it('runs once a step, after its partitions, and sees the newest that is due', async () => {
    const due: unknown[] = []
    const run = (_: unknown, context: CheckContext) => {
      due.push(context.due(0), context.partition)
      return { passed: true }
    }
    const of = asset(
      'of',
      { partitions: days, schema, codeVersion: '1', checks: { whole: { scope: 'asset', run } } },
      () => 1,
    )
    await projectOf([of]).materialize('*')
    const dueAt = Date.parse('2024-01-11T00:00:00Z')
    expect(due).toEqual([{ partition: '2024-01-10', dueAt, materialized: true }, null])
  })

  it('that blocks keeps what is downstream from being made, and hides nothing', async () => {
    const of = asset(
      'of',
      {
        partitions: days,
        schema,
        codeVersion: '1',
        checks: { whole: { scope: 'asset', blocking: true, run: () => ({ passed: false }) } },
      },
      () => 1,
    )
    const reader = asset('reader', { schema, codeVersion: '1', deps: { all: every(of) } }, () => 1)
    const project = projectOf([of, reader])
    const run = await project.materialize('*')
    expect(run.steps.map(({ made, skipped }) => [made, skipped])).toEqual([
      [10, 0],
      [0, 1],
    ])
    expect(await project.load(of, '2024-01-01')).toBe(1)
  })
})

describe('project.check', () => {
  it('checks what is materialized, and says what it could not check', async () => {
    let limit = 5
    const below = (value: number) => ({ passed: value < limit })
    const of = asset('of', { partitions: days, schema, codeVersion: '1', checks: { below } }, (_, { partition }) =>
      Number(partition.slice(-2)),
    )
    const never = asset('never', { schema, codeVersion: '1', checks: { below } }, () => 1)
    const project = projectOf([of, never])
    await project.materialize('of', { partitions: '2024-01-01..2024-01-03' })
    expect(await project.check('*')).toMatchObject({ ok: true, passed: 3, failed: [], unchecked: ['never'] })
    limit = 3
    const report = await project.check('of')
    expect([report.ok, report.failed.map(({ partition }) => partition)]).toEqual([false, ['2024-01-03']])
    expect((await project.why(of, '2024-01-03')).checks).toMatchObject([{ check: 'below', passed: false }])
  })
})

it('the partition that is being checked counts as there', async () => {
  const clock = new FakeClock('2024-01-04T12:00:00Z')
  const arrived = (_: unknown, context: CheckContext) => ({ passed: context.due(0)?.materialized === true })
  const of = asset(
    'of',
    { partitions: daily({ start: '2024-01-01' }), schema, codeVersion: '1', checks: { arrived } },
    () => 1,
  )
  const project = projectOf([of], { clock })
  expect((await project.materialize('*', { partitions: 'latest' })).ok).toBe(true)
  expect((await thrownBy(() => project.load(of, '2024-01-02'))).code).toBe('NOT_MATERIALIZED')
})

describe('what checks found', () => {
  it('is shown by the status until they pass, also when a run in between makes nothing', async () => {
    const clock = new FakeClock(noon)
    const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
    const build = (least: number) =>
      projectOf(
        [
          asset(
            'of',
            { schema, codeVersion: '1', checks: { enough: (value) => ({ passed: value >= least }) } },
            () => 1,
          ),
        ],
        shared,
      )
    const failedOf = async (project: ReturnType<typeof build>) => (await project.status('of'))[0]?.failedChecks
    const strict = build(2)
    await strict.materialize('*')
    expect((await strict.materialize('*')).steps).toEqual([])
    expect(await failedOf(strict)).toMatchObject([{ check: 'enough', severity: 'error' }])
    const mild = build(1)
    expect(await failedOf(mild)).toMatchObject([{ check: 'enough' }])
    await mild.check('*')
    expect(await failedOf(mild)).toEqual([])
  })

  it('in a partitioned asset as a whole is told without partitions', async () => {
    const never: Check<number> = { scope: 'asset', run: () => ({ passed: false }) }
    const project = projectOf([asset('of', { schema, partitions: days, codeVersion: '1', checks: { never } }, () => 1)])
    await project.materialize('*')
    expect((await project.status('of'))[0]?.failedChecks).toMatchObject([{ check: 'never', partitions: '', count: 0 }])
  })

  it('of many partitions is recorded in one transaction', async () => {
    const clock = new FakeClock(noon)
    const state = memoryState({ clock })
    const fine = () => ({ passed: true })
    const of = asset('of', { schema, partitions: days, codeVersion: '1', checks: { fine } }, () => 1)
    const project = projectOf([of], { clock, state })
    await project.materialize('*')
    const append = vi.spyOn(state, 'append')
    expect(await project.check('*')).toMatchObject({ ok: true, passed: 10 })
    expect(append).toHaveBeenCalledTimes(1)
  })
})
