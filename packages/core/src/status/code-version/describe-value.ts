import { isProxy } from 'node:util/types'
import { unknowable } from './unknowable.ts'
import { isZod, zodParts } from './zod-parts.ts'

/** What marks a declaration of Headwater's: it counts by its key or name, never by its content. */
const brands = ['~dep', '~asset', '~resource', '~io'] as const

/** The key or name of an asset, resource or IO manager; undefined for others, and for deps that only wrap an asset. */
export function declaredName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isProxy(value) || !brands.some((brand) => brand in value))
    return undefined
  const { key, name } = value as { readonly key?: unknown; readonly name?: unknown }
  const declared = key ?? name
  return typeof declared === 'string' ? `declared ${JSON.stringify(declared)}` : undefined
}

/** Functions capture settings and tables; more than this is data, and belongs in an asset. */
const maxObjects = 100_000

/**
 * A value as text, equal for equal content. `path` says in messages where the value is; `describeFunction` describes
 * the functions in it. Throws `Unknowable` where no content can be read: instances of classes, proxies, promises.
 */
export function describeValue(value: unknown, path: string, describeFunction: (fn: Function) => string): string {
  const around: object[] = []
  let objects = 0
  return describe(value, path)

  function describe(value: unknown, path: string): string {
    if (typeof value === 'function') return describeFunction(value)
    if (typeof value !== 'object' || value === null) return describePrimitive(value, path)
    if (around.includes(value)) return `@${around.indexOf(value)}`
    if (++objects > maxObjects) unknowable(`\`${path}\`, with more than ${maxObjects} objects`)
    around.push(value)
    const text = isProxy(value) ? unknowable(`\`${path}\`, a proxy`) : describeObject(value, path)
    around.pop()
    return text
  }

  function describeObject(value: object, path: string): string {
    const simple = declaredName(value) ?? describeBuiltin(value)
    if (simple !== undefined) return simple
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Map.prototype) return `Map${describe([...(value as Map<unknown, unknown>)], path)}`
    if (prototype === Set.prototype) return `Set${describe([...(value as Set<unknown>)], path)}`
    if (isZod(value)) return `zod${describe(zodParts(value), path)}`
    const names = Reflect.ownKeys(value)
    if (prototype === Array.prototype) return `[${names.map((name) => describeProperty(value, name, path)).join()}]`
    if (prototype !== null && prototype !== Object.prototype)
      unknowable(`\`${path}\`, an instance of ${className(value)}`)
    return `{${names
      .map((name) => describeProperty(value, name, path))
      .sort()
      .join()}}`
  }

  function describeProperty(value: object, name: string | symbol, path: string): string {
    const property = Object.getOwnPropertyDescriptor(value, name)
    // A getter is not called: it is code, and counts like a function.
    return `${JSON.stringify(String(name))}:${describe(property?.get ?? property?.value, `${path}.${String(name)}`)}`
  }
}

function describePrimitive(value: unknown, path: string): string {
  if (typeof value === 'symbol')
    return value === Symbol.for(value.description ?? '') ? String(value) : unknowable(`\`${path}\`, a symbol`)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function describeBuiltin(value: object): string | undefined {
  if (ArrayBuffer.isView(value))
    return `${className(value)} ${base64(value.buffer, value.byteOffset, value.byteLength)}`
  switch (Object.getPrototypeOf(value)) {
    case Date.prototype:
      return `Date ${(value as Date).getTime()}`
    case RegExp.prototype:
      return `RegExp ${String(value)}`
    case URL.prototype:
      return `URL ${(value as URL).href}`
    case ArrayBuffer.prototype:
      return `ArrayBuffer ${base64(value as ArrayBuffer)}`
    default:
      return undefined
  }
}

function base64(buffer: ArrayBufferLike, start = 0, length = buffer.byteLength): string {
  return Buffer.from(buffer, start, length).toString('base64')
}

function className(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown }
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'a class without a name'
}
