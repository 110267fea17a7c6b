import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, dirname } from 'node:path'
import type { Tree } from '../tree.ts'
import { instantiate, parseWith, type SqlparserExports } from './glue.ts'
import { type WasmModule, webAssembly } from './web-assembly.ts'

/**
 * sqlparser-rs, compiled to WASM. The package's own glue keeps one instance for the whole process, and SQL that
 * overflows the instance's stack makes every later parse fail. So instances are made here: a broken one is thrown away,
 * and the next parse has a new one.
 */
export class SqlparserModule {
  readonly #module: WasmModule
  #exports: SqlparserExports | undefined

  /** Compiles the module (3.5 MB). */
  static async load(): Promise<SqlparserModule> {
    const entry = createRequire(import.meta.url).resolve('@guanmingchiu/sqlparser-ts')
    const bytes = readFileSync(join(dirname(entry), '../wasm/sqlparser_rs_wasm_bg.wasm'))
    return new SqlparserModule(await webAssembly.compile(bytes))
  }

  private constructor(module: WasmModule) {
    this.#module = module
  }

  /**
   * The statements of a text.
   * @throws what the parser says, and RangeError when the text overflows its stack.
   */
  parse(dialect: string, sql: string): Tree {
    const exports = (this.#exports ??= instantiate(this.#module))
    try {
      return parseWith(exports, dialect, sql)
    } catch (error) {
      if (!isBroken(error)) throw error
      this.#exports = undefined
      throw new RangeError('the statement is nested too deep, or a chain of operators is too long', { cause: error })
    }
  }
}

/** Whether an instance cannot be used any more: its stack was left as it was when it overflowed. */
function isBroken(error: unknown): boolean {
  return error instanceof webAssembly.RuntimeError || error instanceof RangeError
}
