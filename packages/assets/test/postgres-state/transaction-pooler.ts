import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A pooler in transaction mode, as unkind as one may be: every transaction, also that of a single statement, gets one of a few
 * server connections at random, on which `discard all` has been run. It speaks the protocol of PostgreSQL, version 3, and lets
 * everybody in.
 */
export async function startPooler(url: string, connections = 3): Promise<{ readonly url: string; close(): void }> {
  const { hostname, port, username, password, pathname } = new URL(url)
  const target = { host: hostname, port: Number(port), username, password, database: pathname.slice(1) }
  const backends = await Promise.all(Array.from({ length: connections }, () => Backend.open(target)))
  const pool = new Backends(backends)
  const server = createServer({ noDelay: true }, (socket) => new Frontend(socket, pool)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  return {
    url: own.href,
    close: () => {
      server.close()
      for (const backend of backends) backend.end()
    },
  }
}

interface Target {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  readonly database: string
}

class Backends {
  readonly #free: Backend[]
  readonly #waiting: ((backend: Backend) => void)[] = []

  constructor(backends: readonly Backend[]) {
    this.#free = [...backends]
  }

  /** A connection without any trace of who had it before. */
  async take(): Promise<Backend> {
    const [free] = this.#free.splice(Math.floor(Math.random() * this.#free.length), 1)
    const backend = free ?? (await new Promise<Backend>((resolve) => this.#waiting.push(resolve)))
    await backend.ask(message('Q', 'discard all\0'))
    return backend
  }

  give(backend: Backend): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(backend)
    else next(backend)
  }
}

/** A connection to the server. */
class Backend {
  readonly #socket: Socket
  onMessage: (message: Buffer) => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => {})
    socket.on(
      'data',
      framed((each) => this.onMessage(each)),
    )
  }

  static async open({ host, port, username, password, database }: Target): Promise<Backend> {
    const socket = connect({ host, port, noDelay: true })
    await once(socket, 'connect')
    const backend = new Backend(socket)
    const parameters = Buffer.from(`\0\x03\0\0user\0${username}\0database\0${database}\0\0`)
    const ready = backend.ready((each) => {
      // The server asks for the password in clear text.
      if (each[0] === code('R') && each.readInt32BE(5) === 3) socket.write(message('p', `${password}\0`))
    })
    socket.write(Buffer.concat([length(parameters), parameters]))
    await ready
    return backend
  }

  /** Resolves when the server is ready for the next query. */
  ready(hear: (message: Buffer) => void = () => {}): Promise<void> {
    return new Promise((resolve) => {
      this.onMessage = (each) => {
        hear(each)
        if (each[0] === code('Z')) resolve()
      }
    })
  }

  async ask(query: Buffer): Promise<void> {
    const ready = this.ready()
    this.#socket.write(query)
    await ready
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  end(): void {
    this.#socket.destroy()
  }
}

/** The connection of a client, which has a backend for as long as a transaction lasts. */
class Frontend {
  readonly #socket: Socket
  readonly #pool: Backends
  #backend: Promise<Backend> | undefined

  constructor(socket: Socket, pool: Backends) {
    this.#socket = socket
    this.#pool = pool
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.on(
        'data',
        framed((each) => void this.#forward(each)),
      )
      socket.write(Buffer.concat([message('R', '\0\0\0\0'), message('Z', 'I')]))
    })
  }

  async #forward(each: Buffer): Promise<void> {
    if (each[0] === code('X')) return
    if (each[0] === code('P') && each[5] !== 0) throw new Error('a named statement does not outlive its transaction')
    this.#backend ??= this.#take()
    const backend = await this.#backend
    backend.write(each)
  }

  async #take(): Promise<Backend> {
    const backend = await this.#pool.take()
    backend.onMessage = (each) => {
      const isIdle = each[0] === code('Z') && each[5] === code('I')
      if (isIdle) {
        this.#backend = undefined
        this.#pool.give(backend)
      }
      this.#socket.write(each)
    }
    return backend
  }
}

/** Cuts what arrives into messages: a type, the length of the rest, the rest. */
function framed(hear: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const end = rest.readInt32BE(1) + 1
      hear(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
  }
}

function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(body)
  return Buffer.concat([Buffer.from(type), length(bytes), bytes])
}

/** The length of a body with the length itself. */
function length(body: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(body.length + 4)
  return bytes
}

function code(type: string): number | undefined {
  return type.codePointAt(0)
}
