import { types } from 'node:util'
import { digest, digester } from '../base/digest.ts'

/**
 * A digest of a value that the structured clone algorithm can copy, equal for equal content. The bytes of
 * `v8.serialize` are no such thing: they tell 1 held as an integer from 1 held as a float, a short string held in wide
 * characters from the same one held in narrow ones, and `{ a, b }` from `{ b, a }`.
 */
export function valueDigest(value: unknown): string {
  const feed = new ValueFeed()
  feed.value(value)
  return feed.end()
}

/** Hashing many small pieces one by one would cost more than the hash. */
const pieceLength = 1 << 16

/** Spells a value out so that no two different values spell alike: every piece starts with its kind and its length. */
class ValueFeed {
  /** Absent as long as the text is short: then it is hashed at once. */
  private sha: ReturnType<typeof digester> | undefined
  private text = ''
  /** The objects around the current one, by depth: a cycle is spelled as the depth that it leads back to. */
  private readonly around = new Map<object, number>()

  end(): string {
    if (!this.sha) return digest(this.text)
    this.flush()
    return this.sha.end()
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        return this.string(value)
      case 'number':
        return this.add(`number ${Object.is(value, -0) ? '-0' : value};`)
      case 'object':
        return value === null ? this.add('null;') : this.nested(value)
      default:
        return this.add(`${typeof value} ${String(value)};`)
    }
  }

  private nested(value: object): void {
    const depth = this.around.get(value)
    if (depth !== undefined) return this.add(`around ${depth};`)
    this.around.set(value, this.around.size)
    this.object(value)
    this.around.delete(value)
  }

  private object(value: object): void {
    if (Array.isArray(value)) return this.list('array', value)
    if (value instanceof Map) return this.list('map', [...value].flat())
    if (value instanceof Set) return this.list('set', [...value])
    if (value instanceof Date) return this.list('date', [value.getTime()])
    if (value instanceof RegExp) return this.list('regexp', [value.source, value.flags])
    if (value instanceof Error) return this.list('error', [value.name, value.message, value.cause])
    if (value instanceof ArrayBuffer) return this.bytes('buffer', new Uint8Array(value))
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      return this.bytes(Object.prototype.toString.call(value), bytes)
    }
    if (types.isBoxedPrimitive(value)) return this.list('boxed', [value.valueOf()])
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return this.list('object', members.flat())
  }

  private list(kind: string, members: readonly unknown[]): void {
    this.add(`${kind} ${members.length}:`)
    for (const member of members) this.value(member)
  }

  /** UTF-8 has no lone surrogates; their escapes keep them apart. */
  private string(value: string): void {
    const text = value.isWellFormed() ? value : JSON.stringify(value)
    this.add(`${text === value ? 'string' : 'escaped'} ${text.length}:${text}`)
  }

  private bytes(kind: string, bytes: Uint8Array): void {
    this.add(`${kind} ${bytes.byteLength}:`)
    this.flush().update(bytes)
  }

  private add(text: string): void {
    this.text += text
    if (this.text.length > pieceLength) this.flush()
  }

  private flush(): ReturnType<typeof digester> {
    this.sha ??= digester()
    this.sha.update(this.text)
    this.text = ''
    return this.sha
  }
}
