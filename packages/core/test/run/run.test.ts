import {
  asset,
  every,
  lookback,
  memoryState,
  offset,
  type Project,
  type RunProgress,
  type RunResult,
  self,
} from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { days, gate, noon, projectOf, thrownBy, until } from './kernel.ts'
import { memoryValues } from './memory-values.ts'

const schema = z.number()
const daily = { partitions: days, schema, codeVersion: '1' } as const

const countsOf = (run: RunResult) =>
  Object.fromEntries(
    run.steps.map(({ step, made, cutOff, failed, skipped }) => [step, { made, cutOff, failed, skipped }]),
  )

describe('early cut-off', () => {
  it('leaves alone what is downstream of a rebuilt upstream that came out the same', async () => {
    const clock = new FakeClock(noon)
    const shared = { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
    let calls = 0
    const build = (codeVersion: string, changed: string) => {
      const of = asset('of', { ...daily, codeVersion }, (_, { partition }) => (partition === changed ? 2 : 1))
      const reader = asset('reader', { ...daily, deps: { of } }, ({ of }) => {
        calls += 1
        return of
      })
      const last = asset('last', { ...daily, deps: { reader } }, ({ reader }) => reader)
      return projectOf([of, reader, last], shared)
    }
    await build('1', 'none').materialize('*')
    calls = 0
    const run = await build('2', '2024-01-04').materialize('*')
    expect(countsOf(run)).toEqual({
      of: { made: 10, cutOff: 0, failed: 0, skipped: 0 },
      reader: { made: 1, cutOff: 9, failed: 0, skipped: 0 },
      last: { made: 1, cutOff: 9, failed: 0, skipped: 0 },
    })
    expect(calls).toBe(1)
    const events = await shared.state.events({ types: ['cut_off'], runId: run.runId, asset: 'reader' })
    expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(9)
  })
})

describe('concurrency', () => {
  const overlapping = async (spec: {
    readonly pool?: string
    readonly concurrency: number
    readonly pools?: { readonly [name: string]: number }
  }) => {
    let [now, most] = [0, 0]
    const slow = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise<void>((resolve) => setImmediate(resolve))
      now -= 1
      return 1
    }
    const { pool, ...limits } = spec
    const assets = ['a', 'b'].map((key) => asset(key, { ...daily, pool }, slow))
    const run = await projectOf(assets).materialize('*', limits)
    expect(run.ok).toBe(true)
    return most
  }

  it('is at most what was asked for, over all steps', async () => {
    expect(await overlapping({ concurrency: 3 })).toBe(3)
    expect(await overlapping({ concurrency: 1 })).toBe(1)
  })

  it('of a pool is one, or what the project says', async () => {
    expect(await overlapping({ pool: 'api', concurrency: 8 })).toBe(1)
    expect(await overlapping({ pool: 'api', concurrency: 8, pools: { api: 2 } })).toBe(2)
  })

  it('of an asset that reads itself is one', async () => {
    let [now, most] = [0, 0]
    const sum = asset('sum', { ...daily, deps: { before: offset(self, -1) } }, async () => {
      most = Math.max(most, ++now)
      await new Promise<void>((resolve) => setImmediate(resolve))
      return now--
    })
    await projectOf([sum]).materialize('*', { concurrency: 8 })
    expect(most).toBe(1)
  })
})

