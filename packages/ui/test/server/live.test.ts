import { mkdtempSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asset, defineProject, memoryState, sqliteState } from '@headwater/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { type LiveMessage, liveMessages } from '../../src/contract/live.ts'
import { inFolder, served, smallProject, until } from './served.ts'

type Told = LiveMessage & { readonly id: number }

/** One connection to the live stream, and what it has been told. */
class Listening {
  readonly told: Told[] = []
  readonly #request: ClientRequest
  #rest = ''

  constructor(port: number, path: string, headers: { readonly [name: string]: string } = {}) {
    this.#request = request({ host: '127.0.0.1', port, path, headers }, (answer) => this.#hear(answer)).on(
      'error',
      () => undefined,
    )
    this.#request.end()
    onTestFinished(() => this.close())
  }

  close(): void {
    this.#request.destroy()
  }

  /** Waits until something has been told. */
  has(isSo: (told: readonly Told[]) => boolean): Promise<unknown> {
    return until(async () => this.told, isSo)
  }

  get last(): number {
    return this.told.at(-1)?.id ?? 0
  }

  of<K extends LiveMessage['kind']>(kind: K): readonly Extract<Told, { kind: K }>['data'][] {
    return this.told.flatMap((each) => (each.kind === kind ? [each.data as never] : []))
  }

  #hear(answer: IncomingMessage): void {
    answer.setEncoding('utf8').on('data', (text: string) => {
      const blocks = `${this.#rest}${text}`.split('\n\n')
      this.#rest = blocks.pop() ?? ''
      this.told.push(...blocks.flatMap(messageIn))
    })
  }
}

function messageIn(block: string): readonly Told[] {
  const [, id, kind, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block) ?? []
  if (kind === undefined) return []
  const read = liveMessages[kind as LiveMessage['kind']].parse(JSON.parse(data ?? ''))
  return [{ id: Number(id), kind, data: read } as Told]
}

const all = '/api/live?topics=status,runs,events'

