import { fail } from '@headwater/core/io'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { requireScalar } from '../tables/inline-parameters.ts'
import { cancelling } from './cancel-statement.ts'
import { isConnectionFault } from './connection-errors.ts'
import { loadCopyStreams, type PgApi } from './load-pg.ts'
import { momentText } from './moment-text.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { explainedQuery } from './query-errors.ts'
import type { TextResult } from './read-result.ts'

/** What a connection works with. */
export interface ConnectionParts {
  readonly api: PgApi
  readonly client: PoolClient
  readonly url: string
  /** Interrupts the running statement. */
  readonly signal: AbortSignal | undefined
  /** What a server threw, as an error that says what to do; default: `explainedQuery`. */
  readonly explain?: ((thrown: unknown, url: string) => unknown) | undefined
}

/** One connection to a server: statements and COPY, whose errors are explained, see `explainedQuery`. */
export class PostgresConnection {
  readonly #parts: ConnectionParts
  #isBroken = false

  constructor(parts: ConnectionParts) {
    this.#parts = parts
  }

  get signal(): AbortSignal | undefined {
    return this.#parts.signal
  }

  /** Whether it is of no use to anybody any more. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** Runs one statement; the simple protocol would take several. */
  async query(sql: string, parameters: readonly unknown[] = []): Promise<TextResult> {
    const values = parameters.map(parameterText)
    const query = { text: sql, values, rowMode: 'array', queryMode: 'extended', types: texts } as const
    return this.#interruptible(() => this.#parts.client.query<(string | null)[]>(query))
  }

  /** Runs statements without parameters or results, in one round trip. */
  async send(sql: string): Promise<void> {
    await this.#interruptible(() => this.#parts.client.query(sql))
  }

  /** Commits the current transaction. Throws where the server undid it instead, as it does after an error in it. */
  async commit(): Promise<void> {
    const { command } = await this.#interruptible(() => this.#parts.client.query('commit'))
    if (command === 'COMMIT') return
    fail('INTERNAL', {
      message: `a transaction in PostgreSQL ended with ${command}, since an error in it was passed over`,
    })
  }

  /** Undoes the current transaction, if it is there still. */
  async rollback(): Promise<void> {
    try {
      await this.#parts.client.query('rollback')
    } catch {
      // The connection is gone, and with it the transaction. What was thrown first says more.
      this.#isBroken = true
    }
  }

  /** Sends what COPY takes. When `pieces` throws, nothing of it is there. */
  async copyIn(statement: string, pieces: AsyncIterable<Buffer>): Promise<void> {
    const { from } = await loadCopyStreams()
    await this.#interruptible(() =>
      pipeline(Readable.from(pieces, { objectMode: false }), this.#parts.client.query(from(statement))),
    )
  }

  /** Reads what COPY gives. */
  async copyOut<T>(statement: string, read: (pieces: AsyncIterable<Buffer>) => Promise<T>): Promise<T> {
    const { to } = await loadCopyStreams()
    return this.#interruptible(() => read(this.#parts.client.query(to(statement))))
  }

  async #interruptible<T>(work: () => Promise<T>): Promise<T> {
    const { signal, url, explain = explainedQuery } = this.#parts
    signal?.throwIfAborted()
    await using _ = cancelling(this.#parts)
    try {
      return await work()
    } catch (error) {
      if (isConnectionFault(error)) this.#isBroken = true
      signal?.throwIfAborted()
      throw explain(error, url)
    }
  }
}

/** Cells are read by `readResult`, which knows more than a type's number. */
const texts = { getTypeParser: () => (text: string) => text }

function parameterText(value: unknown, index: number): string | null {
  const scalar = requireScalar(postgresDialect, value, index)
  if (scalar === null) return null
  if (scalar instanceof Date) return momentText(scalar)
  return Object.is(scalar, -0) ? '-0' : String(scalar)
}
