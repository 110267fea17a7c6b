import type { Connection } from './connection.ts'
import { patiently } from './patience.ts'
import { explained, isFaultOfFile } from './sqlite-error.ts'

const lazyMs = 100

/** What is to be done in the next transaction. */
interface Work {
  /** Does it; the answer is what to do once it is durable. */
  readonly attempt: () => () => void
  readonly refuse: (reason: unknown) => void
  /** Nobody waits for it: when its transaction fails it goes into the next one. */
  readonly isLazy: boolean
}

/** What gathers in memory during a transaction, to be written at once. */
export interface Gathering {
  /** Writes what has gathered. */
  flush(): void
  /** Drops it, since what it follows from was undone. */
  forget(): void
}

/**
 * Puts everything that is asked for in one turn of the event loop into one transaction, since a durable commit costs
 * the same for one event and for many. Everyone is answered after the commit, in the order of asking.
 */
export class GroupCommit {
  readonly #connection: Connection
  readonly #patienceMs: number
  readonly #gathering: Gathering
  #waiting: Work[] = []
  #isScheduled = false
  /** Something of the next transaction failed, so that each piece is to be done such that it alone can be undone. */
  #isWary = false
  #timer: NodeJS.Timeout | undefined

  constructor(connection: Connection, patienceMs: number, gathering: Gathering) {
    this.#connection = connection
    this.#patienceMs = patienceMs
    this.#gathering = gathering
  }

  /**
   * Resolves when what `work` wrote is durable. When it throws, it alone is undone, and not its neighbours: they are done
   * once more, so that work must leave nothing behind but what it writes.
   */
  durably<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const attempt = () => {
        const result = work()
        return () => resolve(result)
      }
      this.#waiting.push({ attempt, refuse: reject, isLazy: false })
      this.#schedule()
    })
  }

  /** Does `work` with the next commit, within 100 ms. */
  lazily(work: () => unknown): void {
    const attempt = () => {
      work()
      return nothing
    }
    this.#waiting.push({ attempt, refuse: nothing, isLazy: true })
    this.#timer ??= setTimeout(() => this.#expire(), lazyMs)
  }

  /** Resolves when everything that was asked for is durable. */
  async drain(): Promise<void> {
    if (this.#waiting.length > 0) await this.durably(nothing)
    clearTimeout(this.#timer)
  }

  /** A timer runs to its end even when a commit came first: stopping and starting one for each commit costs more. */
  #expire(): void {
    this.#timer = undefined
    if (this.#waiting.length > 0) this.#schedule()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#flush())
  }

  async #flush(): Promise<void> {
    try {
      await patiently(this.#patienceMs, () => this.#transact())
    } catch (thrown) {
      this.#refuse(this.#take(), thrown)
    }
  }

  /** Synchronous from begin to commit, so that no read of this connection falls between. Only the begin throws. */
  #transact(): void {
    this.#connection.begin()
    const isWary = this.#isWary
    const batch = this.#take()
    try {
      const answers = batch.map((work) => (isWary ? this.#attemptApart(work) : work.attempt()))
      this.#gathering.flush()
      this.#connection.commit()
      for (const answer of answers) answer()
    } catch (thrown) {
      if (isWary || isFaultOfFile(thrown)) this.#refuse(batch, thrown)
      else this.#doAgain(batch)
      this.#connection.rollback()
      this.#gathering.forget()
    }
  }

  /** Undoing all and doing it again is rare; a savepoint for each piece of work would cost a tenth of every commit. */
  #doAgain(batch: readonly Work[]): void {
    this.#isWary = true
    this.#waiting.unshift(...batch)
    this.#schedule()
  }

  #attemptApart(work: Work): () => void {
    try {
      return this.#connection.part(() => {
        const answer = work.attempt()
        this.#gathering.flush()
        return answer
      })
    } catch (thrown) {
      this.#gathering.forget()
      if (isFaultOfFile(thrown)) throw thrown
      return () => work.refuse(thrown)
    }
  }

  #refuse(batch: readonly Work[], thrown: unknown): void {
    const reason = explained(thrown, this.#connection.path)
    for (const work of batch) work.refuse(reason)
    this.#waiting.unshift(...batch.filter((work) => work.isLazy))
  }

  #take(): readonly Work[] {
    const batch = this.#waiting
    this.#waiting = []
    this.#isScheduled = false
    this.#isWary = false
    return batch
  }
}

function nothing(): void {}
