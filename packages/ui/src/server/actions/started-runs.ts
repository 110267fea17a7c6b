import type { RunOptions, RunResult } from '@headwater/core'
import type { StartedBody } from '../../contract/runs.ts'
import { masked } from '../masked.ts'

/** The runs that were started through the page: they go on in this process. */
export class StartedRuns {
  readonly #stopping = new AbortController()
  readonly #runs = new Set<Promise<unknown>>()

  /** Starts a run, and resolves once it has begun or it is known that there is nothing to do. Throws what kept it from beginning. */
  start(request: string | undefined, work: (how: Partial<RunOptions>) => Promise<RunResult>): Promise<StartedBody> {
    const { promise, resolve, reject } = Promise.withResolvers<StartedBody>()
    let hasBegun = false
    const onProgress: RunOptions['onProgress'] = (progress) => {
      if (progress.kind !== 'started') return
      hasBegun = true
      resolve({ runId: progress.runId, nothing: false })
    }
    const run = work({ request, signal: this.#stopping.signal, onProgress })
      .then(() => resolve({ nothing: true }))
      .catch((error: unknown) => {
        // Who asked has had the answer: what ends a run later can only be told here, and by the run that does not end.
        if (hasBegun) process.emitWarning(masked(`a run that was started from the page broke off: ${String(error)}`))
        else reject(error)
      })
      .finally(() => this.#runs.delete(run))
    this.#runs.add(run)
    return promise
  }

  /** Cancels what goes on, and resolves when it has ended: what is under way leaves nothing behind, what is done stays. */
  async close(reason: unknown): Promise<void> {
    this.#stopping.abort(reason)
    await Promise.all(this.#runs)
  }
}