describe('an attempt that fails', () => {
  it('is tried again after a wait that doubles', async () => {
    const clock = new FakeClock(noon)
    let calls = 0
    const flaky = asset('flaky', { schema, codeVersion: '1', retry: { attempts: 3 } }, () => {
      calls += 1
      if (calls < 3) throw new Error(`no ${calls}`)
      return calls
    })
    const waits: number[] = []
    const onProgress = (progress: RunProgress) => {
      if (progress.kind === 'retry') waits.push(progress.inMs)
    }
    const running = projectOf([flaky], { clock }).materialize('*', { onProgress })
    for (const ms of [1000, 2000]) {
      await until(() => clock.sleeping === 1)
      clock.advance(ms)
    }
    const run = await running
    expect([run.ok, calls]).toEqual([true, 3])
    expect(waits[0]).toBeGreaterThanOrEqual(500)
    expect(waits[0]).toBeLessThanOrEqual(1000)
    expect(waits[1]).toBeGreaterThanOrEqual(1000)
    expect(waits[1]).toBeLessThanOrEqual(2000)
  })

  it('is not tried again when its value can never fit', async () => {
    let calls = 0
    const wrong = asset('wrong', { schema, codeVersion: '1', retry: { attempts: 5 } }, () => {
      calls += 1
      return 'text' as never
    })
    await projectOf([wrong]).materialize('*')
    expect(calls).toBe(1)
  })

  it('keeps the stack of the code that threw, as cause and in the log', async () => {
    function innermost(): never {
      throw new TypeError('of the user')
    }
    const project = projectOf([asset('a', { schema, codeVersion: '1' }, innermost)])
    const run = await project.materialize('*')
    expect(run.failures[0]).toMatchObject({
      asset: 'a',
      problem: {
        code: 'STEP_FAILED',
        message: 'asset `a` threw TypeError: of the user',
        stack: expect.stringContaining('innermost'),
      },
    })
    expect((await project.run(run.runId)).failures[0]?.problem.stack).toContain('innermost')
  })

  it('skips its downstream partitions and nothing else', async () => {
    const of = asset('of', daily, (_, { partition }) => {
      if (partition === '2024-01-04') throw new Error('no')
      return 1
    })
    const same = asset('same', { ...daily, deps: { of } }, () => 1)
    const window = asset('window', { ...daily, deps: { of: lookback(of, 3) } }, () => 1)
    const all = asset('all', { schema, codeVersion: '1', deps: { of: every(of) } }, () => 1)
    const apart = asset('apart', daily, () => 1)
    const after = asset('after', { ...daily, deps: { window } }, () => 1)
    const project = projectOf([of, same, window, all, apart, after])
    const run = await project.materialize('*')
    expect(countsOf(run)).toEqual({
      of: { made: 9, cutOff: 0, failed: 1, skipped: 0 },
      same: { made: 9, cutOff: 0, failed: 0, skipped: 1 },
      window: { made: 7, cutOff: 0, failed: 0, skipped: 3 },
      all: { made: 0, cutOff: 0, failed: 0, skipped: 1 },
      apart: { made: 10, cutOff: 0, failed: 0, skipped: 0 },
      after: { made: 7, cutOff: 0, failed: 0, skipped: 3 },
    })
    expect(run.outcome).toBe('failed')
    const [status] = await project.status(window)
    expect(status?.missing).toBe('3 partitions: 2024-01-04..2024-01-06')
  })

  it('of an asset that reads itself skips its own later partitions', async () => {
    const sum = asset('sum', { ...daily, deps: { before: offset(self, -1) } }, ({ before }, { partition }) => {
      if (partition === '2024-01-07') throw new Error('no')
      return (before ?? 0) + 1
    })
    expect(countsOf(await projectOf([sum]).materialize('*'))).toEqual({
      sum: { made: 6, cutOff: 0, failed: 1, skipped: 3 },
    })
  })

  it('leaves nothing behind when its value is refused: row, column and value are named', async () => {
    const rows = asset(
      'rows',
      { schema: z.array(z.object({ symbol: z.string(), close: z.number() })), codeVersion: '1' },
      () => [
        { symbol: 'A', close: 1 },
        { symbol: 'B', close: '12.3' as never },
      ],
    )
    const project = projectOf([rows])
    const { failures } = await project.materialize('*')
    expect(failures[0]?.problem).toMatchObject({
      code: 'VALUE_REFUSED',
      message: expect.stringMatching(/row 2, column `close`: .*; found "12\.3"$/),
    })
    expect((await thrownBy(() => project.load(rows))).code).toBe('NOT_MATERIALIZED')
  })
})

describe('a timeout', () => {
  it('ends an attempt that ignores its signal, and what that still gives is never published', async () => {
    const clock = new FakeClock(noon)
    const { opened, open } = gate()
    const values = memoryValues()
    const deaf = asset('deaf', { schema, codeVersion: '1', timeoutMs: 1000 }, async () => {
      await opened
      return 1
    })
    const project = projectOf([deaf], { clock, defaults: { io: values } })
    const running = project.materialize('*')
    await until(() => clock.sleeping === 1)
    clock.advance(1000)
    expect((await running).failures[0]?.problem).toMatchObject({
      code: 'STEP_TIMEOUT',
      message: 'asset `deaf` took longer than its timeout of 1000 ms',
    })
    open()
    await until(() => true)
    expect([values.values.size, (await project.status())[0]?.status]).toEqual([0, 'failed'])
  })

  it('aborts the signal that the function was handed, with the reason', async () => {
    const clock = new FakeClock(noon)
    let reason: unknown
    const polite = asset('polite', { schema, codeVersion: '1', timeoutMs: 5 }, (_, { signal }) => {
      const { promise, reject } = Promise.withResolvers<number>()
      signal.addEventListener('abort', () => reject((reason = signal.reason)))
      return promise
    })
    const running = projectOf([polite], { clock }).materialize('*')
    await until(() => clock.sleeping === 1)
    clock.advance(5)
    expect((await running).failures[0]?.problem.code).toBe('STEP_TIMEOUT')
    expect(reason).toMatchObject({ code: 'STEP_TIMEOUT' })
  })
})

