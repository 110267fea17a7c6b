import type { Socket } from 'node:net'
import type { RedshiftError } from './redshift-error.ts'
import { encodeFields, encode, errorFields, type Message, MessageReader, query, textCells } from './wire.ts'

/** What PostgreSQL refused, with the state in which it left the session: the client gets both as they are. */
export class BackendRefusal extends Error {
  readonly error: Message
  readonly ready: Message

  constructor(error: Message, ready: Message) {
    super(errorFields(error).get('M'))
    this.name = 'BackendRefusal'
    this.error = error
    this.ready = ready
  }
}

type Hear = (message: Message) => void

/** A session of the PostgreSQL behind the proxy. */
export class Backend {
  readonly #socket: Socket
  readonly #reader = new MessageReader()
  /** Who hears what nobody waits for. */
  readonly #otherwise: Hear
  #hear: Hear
  #lost: (() => void) | undefined

  constructor(socket: Socket, otherwise: Hear) {
    this.#socket = socket
    this.#otherwise = otherwise
    this.#hear = otherwise
    socket.on('data', (chunk) => {
      this.#reader.push(chunk)
      for (let message = this.#reader.take(); message; message = this.#reader.take()) this.#hear(message)
    })
    socket.on('close', () => this.#lost?.())
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Ends the session as a crash would: what it has not committed is undone. */
  destroy(): void {
    this.#socket.destroy()
  }

  /** Sends something, and hands over all replies up to ReadyForQuery. */
  exchange(bytes: Buffer, hear: Hear): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#lost = () => reject(new Error('the session of PostgreSQL ended'))
      this.#hear = (message) => {
        hear(message)
        if (message.type !== 'Z') return
        this.#hear = this.#otherwise
        resolve()
      }
      this.send(bytes)
    })
  }

  /** Runs a query of the proxy's own within the session. Throws `BackendRefusal`. */
  async ask(sql: string): Promise<readonly (readonly (string | null)[])[]> {
    const rows: (readonly (string | null)[])[] = []
    let error: Message | undefined
    let ready: Message | undefined
    await this.exchange(query(sql), (message) => {
      if (message.type === 'D') rows.push(textCells(message))
      if (message.type === 'E') error = message
      if (message.type === 'Z') ready = message
    })
    if (error && ready) throw new BackendRefusal(error, ready)
    return rows
  }

  /** Lets a statement fail, with all that follows for the transaction. Hands over the error and ReadyForQuery. */
  async refuse({ message, state, detail }: RedshiftError, hear: (bytes: Buffer) => void): Promise<void> {
    const more = detail === undefined ? '' : `, detail = ${literal(detail)}`
    const raise = `do ${literal(`begin raise exception using errcode = ${literal(state)}, message = ${literal(message)}${more}; end`)}`
    await this.exchange(query(raise), (reply) => {
      if (reply.type !== 'E') return hear(encode(reply))
      const fields = new Map(errorFields(reply))
      fields.delete('W')
      hear(encodeFields('E', fields))
    })
  }
}

/** Backslashes escape here, as in Redshift. */
function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
