import { asset, daily, every, memoryState, monthly, rangeAsset } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { leaseTtlMs } from '../../src/state/index.ts'
import { days, noon, projectOf, thrownBy } from '../run/kernel.ts'
import { memoryValues } from '../run/memory-values.ts'
import { newPlace, numbers } from './history.ts'

const schema = z.string()
const many = daily({ start: '2023-01-01', end: '2023-12-31' })

/** A step over ranges that ends the run, in one way or another, when it comes to a day. */
function backfill(at: string | undefined, end: () => void, calls: (readonly string[])[] = []) {
  return rangeAsset('prices', { partitions: many, schema, codeVersion: '1' }, async (_, { partitions, signal }) => {
    if (at !== undefined && partitions.includes(at)) {
      end()
      signal.throwIfAborted()
    }
    calls.push(partitions)
    return partitions.map((day) => [day, day] as const)
  })
}

/** Releases of a project that share their state and values. */
function shared() {
  const clock = new FakeClock(noon)
  return { clock, state: memoryState({ clock }), defaults: { io: memoryValues() } }
}

describe('resuming', () => {
  it('makes exactly the rest of a run that was cancelled, in the chunks that it was given', async () => {
    const of = shared()
    const cancelling = new AbortController()
    const first = await projectOf(
      [backfill('2023-04-15', () => cancelling.abort(new Error('enough')))],
      of,
    ).materialize('*', { chunk: 30, signal: cancelling.signal })
    expect([first.outcome, first.steps[0]?.made]).toEqual(['cancelled', 90])
    const calls: (readonly string[])[] = []
    const project = projectOf([backfill(undefined, () => undefined, calls)], of)
    const rest = await project.resume(first.runId)
    expect([rest.ok, rest.steps[0]?.made]).toEqual([true, 275])
    expect([calls[0]?.length, Math.max(...calls.map(({ length }) => length))]).toEqual([30, 30])
    expect((await project.resume(first.runId)).plan.steps).toEqual([])
    expect((await project.resume(rest.runId)).plan.steps).toEqual([])
  })

  it('makes what failed once its code is mended, and not what others made meanwhile', async () => {
    const of = shared()
    const broken = projectOf(
      [
        backfill('2023-04-15', () => {
          throw new Error('no such day')
        }),
      ],
      of,
    )
    const first = await broken.materialize('*', { chunk: 100 })
    expect([first.outcome, first.steps[0]?.made]).toEqual(['failed', 265])
    const calls: (readonly string[])[] = []
    const project = projectOf([backfill(undefined, () => undefined, calls)], of)
    await project.materialize('*', { partitions: '2023-04-15..2023-04-20' })
    await project.resume(first.runId, { chunk: 1000 })
    expect(calls.map(({ length }) => length)).toEqual([6, 94])
  })

  it('makes by force what a forced run left, not again what it or others made, and can itself be resumed', async () => {
    const of = shared()
    await projectOf([backfill(undefined, () => undefined)], of).materialize('*')
    const cancel = (day: string, made: (readonly string[])[]) => {
      const cancelling = new AbortController()
      const project = projectOf([backfill(day, () => cancelling.abort(new Error('enough')), made)], of)
      return { project, signal: cancelling.signal }
    }
    const [one, two] = [cancel('2023-02-15', []), cancel('2023-06-15', [])]
    const first = await one.project.materialize('*', { force: true, chunk: 31, signal: one.signal })
    expect(first.steps[0]?.made).toBe(31)
    await projectOf([backfill(undefined, () => undefined)], of).materialize('*', {
      partitions: '2023-12-01..2023-12-31',
      force: true,
    })
    const second = await two.project.resume(first.runId, { signal: two.signal })
    expect([second.outcome, second.steps[0]?.planned]).toEqual(['cancelled', 365 - 31 - 31])
    const calls: (readonly string[])[] = []
    const project = projectOf([backfill(undefined, () => undefined, calls)], of)
    const third = await project.resume(first.runId)
    expect(third.ok).toBe(true)
    expect((second.steps[0]?.made ?? 0) + calls.flat().length).toBe(365 - 31 - 31)
    expect(calls[0]?.length).toBe(31)
  })

  it('takes up what a dead run left, with what is downstream', async () => {
    const of = shared()
    const clock = of.clock
    const prices = numbers('prices', days)
    const count = asset(
      'count',
      { schema: z.number(), codeVersion: '1', deps: { all: every(prices) } },
      ({ all }) => [...all.keys()].length,
    )
    let isDead = false
    const dying = {
      ...of.state,
      name: 'dying',
      ledger: of.state.ledger,
      append: (...args: Parameters<typeof of.state.append>) =>
        isDead ? Promise.reject(new Error('dead')) : of.state.append(...args),
      events: of.state.events.bind(of.state),
      lease: of.state.lease.bind(of.state),
      renew: of.state.renew.bind(of.state),
      release: async () => undefined,
      silentRuns: of.state.silentRuns.bind(of.state),
      keyIds: of.state.keyIds.bind(of.state),
      close: of.state.close.bind(of.state),
    }
    let made = 0
    const run = projectOf([prices, count], { ...of, state: dying }).materialize('*', {
      concurrency: 1,
      onProgress: ({ kind }) => {
        if (kind === 'step' && (made += 1) > 5) isDead = true
      },
    })
    await expect(run).rejects.toThrow('dead')
    clock.advance(leaseTtlMs + 1)
    const project = projectOf([prices, count], of)
    const [dead] = await project.runs()
    expect(dead?.outcome).toBe('running')
    const rest = await project.resume(dead?.runId ?? '')
    expect(rest.ok).toBe(true)
    expect(rest.recovered[0]).toContain('had died')
    expect(rest.steps.map(({ step }) => step)).toEqual(['prices', 'count'])
    expect(rest.steps[0]?.made).toBeLessThan(10)
    expect(await project.loadByKey('count')).toBe(10)
  })

  it('follows an asset that was renamed', async () => {
    const { release } = await newPlace()
    const cancelling = new AbortController()
    await using old = release([
      asset('before', { partitions: days, schema, codeVersion: '1' }, (_, { partition, signal }) => {
        if (partition === '2024-01-04') cancelling.abort(new Error('enough'))
        signal.throwIfAborted()
        return partition
      }),
    ])
    const first = await old.materialize('*', { signal: cancelling.signal, concurrency: 1 })
    await using project = release([numbers('after', days)], { moves: [{ from: 'before', to: 'after' }] })
    const rest = await project.resume(first.runId)
    expect(rest.steps.map(({ step, made }) => `${step} ${made}`)).toEqual(['after 7'])
  })

  it('leaves alone an asset that is cut otherwise now, before and after that is recorded', async () => {
    const { release } = await newPlace()
    const cancelled = AbortSignal.abort(new Error('enough'))
    await using old = release([numbers('prices', days)])
    await old.materialize('*', { partitions: '2024-01-01' })
    const first = await old.materialize('*', { signal: cancelled })
    await using project = release([numbers('prices', monthly({ start: '2023-11', end: '2023-12' }))])
    expect((await project.resume(first.runId)).plan.steps).toEqual([])
    await project.materialize('*', { partitions: '2023-11' })
    expect((await project.resume(first.runId)).plan.steps).toEqual([])
    expect((await project.plan('*')).steps[0]?.count).toBe(1)
  })

  it('says that there is no such run', async () => {
    expect(await thrownBy(() => projectOf([]).resume('nothing'))).toMatchObject({
      code: 'RUN_UNKNOWN',
      hint: 'No run is recorded: nothing ran yet, or it was pruned.',
    })
  })
})

