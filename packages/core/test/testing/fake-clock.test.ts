import { asset, testContext } from '@headwater/core'
import { FakeClock, recordsOf } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

describe('a fake clock', () => {
  it('stands still until it is told', () => {
    const clock = new FakeClock('2024-01-02T00:00:00Z')
    expect(clock.now()).toBe(Date.UTC(2024, 0, 2))
    clock.advance(1500)
    expect(clock.now()).toBe(Date.UTC(2024, 0, 2) + 1500)
  })

  it('wakes whoever slept long enough, in the order of their waking', async () => {
    const clock = new FakeClock('2024-01-02')
    const woken: string[] = []
    const sleeps = [
      clock.sleep(200).then(() => woken.push('late')),
      clock.sleep(100).then(() => woken.push('early')),
      clock.sleep(900).then(() => woken.push('never')),
    ]
    expect(clock.sleeping).toBe(3)
    clock.advance(200)
    await Promise.all(sleeps.slice(0, 2))
    expect([woken, clock.sleeping]).toEqual([['early', 'late'], 1])
  })

  it('ends a sleep with the reason of its signal', async () => {
    const clock = new FakeClock('2024-01-02')
    const aborting = new AbortController()
    const sleep = clock.sleep(100, aborting.signal)
    aborting.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
    await expect(clock.sleep(100, aborting.signal)).rejects.toThrow('enough')
    expect(clock.sleeping).toBe(0)
  })

  it('forgets the signal of a sleeper that woke', async () => {
    const clock = new FakeClock('2024-01-02')
    const aborting = new AbortController()
    const sleep = clock.sleep(100, aborting.signal)
    clock.advance(100)
    await sleep
    aborting.abort()
    expect(clock.sleeping).toBe(0)
  })
})

describe('a test context', () => {
  it('lets a function be called without a project, and keeps what it logs and notes', async () => {
    const of = asset('of', { schema: z.number() }, (_, { log, metadata, partition }) => {
      log.warn('odd', { partition })
      metadata({ rows: 1 })
      metadata({ model: 'ridge' })
      return 1
    })
    const context = testContext()
    expect(await of.materialize({}, context)).toBe(1)
    expect(recordsOf(context)).toEqual({
      logged: [{ level: 'warn', message: 'odd', facts: { partition: null } }],
      facts: { rows: 1, model: 'ridge' },
    })
  })
})
