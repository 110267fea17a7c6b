import { isConnectionFault } from '../postgres/connection-errors.ts'
import type { LogTransaction } from './log-transaction.ts'

const lazyMs = 100

/** Runs work in a transaction, again when the connection broke, and resolves when that is durable. */
export type Transact = <T>(work: (transaction: LogTransaction) => Promise<T>) => Promise<T>

/** What is to be done in a transaction. It may be done several times, and only what the last one wrote is there. */
type Task<T> = (transaction: LogTransaction) => T | Promise<T>

interface Work {
  /** Does it; the answer is what to do once it is durable. */
  readonly attempt: (transaction: LogTransaction) => Promise<() => void>
  readonly refuse: (reason: unknown) => void
  /** Nobody waits for it. */
  readonly isLazy: boolean
  /** It has a transaction to itself. */
  readonly isAlone: boolean
}

/**
 * Puts everything that is asked for while a transaction goes on into the next one, since a durable commit costs the same for
 * one event and for many, and other machines wait for the log in between. Everyone is answered after the commit, in the order
 * of asking.
 */
export class GroupCommit {
  readonly #transact: Transact
  readonly #explained: (thrown: unknown) => unknown
  #waiting: Work[] = []
  #isRunning = false
  #timer: NodeJS.Timeout | undefined

  /** `explained` makes of what a database threw what is told to users. */
  constructor(transact: Transact, explained: (thrown: unknown) => unknown) {
    this.#transact = transact
    this.#explained = explained
  }

  /** Resolves when what the task wrote is durable. When it throws before it writes, its neighbours are not concerned. */
  durably<T>(task: Task<T>, { isAlone = false } = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const attempt = async (transaction: LogTransaction) => {
        const result = await task(transaction)
        return () => resolve(result)
      }
      this.#waiting.push({ attempt, refuse: reject, isLazy: false, isAlone })
      this.#start()
    })
  }

  /** Does the task with the next commit, within 100 ms, and then calls `done`. When the commit fails it is lost. */
  lazily(task: Task<unknown>, done = nothing): void {
    const attempt = async (transaction: LogTransaction) => {
      await task(transaction)
      return done
    }
    this.#waiting.push({ attempt, refuse: nothing, isLazy: true, isAlone: false })
    this.#timer ??= setTimeout(() => this.#expire(), lazyMs)
  }

  /** Resolves when everything that was asked for is durable. */
  async drain(): Promise<void> {
    if (this.#isRunning || this.#waiting.length > 0) await this.durably(nothing)
    clearTimeout(this.#timer)
  }

  /** A timer runs to its end even when a commit came first. */
  #expire(): void {
    this.#timer = undefined
    if (this.#waiting.length > 0) this.#start()
  }

  /** What is asked for in the same turn of the event loop still comes along. */
  #start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    setImmediate(() => this.#run())
  }

  async #run(): Promise<void> {
    do await this.#commit(this.#take())
    while (this.#isWaitedFor())
    this.#isRunning = false
  }

  #isWaitedFor(): boolean {
    const isExpired = this.#timer === undefined
    return this.#waiting.some(({ isLazy }) => !isLazy || isExpired)
  }

  /** Never rejects: everyone in the batch is told. */
  async #commit(batch: readonly Work[]): Promise<void> {
    let isBegun = false
    try {
      const answers = await this.#transact((transaction) => {
        isBegun = true
        return attemptAll(batch, transaction)
      })
      for (const answer of answers) answer()
    } catch (thrown) {
      // One of them may be to blame: then each is on its own.
      if (isBegun && batch.length > 1 && !isConnectionFault(thrown))
        for (const work of batch) await this.#commit([work])
      else for (const work of batch) work.refuse(this.#explained(thrown))
    }
  }

  #take(): readonly Work[] {
    const next = this.#waiting.findIndex(({ isAlone }) => isAlone)
    const count = next === -1 ? this.#waiting.length : Math.max(next, 1)
    return this.#waiting.splice(0, count)
  }
}

async function attemptAll(batch: readonly Work[], transaction: LogTransaction): Promise<readonly (() => void)[]> {
  const answers: (() => void)[] = []
  for (const work of batch) {
    try {
      answers.push(await work.attempt(transaction))
    } catch (thrown) {
      // What the database refused ends the transaction; anything else was found before anything was written.
      if (transaction.session.isBroken || work.isAlone) throw thrown
      answers.push(() => work.refuse(thrown))
    }
  }
  return answers
}

function nothing(): void {}
