import type { Parsed } from '../parsed.ts'
import { readExpr } from './expressions.ts'
import { readFrom } from './from.ts'
import { readQuery } from './queries.ts'
import { readStatement } from './statements.ts'
import type { Reader } from '../reader.ts'
import { list, part, type Tree } from '../tree.ts'

const read: Reader = {
  expr: (tree) => readExpr(tree, read),
  from: (tree) => readFrom(tree, read),
  query: (tree) => readQuery(tree, read),
  statement: (tree) => readStatement(tree, read),
}

/** Loads PostgreSQL's own parser (WASM, 1.7 MB). */
export async function loadLibpg(): Promise<(sql: string) => Parsed> {
  const { loadModule, parseSync } = await import('libpg-query')
  await loadModule()
  return (sql) => {
    const tree: Tree = parseSync(sql)
    return {
      statements: list(tree, 'stmts').map((item) => read.statement(part(item, 'stmt'))),
      offsetOf: (bytes) => Buffer.from(sql).subarray(0, bytes).toString().length,
    }
  }
}
