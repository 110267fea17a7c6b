import type { EventReport, Project } from '@headwater/core'
import type { RequestHandler } from 'express'
import { liveQuery } from '../../contract/routes.ts'
import { checked, queryIn } from '../asked-in.ts'
import { eventItemOf } from '../reads/event-item.ts'
import { graphOf } from '../reads/graph.ts'
import type { Statuses } from '../reads/statuses.ts'
import { LiveClient, type Tell } from './live-client.ts'
import { LogWatch } from './log-watch.ts'
import { RunNews } from './run-news.ts'
import { Topics } from './topics.ts'

const beatMs = 15_000
/** Statuses are looked at again at most this often, and take at most a fifth of the time. */
const statusPauseMs = 400
const statusShare = 5
/** As long as a timer can wait. */
const longestWaitMs = 2 ** 31 - 1
/** Who missed more events than these reads everything again. */
const mostMissed = 5000

/** Tells all connected clients what happens: each thing is looked up once for all of them. */
export class LiveStream {
  readonly #project: Project
  readonly #statuses: Statuses
  readonly #watch: LogWatch
  readonly #runs: RunNews
  readonly #clients = new Set<LiveClient>()
  #beating: NodeJS.Timeout | undefined
  #begun: Promise<void> | undefined
  /** Up to where clients have been told of events, and of statuses. */
  #position = 0
  #statusPosition = 0
  #statusesAfter = 0
  #isLooking = false
  /** Goes off when time alone makes assets stand otherwise: windows end, and things fall due. */
  #clock: NodeJS.Timeout | undefined

  constructor(project: Project, statuses: Statuses) {
    this.#project = project
    this.#statuses = statuses
    this.#watch = new LogWatch(project)
    this.#runs = new RunNews(project)
  }

  /** Answers `GET /api/live`. */
  readonly serve: RequestHandler = async (request, response) => {
    const { topics, after } = checked(liveQuery, queryIn(request), 'query')
    const last = Number(request.get('Last-Event-ID') ?? after ?? Number.NaN)
    const client = new LiveClient(response, new Topics(topics))
    this.#clients.add(client)
    response.on('close', () => this.#leave(client))
    await client.catchUp(async (tell) => {
      await (this.#begun ??= this.#begin())
      const from = Number.isNaN(last) ? this.#told : last
      tell({ kind: 'graph', data: { version: graphOf(this.#project).version } }, from)
      if (!Number.isNaN(last)) await this.#tellMissed(client.topics, last, tell)
    })
  }

  /** Ends all connections. */
  close(): void {
    for (const client of this.#clients) {
      client.end()
      this.#leave(client)
    }
  }

  /** From where a client misses nothing. */
  get #told(): number {
    return Math.min(this.#position, this.#statusPosition)
  }

  async #begin(): Promise<void> {
    try {
      this.#statusPosition = (await this.#statuses.all()).position
      this.#position = await this.#watch.listen(this.#hear)
    } catch (error) {
      this.#begun = undefined
      throw error
    }
    this.#beating = setInterval(() => {
      for (const client of this.#clients) client.beat(this.#told)
      // A run elsewhere falls silent without an event. What cannot be read now is said by who follows the log.
      this.#tellRuns([], this.#position).catch(() => undefined)
    }, beatMs)
    if (this.#clients.size === 0) this.#rest()
    else this.#wait()
  }

  #leave(client: LiveClient): void {
    this.#clients.delete(client)
    if (this.#clients.size === 0) this.#rest()
  }

  #rest(): void {
    this.#watch.stop(this.#hear)
    clearInterval(this.#beating)
    clearTimeout(this.#clock)
    this.#begun = undefined
  }

  /** What happened since a position; that all is to be read where the log is another one by now, or nobody knows. */
  async #tellMissed(topics: Topics, last: number, tell: Tell): Promise<void> {
    const position = this.#position
    const missed =
      last < position ? await this.#project.events({ after: last, until: position, limit: mostMissed }) : []
    const changed = await this.#statuses.changedSince(last)
    if (!changed || last > changed.position || missed.length === mostMissed)
      return tell({ kind: 'resync', data: { position } }, this.#told)
    if (topics.status && changed.statuses.length > 0) tell({ kind: 'status', data: changed }, last)
    tellEvents({ topics, tell }, missed, { position, told: last })
    const runs = topics.runs ? await this.#runs.of(missed) : []
    if (runs.length > 0) tell({ kind: 'runs', data: { position, runs: [...runs] } }, last)
  }

  readonly #hear = async ({
    position,
    events,
  }: {
    position: number
    events: readonly EventReport[]
  }): Promise<void> => {
    this.#position = position
    for (const client of this.#clients) tellEvents(client, events, { position, told: this.#told })
    if (events.length > 0) await this.#tellRuns(events, position)
    if (this.#statusPosition < position) void this.#tellStatuses()
  }

  async #tellRuns(events: readonly EventReport[], position: number): Promise<void> {
    const clients = [...this.#clients].filter(({ topics }) => topics.runs)
    const runs = clients.length > 0 ? await this.#runs.changed(events) : []
    if (runs.length === 0) return
    for (const client of clients) client.tell({ kind: 'runs', data: { position, runs: [...runs] } }, this.#told)
  }

  /** Beside the events, since it takes longer on a large project. */
  async #tellStatuses(): Promise<void> {
    const began = Date.now()
    if (this.#isLooking) return
    if (began < this.#statusesAfter) return this.#wait()
    this.#isLooking = true
    try {
      const changed = await this.#statuses.changedSince(this.#statusPosition)
      this.#statusPosition = changed?.position ?? this.#position
      if (changed && changed.statuses.length === 0) return
      const message = changed
        ? ({ kind: 'status', data: changed } as const)
        : ({ kind: 'resync', data: { position: this.#position } } as const)
      for (const client of this.#clients) if (client.topics.status) client.tell(message, this.#told)
    } catch (error) {
      process.emitWarning(`the statuses of the assets cannot be read: ${String(error)}`)
    } finally {
      this.#isLooking = false
      this.#statusesAfter = Date.now() + Math.max(statusPauseMs, (Date.now() - began) * statusShare)
      this.#wait()
    }
  }

  /** Looks again when the next asset stands otherwise by then. */
  #wait(): void {
    clearTimeout(this.#clock)
    const { changesAt } = this.#statuses
    if (changesAt === undefined || this.#clients.size === 0) return
    const waitMs = Math.max(changesAt, this.#statusesAfter) - Date.now()
    this.#clock = setTimeout(() => void this.#tellStatuses(), Math.min(waitMs, longestWaitMs)).unref()
  }
}

function tellEvents(
  client: Pick<LiveClient, 'topics' | 'tell'>,
  events: readonly EventReport[],
  { position, told }: { readonly position: number; readonly told: number },
): void {
  const wanted = client.topics.events ? events.filter((event) => client.topics.wants(event)) : []
  if (wanted.length > 0) client.tell({ kind: 'events', data: { position, events: wanted.map(eventItemOf) } }, told)
}
