import type { PoolClient } from 'pg'
import type { PgApi } from './load-pg.ts'

/** A connection, and who may interrupt what runs on it. */
interface Cancelling {
  readonly api: PgApi
  readonly client: PoolClient
  readonly url: string
  readonly signal: AbortSignal | undefined
}

/** A request is lost on a statement that has not begun yet. */
const againMs = 100

/** Interrupts what runs on a connection when the signal is aborted, until it is disposed of. */
export function cancelling({ api, client, url, signal }: Cancelling): AsyncDisposable {
  if (!signal) return { [Symbol.asyncDispose]: async () => {} }
  const settled = new AbortController()
  let requests: Promise<void> = Promise.resolve()
  const interrupt = () => {
    requests = cancelUntil(settled.signal, () => cancel(api, url, processId(client)))
  }
  signal.addEventListener('abort', interrupt, { once: true })
  return {
    // A request that is under way could hit the next statement.
    [Symbol.asyncDispose]: async () => {
      signal.removeEventListener('abort', interrupt)
      settled.abort()
      await requests
    },
  }
}

async function cancelUntil(settled: AbortSignal, request: () => Promise<void>): Promise<void> {
  while (!settled.aborted) {
    await request()
    if (settled.aborted) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, againMs)
      settled.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
    })
  }
}

/** By a connection of its own: those of the pool may all be busy. */
async function cancel({ Client }: PgApi, connectionString: string, process: number): Promise<void> {
  const client = new Client({ connectionString })
  try {
    await client.connect()
    await client.query('select pg_cancel_backend($1)', [process])
  } catch {
    // Without a connection the statement cannot be interrupted now; it is tried again until it has ended.
  } finally {
    await client.end()
  }
}

/** Which process of the server a connection has; the client library keeps it without saying so in its types. */
function processId(client: PoolClient): number {
  return Number((client as unknown as { readonly processID: unknown }).processID)
}
