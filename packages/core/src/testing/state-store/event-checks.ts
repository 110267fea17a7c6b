import type { EventDraft, EventType } from '../../events/index.ts'
import type { EventQuery } from '../../state/index.ts'
import { type Check, logged, materialized } from './bench.ts'

const unreadable = { ...logged('counted'), facts: { rows: Number.NaN } } as EventDraft

export function eventChecks(check: Check): void {
  appendChecks(check)
  queryChecks(check)
  endChecks(check)
}

function appendChecks(check: Check): void {
  check('reads events back as they were appended, with position, time and version', async (bench) => {
    const drafts = [logged('first'), materialized('suite/a', 'v1', 1, 2)]
    bench.expect(await bench.store.append(drafts)).toEqual(2)
    const placed = drafts.map((draft, index) => ({ ...draft, position: index + 1, time: bench.clock.time, version: 2 }))
    bench.expect(await bench.store.events({})).toEqual(placed)
  })

  check('appends what is asked for at once in the order of asking, without gaps', async (bench) => {
    const appends = Array.from({ length: 50 }, (_, index) => [logged(`${index}`), logged(`${index} again`)])
    const positions = await Promise.all(appends.map((drafts) => bench.store.append(drafts)))
    bench.expect(positions).toEqual(appends.map((_, index) => 2 * index + 2))
    bench.expect(await bench.messages()).toEqual(appends.flatMap((_, index) => [`${index}`, `${index} again`]))
  })

  check('appends all events of a call or none, and leaves its neighbours alone', async (bench) => {
    const guard = await bench.lease('run1', 'suite/a', [1])
    await bench.store.release('run1')
    const calls = [
      bench.store.append([logged('before')]),
      bench.store.append([logged('refused'), unreadable]),
      bench.store.append([logged('lost')], { guard }),
      bench.store.append([logged('after')]),
    ]
    const outcomes = await Promise.allSettled(calls)
    bench.expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    bench.expect(await bench.messages()).toEqual(['before', 'after'])
    bench.expect((await bench.store.events({})).map(({ position }) => position)).toEqual([1, 2])
  })

  check('refuses facts and counts that could not be read again', async (bench) => {
    const uncounted = { ...materialized('suite/a', 'v1', 1, 2), rows: { each: [1, Number.NaN] } }
    await bench.expectCode(bench.store.append([uncounted]), 'EVENT_INVALID')
    await bench.expectCode(bench.store.append([{ ...uncounted, rows: { same: 0.5 } }]), 'EVENT_INVALID')
    await bench.expectCode(bench.store.append([unreadable]), 'EVENT_INVALID')
    await bench.expectCode(bench.store.append([unreadable], { lazy: true }), 'EVENT_INVALID')
    bench.expect(await bench.messages()).toEqual([])
  })

  check('keeps what it was given, whatever becomes of the object', async (bench) => {
    const facts = { rows: 1 }
    await bench.store.append([{ ...logged('counted'), facts } as EventDraft])
    facts.rows = 2
    const [event] = await bench.store.events({ types: ['logged'] })
    bench.expect(event?.facts).toEqual({ rows: 1 })
  })
}

function queryChecks(check: Check): void {
  check('finds events by type, run, asset and position, oldest or newest first', async (bench) => {
    await bench.store.append([
      logged('m', 'run1', 'suite/a'),
      logged('m', 'run2', 'suite/a'),
      logged('m', 'run1', 'suite/b'),
      { type: 'keys_added', dimension: 'symbols', keys: ['AAPL'] },
      logged('m', 'run1', 'suite/a'),
    ])
    const found = async (query: EventQuery<EventType>) =>
      (await bench.store.events(query)).map((event) => event.position)
    bench.expect(await found({ types: ['logged'] })).toEqual([1, 2, 3, 5])
    bench.expect(await found({ types: ['keys_added', 'keys_removed'] })).toEqual([4])
    bench.expect(await found({ types: [] })).toEqual([])
    bench.expect(await found({ runId: 'run1' })).toEqual([1, 3, 5])
    bench.expect(await found({ runId: 'run1', asset: 'suite/a', types: ['logged'] })).toEqual([1, 5])
    bench.expect(await found({ after: 2, until: 4 })).toEqual([3, 4])
    bench.expect(await found({ newestFirst: true, limit: 2 })).toEqual([5, 4])
    bench.expect(await found({ after: 1, limit: 2 })).toEqual([2, 3])
    bench.expect(await found({ after: 5 })).toEqual([])
  })

  check(
    'finds what was recorded of an asset under its former names, and nothing of others that had them',
    async (bench) => {
      const found = async (asset: string) => (await bench.store.events({ asset })).map(({ position }) => position)
      await bench.store.append([logged('m', 'run1', 'old'), materialized('old', 'v1', 1)])
      await bench.store.append([{ type: 'renamed', asset: 'new', from: 'old' }])
      bench.expect([await found('new'), await found('old')]).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ])
      await bench.store.append([materialized('old', 'v2', 1), materialized('new', 'v3', 1)])
      bench.expect([await found('new'), await found('old')]).toEqual([[1, 2, 3, 5], [4]])
    },
  )
}

function endChecks(check: Check): void {
  check('keeps lazy events in their place before what was appended after them', async (bench) => {
    const positions = [
      bench.store.append([logged('lazy')], { lazy: true }),
      bench.store.append([logged('durable')]),
      bench.store.append([logged('lazy again')], { lazy: true }),
    ]
    bench.expect(await Promise.all(positions)).toEqual([0, 2, 0])
    await bench.store.append([logged('durable again')])
    bench.expect(await bench.messages()).toEqual(['lazy', 'durable', 'lazy again', 'durable again'])
  })

  check('cannot be used once it is closed, and can be closed twice', async (bench) => {
    await bench.store.append([logged('last')])
    await bench.store.close()
    await bench.store.close()
    await bench.expectCode(bench.store.append([logged('too late')]), 'STATE_CLOSED')
    await bench.expectCode(bench.store.events({}), 'STATE_CLOSED')
  })
}
