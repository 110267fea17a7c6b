import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteState } from '@headwater/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serveUi } from '../../../src/server/index.ts'
import { served, smallProject } from '../../server/served.ts'
import { Browser } from './tab.ts'

/** What came in from a browser: the connections to a stream that a test answers itself. */
class Answering {
  readonly asked: {
    readonly after: string | null
    readonly topics: string | null
    readonly last: string | undefined
  }[] = []
  readonly times: number[] = []
  readonly #open = new Set<ServerResponse>()
  #answer: (response: ServerResponse, count: number) => void

  /** `answer` is handed the response, and the number of the connection from 1 on. */
  constructor(answer: (response: ServerResponse, count: number) => void) {
    this.#answer = answer
  }

  /** Resolves to its address. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => this.#hear(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/live`
  }

  get open(): number {
    return this.#open.size
  }

  #hear(request: IncomingMessage, response: ServerResponse): void {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const last = request.headers['last-event-id']
    this.asked.push({
      after: searchParams.get('after'),
      topics: searchParams.get('topics'),
      last: typeof last === 'string' ? last : undefined,
    })
    this.times.push(performance.now())
    this.#open.add(response)
    response.on('close', () => this.#open.delete(response))
    this.#answer(response, this.asked.length)
  }
}

function stream(response: ServerResponse, ...positions: readonly number[]): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  response.write('retry: 10\n\n')
  for (const position of positions) response.write(`id: ${position}\nevent: resync\ndata: {"position":${position}}\n\n`)
}

describe('the live stream of a page', () => {
  it('comes back by itself when the server is started again, and is told that it missed something', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headwater-live-'))
    const path = join(folder, 'state.sqlite')
    const { server, project } = await served({}, smallProject({}, sqliteState({ path })))
    const { port } = server
    const tab = new Browser(`http://127.0.0.1:${port}/api/live`).open(['events'], 0)
    const positions = () => tab.of('events').flatMap(({ events }) => events.map(({ position }) => position))
    await tab.has(() => tab.of('state').includes('live'))
    await project.materialize('math/*')
    const before = await project.position()
    await tab.has(() => positions().includes(before))
    await server.close()
    await tab.has(() => tab.of('state').at(-1) === 'connecting')
    await project.materialize('market/prices')
    const position = await project.position()
    const again = await serveUi(project, { port })
    onTestFinished(async () => {
      await again.close()
      rmSync(folder, { recursive: true })
    })
    await tab.has(() => tab.of('resync').some((missed) => missed.position === position))
    expect(tab.of('state')).toEqual(['connecting', 'live', 'connecting', 'live'])
    await project.materialize('market/means')
    const last = await project.position()
    await tab.has(() => positions().includes(last))
    const told = (await project.events()).filter((event) => event.position <= before || event.position > position)
    expect(positions()).toEqual(told.map((event) => event.position))
  })

  it('says from which position it goes on after a cut, also where a proxy answered with an error', async () => {
    const answering = new Answering((response, count) => {
      if (count === 1) {
        stream(response, 7, 9)
        setImmediate(() => response.destroy())
      } else if (count < 5) response.writeHead(502).end()
      else stream(response, 12)
    })
    const tab = new Browser(await answering.listen()).open(['status'], 5)
    await tab.has(() => tab.of('resync').some(({ position }) => position === 12))
    // The browser itself comes back after the cut; an error ends that for good, and the page asks anew.
    expect(answering.asked.map(({ after, last }) => last ?? after)).toEqual(['5', '9', '9', '9', '9'])
    expect(answering.asked.slice(2).map(({ after }) => after)).toEqual(['9', '9', '9'])
    expect(tab.of('state').at(-1)).toBe('live')
    // It leaves a server alone that is in trouble: at least half a second, and then twice as long each time.
    const pauses = answering.times.slice(2).map((time, index) => time - (answering.times[index + 1] ?? 0))
    expect(pauses.map((pause, index) => pause > 490 * 2 ** index)).toEqual([true, true, true])
  })
})

describe('the tabs of a browser', () => {
  it('share one connection, which is changed for other topics and ends with the last tab', async () => {
    const answering = new Answering((response, count) => stream(response, 10 + count))
    const browser = new Browser(await answering.listen())
    const tabs = [0, 1, 2, 3, 4, 5, 6, 7].map(() => browser.open(['status', 'runs'], 10))
    for (const tab of tabs) await tab.has(() => tab.of('resync').some(({ position }) => position === 11))
    expect(answering.asked).toEqual([{ after: '10', topics: 'runs,status', last: undefined }])
    const [first, second, ...others] = tabs
    first?.follow(['status', 'runs', 'run:a'])
    await second?.has(() => second.of('resync').some(({ position }) => position === 12))
    expect(answering.asked[1]).toEqual({ after: '11', topics: 'run:a,runs,status', last: undefined })
    second?.follow(['status', 'runs', 'run:a'])
    first?.leave()
    second?.follow(['status', 'runs'])
    await second?.has(() => second.of('resync').some(({ position }) => position === 13))
    expect(answering.asked[2]?.topics).toBe('runs,status')
    expect(first?.of('resync').at(-1)?.position).toBe(12)
    for (const tab of others) tab.leave()
    second?.close()
    while (answering.open > 0) await new Promise(setImmediate)
    expect(answering.asked).toHaveLength(3)
  })

  it('that come late, or back, read everything again where the others were told more than they know', async () => {
    const answering = new Answering((response) => stream(response, 20))
    const browser = new Browser(await answering.listen())
    const first = browser.open(['status'], 20)
    await first.has(() => first.of('resync').length > 0)
    const knowing = browser.open(['status'], 20)
    const late = browser.open(['status'], 19)
    await late.has(() => late.of('resync').length > 0)
    expect(late.told).toEqual([
      { kind: 'state', data: 'live' },
      { kind: 'resync', data: { position: 20 } },
    ])
    expect(knowing.told).toEqual([{ kind: 'state', data: 'live' }])
    late.follow(['status', 'runs'])
    await first.has(() => first.of('resync').length > 1)
    await late.has(() => late.of('resync').length > 1)
    expect(late.of('resync')).toHaveLength(2)
    expect(answering.asked).toHaveLength(2)
  })
})
