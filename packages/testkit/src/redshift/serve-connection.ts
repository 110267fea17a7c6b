import { connect, type Socket } from 'node:net'
import type { Fault, Faults } from '../faults/faults.ts'
import { Backend, BackendRefusal } from './backend.ts'
import type { CopySource } from './copy-objects.ts'
import { typeNumbers } from './emulator-schema.ts'
import { LoadError } from './load-error.ts'
import { isCopy, parseCopy } from './parse-copy.ts'
import { notEmulated, RedshiftError } from './redshift-error.ts'
import { errorOf, FailedLoad, runCopy } from './run-copy.ts'
import { isWord, statementsOf, type Token, tokensOf } from './sql-tokens.ts'
import { type SessionSettings, translateStatement } from './translate-statement.ts'
import {
  encode,
  encodeFields,
  encodeFirst,
  firstCodes,
  type Message,
  MessageReader,
  query,
  text,
  textAt,
  withType,
} from './wire.ts'

/**
 * What can go wrong with a statement: `drop-before` ends the connection and nothing has happened; `drop-after` ends it
 * without a reply, and what was asked for has happened; `drop-copy` ends it when half of the rows of a COPY are sent;
 * `fail-copy` fails a COPY there; `conflict` is Redshift's error 1023, a serializable isolation violation.
 */
export type RedshiftFaultKind = 'drop-before' | 'drop-after' | 'drop-copy' | 'fail-copy' | 'conflict'

/** What connections share. */
export interface Serving {
  readonly target: { readonly host: string; readonly port: number }
  readonly source: CopySource
  readonly faults: Faults<RedshiftFaultKind>
  /** All statements so far, as clients sent them. */
  readonly statements: string[]
  readonly roles: readonly string[] | undefined
  /** Writes a load error down, for good whatever becomes of the transaction. */
  readonly record: (error: LoadError, session: number) => Promise<void>
}

/** Set for a session from its start: texts, isolation and names are as in Redshift. */
const sessionOptions = [
  '-c standard_conforming_strings=off',
  '-c escape_string_warning=off',
  String.raw`-c default_transaction_isolation=repeatable\ read`,
].join(' ')

/** Serves one connection, from its first message on. */
export function serveConnection(client: Socket, serving: Serving): void {
  const upstream = connect(serving.target)
  const connection = new Connection(client, upstream, serving)
  for (const socket of [client, upstream]) {
    // A connection that breaks is closed next; there is nobody to be told.
    socket.on('error', () => {})
    socket.setNoDelay()
  }
  client.on('close', () => upstream.destroy())
  upstream.on('close', () => client.end())
  client.on('data', (chunk) => connection.receive(chunk))
}

/** The replies to the messages before Execute: ParseComplete, BindComplete, and NoData to Describe. */
const beforeExecute = '12n'

/** How a COPY was asked for. */
interface CopyAsked {
  readonly fault: RedshiftFaultKind | undefined
  /** By a Parse, not by a simple query. */
  readonly isParsed: boolean
}

/** One client with its session. Messages are worked on one after another, so that replies keep their order. */
class Connection {
  readonly #client: Socket
  readonly #upstream: Socket
  readonly #serving: Serving
  readonly #backend: Backend
  readonly #reader = new MessageReader()
  readonly #settings: SessionSettings = { isCaseSensitive: false }
  #work: Promise<void> = Promise.resolve()
  #isStarted = false
  /** What is done at the next Sync instead of handing it on; until then all messages are left out. */
  #atSync: (() => Promise<void>) | undefined
  #isDroppedAtSync = false
  #session = 0

  constructor(client: Socket, upstream: Socket, serving: Serving) {
    this.#client = client
    this.#upstream = upstream
    this.#serving = serving
    this.#backend = new Backend(upstream, (message) => this.#reply(message))
  }

  receive(chunk: Buffer): void {
    this.#reader.push(chunk)
    while (!this.#isStarted) {
      const first = this.#reader.takeFirst()
      if (!first) return
      this.#start(first)
    }
    for (let message = this.#reader.take(); message; message = this.#reader.take()) {
      this.#work = this.#after(this.#work, message)
    }
  }

