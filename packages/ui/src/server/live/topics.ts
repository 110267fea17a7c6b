import type { EventReport } from '@headwater/core'

/** What a client wants to be told of. The graph, and that everything is to be read again, is told to all. */
export class Topics {
  readonly status: boolean
  readonly runs: boolean
  readonly #all: boolean
  readonly #runs: ReadonlySet<string>
  readonly #assets: ReadonlySet<string>

  /** A list of `status`, `runs`, `events` (all of them), `run:ID` and `asset:KEY`; absent: statuses and runs. */
  constructor(list = 'status,runs') {
    const words = list.split(',')
    const named = (kind: string): readonly string[] =>
      words.flatMap((word) => (word.startsWith(kind) ? word.slice(kind.length) : []))
    this.status = words.includes('status')
    this.runs = words.includes('runs')
    this.#all = words.includes('events')
    this.#runs = new Set(named('run:'))
    this.#assets = new Set(named('asset:'))
  }

  /** Whether any event may be wanted. */
  get events(): boolean {
    return this.#all || this.#runs.size > 0 || this.#assets.size > 0
  }

  wants(event: EventReport): boolean {
    if (this.#all) return true
    const ofRun = 'runId' in event && event.runId !== undefined && this.#runs.has(event.runId)
    return ofRun || ('asset' in event && this.#assets.has(event.asset))
  }
}
