import type { ObjectFormat, StageAt } from '@headwater/core/io'
import { failUnstorable } from './unstorable.ts'

/**
 * JSON in one line, with the members of objects in their order. What would come back as something else is refused:
 * NaN, bigint, Date, undefined in an array, instances of classes... Members that are undefined are left out, and -0
 * comes back as 0.
 */
export const jsonFormat: ObjectFormat = {
  name: 'JSON',
  extension: 'json',
  encode: (value, at) => {
    new JsonCheck(at).check(value)
    return {
      content: [Buffer.from(`${stringified(value, at)}\n`)],
      rows: Array.isArray(value) ? value.length : undefined,
    }
  },
  decode: (content) => JSON.parse(content.toString()),
}

function stringified(value: unknown, at: StageAt): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    // The engine's own limit, half a gigabyte of text.
    if (!(error instanceof RangeError)) throw error
    const hint = 'Store the asset with `ndjson()` or `parquet()`, or cut it into partitions.'
    return failUnstorable(at, { format: 'JSON', value, where: 'the whole value', why: 'it is too long', hint })
  }
}

/** Walks a value to the first part of it that JSON cannot hold. */
class JsonCheck {
  private readonly at: StageAt
  /** The keys on the way to the current part. */
  private readonly path: (string | number)[] = []
  private readonly around = new Set<object>()

  constructor(at: StageAt) {
    this.at = at
  }

  check(value: unknown): void {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return
      case 'number':
        if (!Number.isFinite(value))
          this.refuse(value, 'JSON has no such number', 'Use null, or store it with `csv()` or `parquet()`.')
        return
      case 'object':
        if (value !== null) this.nested(value)
        return
      case 'bigint':
        return this.refuse(
          value,
          'readers of JSON would round it',
          'Turn it into text, or store it with `ndjson()` or `parquet()`.',
        )
      default:
        return this.refuse(value, 'JSON has no such type', 'Leave it out, or use null.')
    }
  }

  private nested(value: object): void {
    if (this.around.has(value)) this.refuse(value, 'it contains itself', 'Refer to it by a key.')
    this.around.add(value)
    if (Array.isArray(value)) this.members(value.entries())
    else if (isPlain(value)) this.members(Object.entries(value).filter(([, member]) => member !== undefined))
    else this.refuse(value, `a ${value.constructor.name} would come back as something else`, hintFor(value))
    this.around.delete(value)
  }

  private members(members: Iterable<readonly [string | number, unknown]>): void {
    for (const [key, member] of members) {
      this.path.push(key)
      this.check(member)
      this.path.pop()
    }
  }

  private refuse(value: unknown, why: string, hint: string): never {
    const where = this.path.length === 0 ? 'the whole value' : `at \`${this.path.join('.')}\``
    return failUnstorable(this.at, { format: 'JSON', value, where, why, hint })
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function hintFor(value: object): string {
  if (value instanceof Date) return 'Use `toISOString()`, or store the rows with `ndjson()`, `csv()` or `parquet()`.'
  return 'Turn it into arrays and plain objects.'
}