  async #after(earlier: Promise<void>, message: Message): Promise<void> {
    await earlier
    try {
      await this.#handle(message)
    } catch {
      // What is no refusal is a connection that broke, or a mistake of the emulator: the client must not wait for ever.
      this.#client.destroy()
    }
  }

  #start(first: Buffer): void {
    const code = first.readInt32BE(0)
    if (code === firstCodes.ssl || code === firstCodes.gssEncryption) {
      this.#client.write('N')
      return
    }
    this.#isStarted = true
    this.#upstream.write(encodeFirst(code === firstCodes.cancel ? first : withOptions(first)))
  }

  async #handle(message: Message): Promise<void> {
    const { type, body } = message
    if (this.#atSync) {
      if (type !== 'S') return
      const work = this.#atSync
      this.#atSync = undefined
      return work()
    }
    if (type === 'Q') return this.#run(textAt(body, 0)[0], (sql) => this.#exchange(query(sql)), false)
    if (type === 'P') return this.#parse(body)
    if (type === 'S') return this.#exchange(encode(message))
    this.#backend.send(encode(message))
  }

  /** A statement with parameters. What cannot be handed on is answered at the Sync that follows. */
  #parse(body: Buffer): Promise<void> {
    const [name, sqlAt] = textAt(body, 0)
    const [sql, rest] = textAt(body, sqlAt)
    const handOn = async (translated: string) =>
      this.#backend.send(
        encode({ type: 'P', body: Buffer.concat([text(name), text(translated), body.subarray(rest)]) }),
      )
    return this.#run(sql, handOn, true)
  }

  /** Runs a query, or all that comes of a Parse. */
  async #run(sql: string, handOn: (sql: string) => Promise<void>, isParsed: boolean): Promise<void> {
    this.#serving.statements.push(sql)
    try {
      const statements = statementsOf(tokensOf(sql))
      const [first = [], ...more] = statements
      const fault = this.#fault(first, sql)
      if (fault?.do === 'drop-before') return void this.#client.destroy()
      if (fault?.do === 'conflict') {
        // A commit that fails has ended its transaction.
        if (isWord(first[0], 'commit', 'end')) await this.#backend.ask('rollback')
        throw conflict()
      }
      if (isCopy(first) && more.length === 0) {
        return await this.#later(isParsed, () => this.#copy(first, { fault: fault?.do, isParsed }))
      }
      this.#isDroppedAtSync = fault?.do === 'drop-after'
      await handOn(statements.map((one) => this.#translate(one)).join('; '))
    } catch (error) {
      if (!(error instanceof RedshiftError)) throw error
      await this.#later(isParsed, () => this.#refuse(error))
    }
  }

  /** What shall go wrong with a statement. What is for a COPY waits for one. */
  #fault(statement: readonly Token[], sql: string): Fault<RedshiftFaultKind> | undefined {
    const { faults } = this.#serving
    const fault = faults.take({ method: statement[0]?.text.toUpperCase() ?? '', path: sql })
    if (!fault?.do.endsWith('-copy') || isCopy(statement)) return fault
    faults.next({ ...fault, times: 1 })
    return undefined
  }

  #translate(statement: readonly Token[]): string {
    if (isCopy(statement)) throw notEmulated('a COPY together with other statements in one query')
    if (isWord(statement[0], 'unload')) throw notEmulated('UNLOAD')
    return translateStatement(statement, this.#settings)
  }

  /** Now, or at the next Sync where the statement came with parameters. */
  async #later(isParsed: boolean, work: () => Promise<void>): Promise<void> {
    if (!isParsed) return work()
    this.#atSync = work
  }

  async #copy(tokens: readonly Token[], { fault, isParsed }: CopyAsked): Promise<void> {
    const { source, roles } = this.#serving
    const halfway = fault === 'drop-copy' || fault === 'fail-copy' ? fault : undefined
    try {
      const names = this.#settings.isCaseSensitive
        ? tokens
        : tokens.map((token) => (token.kind === 'name' ? { ...token, text: token.text.toLowerCase() } : token))
      const copy = parseCopy(names)
      if (roles && !roles.includes(copy.role)) throw unauthorized(copy.role)
      const { rows, ready } = await runCopy(copy, { backend: this.#backend, source, halfway })
      if (fault === 'drop-after') return void this.#client.destroy()
      for (const type of isParsed ? beforeExecute : '') this.#client.write(encode({ type, body: Buffer.alloc(0) }))
      const words = `Load into table '${copy.table}' completed, ${rows} record(s) loaded successfully.`
      this.#client.write(
        encodeFields(
          'N',
          new Map([
            ['S', 'INFO'],
            ['V', 'INFO'],
            ['C', '00000'],
            ['M', words],
          ]),
        ),
      )
      this.#client.write(encode({ type: 'C', body: text('COPY') }))
      this.#client.write(encode(ready))
    } catch (error) {
      await this.#failCopy(error, tokens[1]?.text ?? '')
    }
  }

  async #failCopy(error: unknown, table: string): Promise<void> {
    const load = error instanceof FailedLoad ? error.error : error
    const failed = `Load into table '${table}' failed.  Check 'sys_load_error_detail' system table for details.`
    if (load instanceof LoadError) await this.#serving.record(load, this.#session)
    if (error instanceof FailedLoad) this.#answer(errorOf(failed), error.ready)
    else if (error instanceof LoadError) await this.#refuse(new RedshiftError(failed))
    else if (error instanceof BackendRefusal) this.#answer(error.error, error.ready)
    else if (error instanceof RedshiftError) await this.#refuse(error)
    else throw error
  }

  #answer(...messages: readonly Message[]): void {
    for (const message of messages) this.#client.write(encode(message))
  }

  #refuse(error: RedshiftError): Promise<void> {
    return this.#backend.refuse(error, (bytes) => void this.#client.write(bytes))
  }

  async #exchange(bytes: Buffer): Promise<void> {
    const isDropped = this.#isDroppedAtSync
    this.#isDroppedAtSync = false
    await this.#backend.exchange(bytes, (message) => {
      if (!isDropped) this.#reply(message)
    })
    if (isDropped) this.#client.destroy()
  }

  #reply(message: Message): void {
    this.#client.write(encode(this.#asRedshift(message)))
  }

  #asRedshift(message: Message): Message {
    const { type, body } = message
    if (type === 'K') this.#session = body.readInt32BE(0)
    if (type === 'T') return withType(message, typeNumbers.jsonb, typeNumbers.super)
    if (type === 'S' && textAt(body, 0)[0] === 'server_version') {
      return { type, body: Buffer.concat([text('server_version'), text('8.0.2')]) }
    }
    return message
  }
}

/** The first message of a session, with options added. */
function withOptions(first: Buffer): Buffer {
  const parts: Buffer[] = [first.subarray(0, 4)]
  let options = sessionOptions
  for (let at = 4; first[at] !== undefined && first[at] !== 0; ) {
    const [name, valueAt] = textAt(first, at)
    const [value, next] = textAt(first, valueAt)
    if (name === 'options') options = `${value} ${sessionOptions}`
    else parts.push(text(name), text(value))
    at = next
  }
  return Buffer.concat([...parts, text('options'), text(options), Buffer.from([0])])
}

/** As servers were seen to say it: the number is the message. */
function conflict(): RedshiftError {
  const detail =
    'Serializable isolation violation on table - 100123, transactions forming the cycle are: 1001, 1002 (pid:1003)'
  return new RedshiftError('1023', { detail })
}

function unauthorized(role: string): RedshiftError {
  return new RedshiftError(
    `User arn:aws:redshift:us-east-1:000000000000:dbuser:emulator/user is not authorized to assume IAM Role ${role}`,
  )
}
