import type { AssetStatusReport, EventReport, Project } from '@headwater/core'
import { isDeepStrictEqual } from 'node:util'
import type { AssetStatusBody } from '../../contract/assets.ts'
import type { Counts } from '../../contract/words.ts'
import { statusBodyOf } from './status-body.ts'

/** How all assets stand at one point of the event log. */
export interface StatusesAt {
  readonly position: number
  /** In topological order. */
  readonly of: ReadonlyMap<string, AssetStatusBody>
}

interface Known extends StatusesAt {
  /** When all assets were looked at, by this process's clock. */
  readonly allReadAt: number
  /**
   * The position at which each asset was first seen to stand as it does. Half a position more: it changed while the log stood
   * still, so that who knows all up to that position may not know this.
   */
  readonly since: ReadonlyMap<string, number>
  /** When time alone makes assets stand otherwise, in milliseconds since the epoch. */
  readonly changesAt: ReadonlyMap<string, number>
}

/** Files of others change without an event: after so long all assets are looked at again. */
const keptMs = 10_000
/** Where so many events happened, or this share of all assets is concerned, to look at all is no slower. */
const manyEvents = 2000
const mostAssets = 1 / 3

/** How the assets of a project stand. What is known is brought up to date from what happened since. */
export class Statuses {
  readonly #project: Project
  /** Where the first reading stood: nobody knows what changed before. */
  #first: number | undefined
  #known: Known | undefined
  #reading: Promise<Known> | undefined

  constructor(project: Project) {
    this.#project = project
  }

  /** All assets as of the end of the log, or what a reading that is under way finds. */
  async all(): Promise<StatusesAt> {
    const position = await this.#project.position()
    const known = this.#known
    const now = Date.now()
    const isCurrent = known?.position === position && now - known.allReadAt < keptMs
    if (isCurrent && now < (this.changesAt ?? Number.POSITIVE_INFINITY)) return known
    return (this.#reading ??= this.#read(position).finally(() => (this.#reading = undefined)))
  }

  /** When time alone makes any asset stand otherwise than it is known to. */
  get changesAt(): number | undefined {
    const moments = [...(this.#known?.changesAt.values() ?? [])]
    return moments.length === 0 ? undefined : moments.reduce((first, moment) => Math.min(first, moment))
  }

  async of(assets: Iterable<string>): Promise<readonly AssetStatusBody[]> {
    const { of } = await this.all()
    return [...assets].flatMap((asset) => of.get(asset) ?? [])
  }

  /**
   * Those that stand otherwise than at a position, and up to where that is true. Undefined where nobody looked that long ago:
   * then all have to be read.
   */
  async changedSince(position: number): Promise<{ position: number; statuses: AssetStatusBody[] } | undefined> {
    const all = await this.all()
    const since = this.#known?.since
    if (!since || this.#first === undefined || position < this.#first) return undefined
    const statuses = [...all.of.values()].filter(({ asset }) => (since.get(asset) ?? 0) > position)
    return { position: all.position, statuses }
  }

  /** `position` was the end of the log before: what happens meanwhile is found again the next time. */
  async #read(position: number): Promise<Known> {
    const before = this.#known
    const now = Date.now()
    const running = await this.#running()
    const concerned = before && (await this.#concerned(before, running))
    const reports = await this.#reports(concerned)
    const of = new Map(concerned ? before.of : [])
    const since = new Map(before?.since)
    const changesAt = new Map(concerned ? before.changesAt : [])
    const seenAt = before?.position === position ? position + 0.5 : position
    for (const report of reports) {
      const { asset } = report
      const body = statusBodyOf(report, running.get(asset))
      const known = before?.of.get(asset)
      if (!isDeepStrictEqual(known, body)) since.set(asset, seenAt)
      of.set(asset, body)
      // A project that goes by another clock than this process has it behind itself already.
      if (report.changesAt !== undefined && report.changesAt > now) changesAt.set(asset, report.changesAt)
      else changesAt.delete(asset)
    }
    this.#first ??= position
    this.#known = { position, of, since, changesAt, allReadAt: concerned ? before.allReadAt : now }
    return this.#known
  }

  async #reports(concerned: readonly string[] | undefined): Promise<readonly AssetStatusReport[]> {
    if (concerned?.length === 0) return []
    return this.#project.status(concerned?.map((key) => `key:${key}`).join(' or '))
  }

  /** The assets that may stand otherwise by what happened. Undefined: any may. */
  async #concerned(
    { position, of, allReadAt, changesAt }: Known,
    running: ReadonlyMap<string, Counts>,
  ): Promise<readonly string[] | undefined> {
    const now = Date.now()
    if (now - allReadAt >= keptMs) return undefined
    const events = await this.#project.events({ after: position, limit: manyEvents })
    if (events.length === manyEvents || events.some(concernsAll)) return undefined
    const { graph } = this.#project
    const changed = new Set(
      events.flatMap((event) => (concernsOne(event) && graph.has(event.asset) ? event.asset : [])),
    )
    const ran = [...of.values()].filter(({ counts }) => counts.running > 0).map(({ asset }) => asset)
    const due = [...changesAt].filter(([, at]) => at <= now).map(([asset]) => asset)
    const roots = [...changed, ...due]
    const concerned = new Set([...roots, ...graph.descendants(roots), ...ran, ...running.keys()])
    return concerned.size > graph.keys.length * mostAssets ? undefined : [...concerned]
  }

  /** How many partitions stand how, of the assets that runs are making: there are never many at a time. */
  async #running(): Promise<ReadonlyMap<string, Counts>> {
    const runs = await this.#project.liveRuns()
    const assets = new Set(runs.flatMap(({ making }) => making.map(({ asset }) => asset)))
    const known = [...assets].filter((asset) => this.#project.graph.has(asset))
    const reports = await Promise.all(known.map((asset) => this.#project.partitions(asset, { limit: 0 })))
    return new Map(reports.map(({ asset, counts }) => [asset, counts]))
  }
}

/** Which keys there are decides about partitions of any asset. */
function concernsAll({ type }: EventReport): boolean {
  return type === 'keys_added' || type === 'keys_removed' || type === 'renamed'
}

function concernsOne(event: EventReport): event is Extract<EventReport, { readonly asset: string }> {
  return 'asset' in event && event.type !== 'logged' && event.type !== 'publishing'
}