describe('a cancelled run', () => {
  const cancelledAt = async (partition: string): Promise<{ run: RunResult; project: Project; made: string[] }> => {
    const aborting = new AbortController()
    const made: string[] = []
    const of = asset('of', daily, (_, context) => {
      if (context.partition === partition) aborting.abort(new Error('enough'))
      made.push(context.partition)
      return 1
    })
    const reader = asset('reader', { ...daily, deps: { of } }, () => 1)
    const project = projectOf([of, reader])
    return { run: await project.materialize('*', { signal: aborting.signal, concurrency: 1 }), project, made }
  }

  it('keeps what is done, and makes nothing of what was under way', async () => {
    const { run, project } = await cancelledAt('2024-01-05')
    expect([run.outcome, run.ok, run.failures]).toEqual(['cancelled', false, []])
    expect(countsOf(run)).toEqual({
      of: { made: 4, cutOff: 0, failed: 0, skipped: 0 },
      reader: { made: 0, cutOff: 0, failed: 0, skipped: 0 },
    })
    expect((await project.runs())[0]?.outcome).toBe('cancelled')
    expect((await project.plan('of')).steps[0]?.count).toBe(6)
  })

  it('gives its leases back, so that the next one goes on', async () => {
    const { project } = await cancelledAt('2024-01-02')
    expect((await project.materialize('*')).ok).toBe(true)
  })

  it('that was cancelled before it began does nothing', async () => {
    const run = await projectOf([asset('of', daily, () => 1)]).materialize('*', { signal: AbortSignal.abort() })
    expect([run.outcome, run.steps[0]?.made]).toEqual(['cancelled', 0])
  })

  it('does not interrupt a commit: what is being written is finished and counted', async () => {
    const aborting = new AbortController()
    const values = memoryValues()
    const io = {
      ...values,
      write: async (...args: Parameters<typeof values.write>) => {
        aborting.abort()
        await new Promise<void>((resolve) => setImmediate(resolve))
        await values.write(...args)
      },
    }
    const project = projectOf([asset('of', daily, () => 1)], { defaults: { io } })
    const run = await project.materialize('*', { signal: aborting.signal, concurrency: 1 })
    expect([run.outcome, run.steps[0]?.made, values.values.size]).toEqual(['cancelled', 1, 1])
  })
})

describe('two runs', () => {
  it('never make one partition at once: the second is told who has it', async () => {
    const { opened, open } = gate()
    let began = false
    const slow = asset('slow', daily, async () => {
      began = true
      await opened
      return 1
    })
    const project = projectOf([slow])
    const first = project.materialize('*', { partitions: '2024-01-01..2024-01-05' })
    await until(() => began)
    expect(await thrownBy(() => project.materialize('*', { partitions: '2024-01-05..2024-01-06' }))).toMatchObject({
      code: 'LEASE_HELD',
      message: expect.stringContaining('1 partition of asset `slow`'),
    })
    open()
    expect((await first).ok).toBe(true)
  })

  it('make different partitions of one asset side by side', async () => {
    const project = projectOf([asset('of', daily, () => 1)])
    const runs = await Promise.all(
      ['2024-01-01', '2024-01-02'].map((partitions) => project.materialize('*', { partitions })),
    )
    expect(runs.map(({ ok }) => ok)).toEqual([true, true])
  })
})

describe('what a run tells', () => {
  it('is what the function logs and notes, in the run and in its materialization', async () => {
    const clock = new FakeClock(noon)
    const state = memoryState({ clock })
    const of = asset('of', { schema, codeVersion: '1' }, (_, { log, metadata }) => {
      log.info('reading', { rows: 3 })
      log.warn('odd')
      metadata({ rmse: Number.NaN, model: 'ridge' })
      metadata({ rows: 3 })
      return 1
    })
    const project = projectOf([of], { clock, state })
    const { runId } = await project.materialize('*')
    expect((await project.run(runId)).logs.map(({ level, message, facts }) => [level, message, facts])).toEqual([
      ['info', 'reading', { rows: 3 }],
      ['warn', 'odd', undefined],
    ])
    const [made] = await state.events({ types: ['materialized'] })
    expect(made?.facts).toEqual({ rmse: null, model: 'ridge', rows: 3 })
  })

  it('fails the step whose facts cannot be kept, before anything is published', async () => {
    const of = asset('of', { schema, codeVersion: '1' }, (_, { metadata }) => {
      metadata({ when: new Date(0) as never })
      return 1
    })
    const { failures } = await projectOf([of]).materialize('*')
    expect(failures[0]?.problem).toMatchObject({
      code: 'FACTS_INVALID',
      message: 'the fact `when` of asset `of` is a Date; facts are texts, numbers, booleans or null',
    })
  })

  it('goes on when its listener throws, and says so in the log', async () => {
    const project = projectOf([asset('of', daily, () => 1)])
    const run = await project.materialize('*', {
      onProgress: () => {
        throw new Error('a broken screen')
      },
    })
    expect(run.ok).toBe(true)
    expect((await project.run(run.runId)).logs[0]?.message).toContain('a broken screen')
  })
})
