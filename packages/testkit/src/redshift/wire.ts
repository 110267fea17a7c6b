/**
 * PostgreSQL's wire protocol, version 3, as far as a proxy looks into it:
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export interface Message {
  /** One letter. */
  readonly type: string
  /** What stands behind type and length. */
  readonly body: Buffer
}

/** The codes that stand in the place of a protocol version in a first message. */
export const firstCodes = { cancel: 80877102, ssl: 80877103, gssEncryption: 80877104 } as const

/** Puts the pieces of a stream together. First messages have no type. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): void {
    this.#rest = this.#rest.byteLength === 0 ? chunk : Buffer.concat([this.#rest, chunk])
  }

  /** The body of a first message, once all of it is there. */
  takeFirst(): Buffer | undefined {
    if (this.#rest.byteLength < 8) return undefined
    return this.#take(0, this.#rest.readInt32BE(0))
  }

  take(): Message | undefined {
    if (this.#rest.byteLength < 5) return undefined
    const type = String.fromCharCode(this.#rest[0] ?? 0)
    const body = this.#take(1, this.#rest.readInt32BE(1))
    return body && { type, body }
  }

  #take(start: number, length: number): Buffer | undefined {
    if (this.#rest.byteLength < start + length) return undefined
    const body = this.#rest.subarray(start + 4, start + length)
    this.#rest = this.#rest.subarray(start + length)
    return body
  }
}

export function encode({ type, body }: Message): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.byteLength + 4), body])
}

/** A first message: it has a length, and no type. */
export function encodeFirst(body: Buffer): Buffer {
  return Buffer.concat([int32(body.byteLength + 4), body])
}

export function text(value: string): Buffer {
  return Buffer.from(`${value}\0`)
}

export function query(sql: string): Buffer {
  return encode({ type: 'Q', body: text(sql) })
}

/** Text that ends in a zero byte, and where the next thing begins. */
export function textAt(body: Buffer, start: number): readonly [string, number] {
  const end = body.indexOf(0, start)
  return [body.toString('utf8', start, end), end + 1]
}

/** The fields of an ErrorResponse by their letters: C is the SQLSTATE, M the message, W the context. */
export function errorFields({ body }: Message): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (let at = 0; body[at] !== undefined && body[at] !== 0; ) {
    const [value, next] = textAt(body, at + 1)
    fields.set(String.fromCharCode(body[at] ?? 0), value)
    at = next
  }
  return fields
}

/** An ErrorResponse or NoticeResponse of these fields. */
export function encodeFields(type: 'E' | 'N', fields: ReadonlyMap<string, string>): Buffer {
  const parts = [...fields].map(([letter, value]) => text(letter + value))
  return encode({ type, body: Buffer.concat([...parts, Buffer.from([0])]) })
}

/** The cells of a DataRow whose columns are all text. */
export function textCells({ body }: Message): readonly (string | null)[] {
  const cells: (string | null)[] = []
  let at = 2
  for (let left = body.readInt16BE(0); left > 0; left--) {
    const length = body.readInt32BE(at)
    at += 4
    cells.push(length < 0 ? null : body.toString('utf8', at, at + length))
    at += Math.max(0, length)
  }
  return cells
}

/** A RowDescription in which columns of one type are said to be of another. */
export function withType({ type, body }: Message, from: number, to: number): Message {
  const changed = Buffer.from(body)
  let at = 2
  for (let left = body.readInt16BE(0); left > 0; left--) {
    const [, afterName] = textAt(body, at)
    const typeAt = afterName + 6
    if (body.readInt32BE(typeAt) === from) changed.writeInt32BE(to, typeAt)
    at = typeAt + 12
  }
  return { type, body: changed }
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
