import { randomUUID } from 'node:crypto'
import { GoogleError } from '../google/google-error.ts'
import type { QueryResult } from './script.ts'

/** What a job did. */
export type Outcome =
  | { readonly kind: 'query'; readonly result: QueryResult }
  | { readonly kind: 'load'; readonly rows: number; readonly files: number; readonly bytes: number }

/** A job that is running, or is done. */
export class Job {
  readonly id: string
  readonly configuration: object
  readonly done: Promise<void>
  readonly started = Date.now()
  ended: number | undefined
  outcome: Outcome | undefined
  error: GoogleError | undefined

  constructor(id: string, configuration: object, work: () => Promise<Outcome>) {
    this.id = id
    this.configuration = configuration
    this.done = this.#run(work)
  }

  async #run(work: () => Promise<Outcome>): Promise<void> {
    try {
      this.outcome = await work()
    } catch (error) {
      this.error =
        error instanceof GoogleError
          ? error
          : new GoogleError(500, 'internalError', error instanceof Error ? error.message : String(error))
    }
    this.ended = Date.now()
  }
}

/** Jobs by their ids, which clients choose: the same id again is no second job. */
export class Jobs {
  readonly #projectId: string
  readonly #jobs = new Map<string, Job>()

  constructor(projectId: string) {
    this.#projectId = projectId
  }

  /** Starts a job. Throws 409 `duplicate` where there is one of this id, whatever has become of it. */
  start(id: string | undefined, configuration: object, work: () => Promise<Outcome>): Job {
    const chosen = id ?? `job_${randomUUID()}`
    if (!/^[\w-]{1,1024}$/.test(chosen)) throw new GoogleError(400, 'invalid', `Invalid job ID "${chosen}".`)
    if (this.#jobs.has(chosen)) {
      throw new GoogleError(409, 'duplicate', `Already Exists: Job ${this.#projectId}:US.${chosen}`)
    }
    const job = new Job(chosen, configuration, work)
    this.#jobs.set(chosen, job)
    return job
  }

  /** Throws 404. */
  get(id: string): Job {
    const found = this.#jobs.get(id)
    if (found) return found
    throw new GoogleError(404, 'notFound', `Not found: Job ${this.#projectId}:US.${id}`)
  }

  /** Waits until all jobs are done. */
  async settle(): Promise<void> {
    await Promise.all([...this.#jobs.values()].map(({ done }) => done))
  }

  /** A job's resource, as the REST API has it. */
  resourceOf(job: Job): object {
    const { id, configuration, started, ended, error } = job
    const failure = error && { reason: error.reason, message: error.message, location: 'query' }
    return {
      kind: 'bigquery#job',
      id: `${this.#projectId}:US.${id}`,
      jobReference: this.reference(id),
      configuration,
      status: {
        state: ended === undefined ? 'RUNNING' : 'DONE',
        ...(failure && { errorResult: failure, errors: [failure] }),
      },
      statistics: {
        creationTime: String(started),
        startTime: String(started),
        ...(ended !== undefined && { endTime: String(ended) }),
        ...statisticsOf(job),
      },
    }
  }

  reference(jobId: string): object {
    return { projectId: this.#projectId, jobId, location: 'US' }
  }
}

function statisticsOf({ outcome }: Job): object {
  if (outcome?.kind === 'load') {
    const { rows, files, bytes } = outcome
    return {
      load: {
        outputRows: String(rows),
        inputFiles: String(files),
        inputFileBytes: String(bytes),
        outputBytes: String(bytes),
      },
    }
  }
  if (outcome?.kind !== 'query') return {}
  const { statementType, affectedRows } = outcome.result
  const affected = affectedRows === undefined ? {} : { numDmlAffectedRows: String(affectedRows) }
  return { totalBytesProcessed: '0', query: { statementType, totalBytesProcessed: '0', ...affected } }
}
