import type { Clock } from '../base/clock.ts'
import { Pool } from '../base/pool.ts'
import type { AssetDefinition } from '../define/definition.ts'
import type { Facts } from '../base/facts.ts'
import type { EventDraft, Problem } from '../events/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import type { Attempt } from '../io/index.ts'
import { Subset } from '../partitions/index.ts'
import type { OpenResources, Secrets } from '../resources/index.ts'
import type { AliasExpectation, Guard, StateStore } from '../state/index.ts'
import type { InputResolver, Snapshot } from '../status/index.ts'
import { keptFacts } from './kept-facts.ts'
import { problemOf } from './problem.ts'
import type { Failure, RunProgress } from './progress.ts'
import type { ReadColumns } from './read-columns.ts'
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
  /** At most so many partitions in one call of a range step. Absent: thousands. */
  readonly chunk?: number | undefined
  /** False for work that writes nothing: then lines of the log are told and not kept. */
  readonly keepsLog: boolean
  /** Absent: nothing is known of the columns that are read. */
  readonly columns?: ReadColumns | undefined
  readonly onProgress: (progress: RunProgress) => void
}

/** One run while it goes on: its parts, and how it tells what happens. No secret gets through: see `words`, `facts`, `problem`. */
export class RunContext {
  readonly parts: RunParts
  readonly failures: Failure[] = []
  /** Attempts that announced a publication in place, and have not recorded it. */
  readonly unsettled = new Set<string>()
  /** Errors after which it is not known whether the log took what a store had already published: not to be tried again. */
  readonly undecided = new WeakSet<object>()
  readonly #alone = new Map<string, Pool>()
  readonly #subsets = new Map<string, Subset>()
  #attempts = 0
  #listener: ((progress: RunProgress) => void) | undefined

  constructor(parts: RunParts) {
    this.parts = parts
    this.#listener = parts.onProgress
  }

  get runId(): string {
    return this.parts.guard.runId
  }

  nextAttempt(): Attempt {
    this.#attempts += 1
    return { id: `${this.runId}.${this.#attempts}`, runId: this.runId, token: this.parts.guard.token }
  }

  /** Durable when it resolves, and only while the run still holds its leases. */
  append(events: readonly EventDraft[], expects?: AliasExpectation): Promise<number> {
    return this.parts.store.append(events, { guard: this.parts.guard, expects })
  }

  /** Work that reads and moves something shared, such as an alias, runs by itself. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    const pool = this.#alone.get(name) ?? new Pool(1)
    this.#alone.set(name, pool)
    return pool.run(work)
  }

  /** For logs and progress: may reach the log a little later. */
  note(event: EventDraft): void {
    if (!this.parts.keepsLog) return
    const lost = (error: unknown): void => {
      const message = `a line of the event log was not kept: ${problemOf(error).message}`
      this.tell({ kind: 'log', asset: '', partition: null, level: 'warn', message })
    }
    this.parts.store.append([event], { lazy: true }).catch(lost)
  }

  /** A line that the run itself has to say about a step. */
  warn(unit: { readonly assets: readonly string[] }, message: string): void {
    const line = { asset: unit.assets[0] ?? '', partition: null, level: 'warn', message: this.words(message) } as const
    this.note({ type: 'logged', runId: this.runId, ...line })
    this.tell({ kind: 'log', ...line })
  }

  fail(failure: Failure): void {
    this.failures.push(failure)
    this.tell({ kind: 'failure', failure })
  }

  /** A listener that throws is no reason to end a run: it hears nothing more, and the log says why. */
  tell(progress: RunProgress): void {
    try {
      this.#listener?.(progress)
    } catch (thrown) {
      this.#listener = undefined
      this.warn(
        { assets: [] },
        `the listener to progress threw, and is told nothing more: ${problemOf(thrown).message}`,
      )
    }
  }

  definition(key: string): AssetDefinition | undefined {
    return this.parts.model.assets.get(key)
  }

  /** An encoded subset. Steps of one plan mostly have the same, which is decoded once for all of them. */
  subset(encoded: string): Subset {
    const known = this.#subsets.get(encoded) ?? Subset.decode(encoded)
    this.#subsets.set(encoded, known)
    return known
  }

  /** Text that may be shown and kept. */
  words(text: string): string {
    return this.parts.secrets.mask(text)
  }

  /** Facts that may be shown and kept. Throws FACTS_INVALID. */
  facts(facts: Facts, of: string): Facts {
    return this.parts.secrets.maskFacts(keptFacts(facts, of))
  }

  /** An error that may be shown and kept. */
  problem(error: unknown): Problem {
    return this.parts.secrets.maskProblem(problemOf(error))
  }
}
