import { type WasmModule, type WasmTable, webAssembly } from './web-assembly.ts'

/** The part of the WASM module's interface that parsing takes. */
export interface SqlparserExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly __wbindgen_externrefs: WasmTable
  readonly __wbindgen_malloc: (size: number, align: number) => number
  readonly __externref_table_dealloc: (index: number) => void
  readonly __wbindgen_start: () => void
  readonly parse_sql: (
    dialect: number,
    dialectSize: number,
    sql: number,
    sqlSize: number,
  ) => readonly [tree: number, error: number, failed: number]
}

type Import = (...args: never[]) => unknown

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Makes an instance, with as much of wasm-bindgen's glue as parsing takes. */
export function instantiate(module: WasmModule): SqlparserExports {
  // Imports are called only after the instance is there.
  const made: { exports?: SqlparserExports } = {}
  const own = () => {
    if (!made.exports) throw new Error('the instance is not there yet')
    return made.exports
  }
  const known = importsOf(own)
  const imports: Record<string, Record<string, Import>> = {}
  for (const { module: from, name } of webAssembly.Module.imports(module)) {
    imports[from] = { ...imports[from], [name]: known[name] ?? unexpected(name) }
  }
  const exports = new webAssembly.Instance(module, imports).exports as SqlparserExports
  made.exports = exports
  exports.__wbindgen_start()
  return exports
}

/** Parses a text. Throws what the parser says, and `WebAssembly.RuntimeError` when its stack overflows. */
export function parseWith(exports: SqlparserExports, dialect: string, sql: string): unknown {
  const [tree, error, failed] = exports.parse_sql(...passString(exports, dialect), ...passString(exports, sql))
  if (failed) throw take(exports, error)
  return take(exports, tree)
}

function take(
  { __wbindgen_externrefs: table, __externref_table_dealloc: free }: SqlparserExports,
  index: number,
): unknown {
  const value: unknown = table.get(index)
  free(index)
  return value
}

function passString(exports: SqlparserExports, text: string): readonly [pointer: number, size: number] {
  const bytes = encoder.encode(text)
  const pointer = exports.__wbindgen_malloc(bytes.length, 1)
  new Uint8Array(exports.memory.buffer).set(bytes, pointer)
  return [pointer, bytes.length]
}

/** The names have hashes, which are of version 0.62.0 of the package: the dependency is pinned to it. */
function importsOf(exports: () => SqlparserExports): Readonly<Record<string, Import>> {
  const text = stringReader(exports)
  return {
    __wbg_Error_fdd633d4bb5dd76a: (pointer: number, size: number) => new Error(text(pointer, size)),
    __wbg___wbindgen_throw_ea4887a5f8f9a9db: (pointer: number, size: number) => {
      throw new Error(text(pointer, size))
    },
    __wbg___wbindgen_is_undefined_721f8decd50c87a3: (value: unknown) => value === undefined,
    __wbg___wbindgen_is_null_6d937fbfb6478470: (value: unknown) => value === null,
    __wbg_new_227d7c05414eb861: () => new Error('sqlparser-rs panicked'),
    __wbg_new_2e117a478906f062: () => ({}),
    __wbg_new_36e147a8ced3c6e0: () => [],
    __wbg_set_6be42768c690e380: (object: Record<string, unknown>, key: string, value: unknown) => {
      // Most parts of most trees are not there.
      if (value !== undefined && value !== null) object[key] = value
    },
    __wbg_set_dc601f4a69da0bc2: (array: unknown[], index: number, value: unknown) => {
      array[index >>> 0] = value
    },
    __wbg_fromCodePoint_93fb75ffd4cdf384: (code: number) => String.fromCodePoint(code >>> 0),
    __wbg_String_8564e559799eccda: (result: number, value: unknown) => {
      const [pointer, size] = passString(exports(), String(value))
      const view = new DataView(exports().memory.buffer)
      view.setInt32(result, pointer, true)
      view.setInt32(result + 4, size, true)
    },
    __wbindgen_cast_0000000000000001: (value: number) => value,
    __wbindgen_cast_0000000000000002: (value: bigint) => value,
    __wbindgen_cast_0000000000000003: text,
    __wbindgen_cast_0000000000000004: (value: bigint) => BigInt.asUintN(64, value),
    __wbindgen_init_externref_table: () => fillTable(exports().__wbindgen_externrefs),
  }
}

/** Parsing calls no other import: it has no options, and never prints. */
function unexpected(name: string): Import {
  return () => {
    throw new Error(`sqlparser-rs called \`${name}\``)
  }
}

/** Reads strings. Those of trees are short and come again and again: names of parts, mostly. */
function stringReader(exports: () => SqlparserExports): (pointer: number, size: number) => string {
  let bytes = new Uint8Array()
  return (pointer, size) => {
    if (bytes.byteLength === 0) bytes = new Uint8Array(exports().memory.buffer)
    if (size > 24) return decoder.decode(bytes.subarray(pointer, pointer + size))
    let made = ''
    for (let at = pointer; at < pointer + size; at += 1) {
      const byte = bytes[at] ?? 128
      if (byte > 127) return decoder.decode(bytes.subarray(pointer, pointer + size))
      made += String.fromCharCode(byte)
    }
    return made
  }
}

/** wasm-bindgen expects these values at the table's end. */
function fillTable(table: WasmTable): void {
  const offset = table.grow(4)
  table.set(0, undefined)
  for (const [index, value] of [undefined, null, true, false].entries()) table.set(offset + index, value)
}