describe('cancelling', () => {
  it('ends a run of another process within about a second, and keeps what it made', async () => {
    const { release } = await newPlace()
    const begun = Promise.withResolvers<void>()
    const endless = asset(
      'endless',
      { partitions: days, schema, codeVersion: '1' },
      async (_, { partition, signal }) => {
        if (partition !== '2024-01-03') return partition
        begun.resolve()
        return await new Promise<string>((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        )
      },
    )
    await using project = release([endless])
    const running = project.materialize('*', { concurrency: 1 })
    await begun.promise
    const [run] = await project.runs()
    await using other = release([endless])
    const asked = Date.now()
    await other.cancel(run?.runId ?? '')
    const result = await running
    expect(Date.now() - asked).toBeLessThan(2500)
    expect([result.outcome, result.steps[0]?.made]).toEqual(['cancelled', 2])
    expect((await other.runs())[0]?.outcome).toBe('cancelled')
    expect(await thrownBy(() => other.cancel(run?.runId ?? ''))).toMatchObject({
      code: 'RUN_OVER',
      message: `run \`${run?.runId}\` is over: it was cancelled`,
    })
    await using mended = release([numbers('endless', days)])
    expect((await mended.resume(run?.runId ?? '')).steps[0]?.made).toBe(8)
  })

  it('says that a run is unknown', async () => {
    expect((await thrownBy(() => projectOf([]).cancel('nothing'))).code).toBe('RUN_UNKNOWN')
  })
})

describe('running again', () => {
  it('makes everything that a run set out to make, also what is up to date, in the chunks that it was given', async () => {
    const of = shared()
    const first = await projectOf([backfill(undefined, () => undefined), numbers('other', days)], of).materialize(
      'prices',
      {
        partitions: '2023-02-01..2023-02-28',
        chunk: 10,
      },
    )
    const calls: (readonly string[])[] = []
    const project = projectOf([backfill(undefined, () => undefined, calls), numbers('other', days)], of)
    expect((await project.planRerun(first.runId)).steps).toMatchObject([{ asset: 'prices', count: 28 }])
    const again = await project.rerun(first.runId)
    expect([again.ok, again.steps.map(({ step, made }) => [step, made])]).toEqual([true, [['prices', 28]]])
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 8])
    expect((await project.rerun(again.runId, { chunk: 28 })).steps[0]?.made).toBe(28)
    expect(calls.at(-1)).toHaveLength(28)
  })

  it('says that a run is unknown', async () => {
    expect((await thrownBy(() => projectOf([]).rerun('nothing'))).code).toBe('RUN_UNKNOWN')
    expect((await thrownBy(() => projectOf([]).planRerun('nothing'))).code).toBe('RUN_UNKNOWN')
  })
})
