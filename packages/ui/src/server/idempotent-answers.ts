import { createHash } from 'node:crypto'
import { HeadwaterError, type Project } from '@headwater/core'
import type { JsonAnswer } from './json-answer.ts'

/** So many keys are known; the oldest is forgotten first. */
const known = 1000
/** So many runs of servers before this one are looked at, the newest first. */
const runsBefore = 100

/** A run that was started by a server before this one. */
interface RunBefore {
  readonly digest: string
  readonly runId: string
}

/**
 * Answers to what changes something, by the key that the caller gave to its wish: to ask again, as after a broken
 * connection, gets the same answer and starts nothing. They are kept in memory. Runs are recorded with the wish that they
 * fulfil, so that a server that was started again finds those too; what started none is simply done again by it.
 */
export class IdempotentAnswers {
  readonly #project: Project
  readonly #answers = new Map<string, { readonly digest: string; readonly answer: Promise<JsonAnswer> }>()
  #before: Promise<ReadonlyMap<string, RunBefore>> | undefined

  constructor(project: Project) {
    this.#project = project
  }

  /**
   * `work` is handed what a run has to be recorded with. Throws REQUEST_INVALID for a malformed key, and REQUEST_KEY_REUSED
   * where it stands for another wish.
   */
  async answer(
    key: string | undefined,
    wish: unknown,
    work: (request: string) => Promise<JsonAnswer>,
  ): Promise<JsonAnswer> {
    if (key === undefined || !/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new HeadwaterError('REQUEST_INVALID', {
        message: 'what changes something needs an `Idempotency-Key` of 1 to 200 visible characters',
        hint: 'Send a UUID, and the same again only to repeat the same wish.',
        cause: { field: 'Idempotency-Key' },
      })
    }
    const digest = createHash('sha256').update(JSON.stringify(wish)).digest('base64url')
    const given = this.#answers.get(key)
    if (given) {
      assertSame(key, digest, given)
      return given.answer
    }
    const answer = this.#firstAnswer(key, digest, work)
    this.#answers.set(key, { digest, answer })
    if (this.#answers.size > known) this.#answers.delete([...this.#answers.keys()][0] ?? '')
    answer.catch(() => this.#answers.delete(key))
    return answer
  }

  async #firstAnswer(key: string, digest: string, work: (request: string) => Promise<JsonAnswer>): Promise<JsonAnswer> {
    this.#before ??= this.#runsBefore().catch((error: unknown) => {
      this.#before = undefined
      throw error
    })
    const run = (await this.#before).get(key)
    if (!run) return work(`${key} ${digest}`)
    assertSame(key, digest, run)
    return { status: 200, body: { runId: run.runId, nothing: false } }
  }

  /** By key; asked for once, since what this server starts itself it remembers. */
  async #runsBefore(): Promise<ReadonlyMap<string, RunBefore>> {
    const started = await this.#project.events({ types: ['run_started'], newestFirst: true, limit: runsBefore })
    const runs = new Map<string, RunBefore>()
    for (const event of started.toReversed()) {
      if (event.type !== 'run_started' || event.request === undefined) continue
      const [key = '', digest = ''] = event.request.split(' ')
      runs.set(key, { digest, runId: event.runId })
    }
    return runs
  }
}

function assertSame(key: string, digest: string, before: { readonly digest: string }): void {
  if (before.digest === digest) return
  throw new HeadwaterError('REQUEST_KEY_REUSED', {
    message: `the Idempotency-Key \`${key}\` was used before for another request`,
    hint: 'Take a new key for each new wish; the same only to ask for the same again.',
  })
}