describe('the live stream', () => {
  it('tells of a run as it goes on: its events, how far it is, and what became of the assets', async () => {
    const { server, project } = await served()
    const listening = new Listening(server.port, all)
    await listening.has((told) => told.some(({ kind }) => kind === 'graph'))
    const { runId } = await project.materialize('market/*')
    await listening.has(() =>
      listening.of('runs').some(({ runs }) => runs.some(({ outcome }) => outcome === 'succeeded')),
    )
    await listening.has(() =>
      listening
        .of('status')
        .some(({ statuses }) => statuses.some(({ asset, status }) => asset === 'market/means' && status === 'fresh')),
    )
    const events = listening.of('events').flatMap(({ events }) => events)
    expect(events.map(({ position }) => position)).toEqual((await project.events()).map(({ position }) => position))
    expect(listening.of('runs').at(-1)?.runs).toMatchObject([{ runId, done: 20, of: 20 }])
  })

  it('tells of what other processes write', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'headwater-ui-state-')), 'state.sqlite')
    const { server } = await served({}, smallProject({}, sqliteState({ path })))
    const listening = new Listening(server.port, '/api/live?topics=asset:math/constant')
    await listening.has((told) => told.length > 0)
    const elsewhere = smallProject({}, sqliteState({ path }))
    await elsewhere.materialize('*')
    await elsewhere.close()
    await listening.has(() =>
      listening
        .of('events')
        .flatMap(({ events }) => events)
        .some(({ type }) => type === 'materialized'),
    )
    expect(new Set(listening.of('events').flatMap(({ events }) => events.map(({ asset }) => asset)))).toEqual(
      new Set(['math/constant']),
    )
    expect(listening.of('status')).toEqual([])
  })

  it('tells what time alone changes: what falls due is late, although nothing was recorded', async () => {
    const arrives = { scope: 'asset', dueWithinMs: 1000, run: () => ({ passed: true }) } as const
    const quotes = asset('quotes', { schema: z.number(), codeVersion: '1', checks: { arrives } }, () => 1)
    const { server, project } = await served(
      {},
      defineProject({ assets: [quotes], state: memoryState(), defaults: { io: inFolder() } }),
    )
    const listening = new Listening(server.port, '/api/live?topics=status')
    await listening.has((told) => told.length > 0)
    await project.materialize('*')
    const position = await project.position()
    await listening.has(() => listening.of('status').some(({ statuses }) => statuses[0]?.late.length === 1))
    expect(listening.of('status').at(-1)).toMatchObject({
      position,
      statuses: [{ asset: 'quotes', status: 'fresh', late: [{ check: 'arrives', partition: null }] }],
    })
    expect(await project.position()).toBe(position)
    // Who knows all that is recorded does not know that.
    const again = new Listening(server.port, '/api/live?topics=status', { 'last-event-id': String(position) })
    await again.has(() => again.of('status').length > 0)
    expect(again.of('status')[0]?.statuses.map(({ late }) => late.length)).toEqual([1])
  })

  it('goes on where a connection broke, and misses nothing', async () => {
    const { server, project } = await served()
    const first = new Listening(server.port, all)
    await first.has((told) => told.length > 0)
    await project.materialize('math/*')
    await first.has(() => first.of('status').length > 0)
    const last = first.last
    first.close()
    const { runId } = await project.materialize('market/*')
    const second = new Listening(server.port, `${all}&after=0`, { 'last-event-id': String(last) })
    await second.has(() => second.of('status').length > 0)
    const expected = (await project.events({ after: last })).map(({ position }) => position)
    expect(second.of('events').flatMap(({ events }) => events.map(({ position }) => position))).toEqual(expected)
    // What was told shortly before may be told again.
    expect(second.of('runs').flatMap(({ runs }) => runs)).toContainEqual(
      expect.objectContaining({ runId, outcome: 'succeeded' }),
    )
    expect(second.of('status')[0]?.statuses.map(({ asset }) => asset)).toEqual(
      expect.arrayContaining(['market/prices', 'market/means']),
    )
    expect(second.of('resync')).toEqual([])
  })

  it('says that everything is to be read again where it cannot tell what was missed', async () => {
    const state = memoryState()
    await smallProject({}, state).materialize('*')
    const { server } = await served({}, smallProject({}, state))
    for (const last of ['1', '99999']) {
      const listening = new Listening(server.port, all, { 'last-event-id': last })
      await listening.has((told) => told.length >= 2)
      expect(listening.told.map(({ kind }) => kind).slice(0, 2)).toEqual(['graph', 'resync'])
      expect(listening.last).toBe(await smallProject({}, state).position())
    }
  })

  it('keeps no more than a little for who does not read, and tells that something was missed', async () => {
    const state = memoryState()
    const { server } = await served({}, smallProject({}, state))
    const slow = connect(server.port, '127.0.0.1')
    onTestFinished(() => void slow.destroy())
    slow.write(`GET /api/live?topics=events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`)
    slow.pause()
    const quick = new Listening(server.port, '/api/live?topics=events')
    await quick.has((told) => told.length > 0)
    const line = {
      type: 'logged',
      runId: 'r',
      asset: 'math/constant',
      partition: null,
      level: 'info',
      message: 'x'.repeat(100_000),
    } as const
    const rounds = 6
    for (let round = 1; round <= rounds; round += 1) {
      const position = await state.append(Array.from({ length: 40 }, () => line))
      await quick.has(() => quick.of('events').at(-1)?.position === position)
    }
    let bytes = 0
    let end = ''
    slow.on('data', (piece: Buffer) => {
      bytes += piece.length
      end = `${end}${piece.toString()}`.slice(-1000)
    })
    slow.resume()
    await until(
      () => state.append([{ ...line, message: 'short' }]),
      () => end.includes('event: resync'),
    )
    expect(bytes).toBeLessThan((rounds * 40 * 100_000) / 2)
  })

  it('looks at the log only while somebody listens', async () => {
    const state = memoryState()
    let looks = 0
    const counted = new Proxy(state, {
      get: (of, name) => {
        looks += 1
        const value = of[name as keyof typeof of] as unknown
        return typeof value === 'function' ? (value as () => unknown).bind(of) : value
      },
    })
    const { server } = await served({}, smallProject({}, counted))
    const quiet = looks
    await new Promise((done) => setTimeout(done, 700))
    expect(looks).toBe(quiet)
    const listening = new Listening(server.port, all)
    await listening.has((told) => told.length > 0)
    await until(
      async () => looks,
      (count) => count > quiet + 2,
    )
    listening.close()
    await until(
      async () => {
        const before = looks
        await new Promise((done) => setTimeout(done, 600))
        return looks - before
      },
      (more) => more === 0,
    )
  })

  it('ends with the server', async () => {
    const { server } = await served()
    const listening = new Listening(server.port, all)
    await listening.has((told) => told.length > 0)
    await server.close()
    await expect(fetch(server.url)).rejects.toThrow()
  })
})
