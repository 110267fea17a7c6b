import type { Clock } from '../base/clock.ts'
import type { Pool } from '../base/pool.ts'
import type { AssetDefinition } from '../define/definition.ts'
import type { EventDraft } from '../events/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import type { Attempt } from '../io/index.ts'
import type { OpenResources, Secrets } from '../resources/index.ts'
import type { Guard, StateStore } from '../state/index.ts'
import type { InputResolver, Snapshot } from '../status/index.ts'
import type { Failure, RunProgress } from './progress.ts'
import type { ValueReader } from './value-reader.ts'

/** What the parts of one run share. */
export interface RunParts {
  readonly model: ProjectModel
  readonly store: StateStore
  readonly snapshot: Snapshot
  readonly resolver: InputResolver
  readonly reader: ValueReader
  readonly resources: OpenResources
  readonly secrets: Secrets
  readonly clock: Clock
  readonly guard: Guard
  readonly signal: AbortSignal
  /** How many attempts run at a time, all in all and by the names of pools. */
  readonly concurrency: number
  readonly pool: Pool
  readonly pools: (name: string) => Pool
  /** Also make partitions that turn out to be up to date. */
  readonly force: boolean
  readonly onProgress: (progress: RunProgress) => void
}

/** One run while it goes on: its parts, and how it writes to the log. */
export class RunContext {
  readonly parts: RunParts
  readonly failures: Failure[] = []
  #attempts = 0

  constructor(parts: RunParts) {
    this.parts = parts
  }

  get runId(): string {
    return this.parts.guard.runId
  }

  nextAttempt(): Attempt {
    this.#attempts += 1
    return { id: `${this.runId}.${this.#attempts}`, runId: this.runId, token: this.parts.guard.token }
  }

  /** Durable when it resolves, and only while the run still holds its leases. Secrets are masked. */
  async append(events: readonly EventDraft[]): Promise<number> {
    return this.parts.store.append(this.parts.secrets.maskAll(events), { guard: this.parts.guard })
  }

  /** For logs and progress: may reach the log a little later. */
  note(event: EventDraft): void {
    void this.parts.store.append([this.parts.secrets.maskAll(event)], { lazy: true })
  }

  /** A line that the run itself has to say about a step. */
  warn(unit: { readonly assets: readonly string[] }, message: string): void {
    const line = { asset: unit.assets[0] ?? '', partition: null, level: 'warn', message } as const
    this.note({ type: 'logged', runId: this.runId, ...line })
    this.tell({ kind: 'log', ...line })
  }

  fail(failure: Failure): void {
    const masked = this.parts.secrets.maskAll(failure)
    this.failures.push(masked)
    this.tell({ kind: 'failure', failure: masked })
  }

  tell(progress: RunProgress): void {
    this.parts.onProgress(this.parts.secrets.maskAll(progress))
  }

  definition(key: string): AssetDefinition | undefined {
    return this.parts.model.assets.get(key)
  }
}
