import type { Dialect } from '../../dialects.ts'
import type { Parsed } from '../parsed.ts'
import type { Reader } from '../reader.ts'
import { readExpr } from './expressions.ts'
import { readFrom } from './from.ts'
import { SqlparserModule } from './instance.ts'
import { offsetIn } from './names.ts'
import { readQuery } from './queries.ts'
import { readStatement } from './statements.ts'

const read: Reader = {
  expr: (tree) => readExpr(tree, read),
  from: (tree) => readFrom(tree, read),
  query: (tree) => readQuery(tree, read),
  statement: (tree) => readStatement(tree, read),
}

/** The parser's own PostgreSQL dialect takes time that doubles with every nested call: Redshift's reads nearly the same. */
const dialectNames: Readonly<Record<Dialect, string>> = {
  bigquery: 'bigquery',
  duckdb: 'duckdb',
  postgres: 'redshift',
  redshift: 'redshift',
  spark: 'spark',
}

/** Loads sqlparser-rs (WASM, 3.5 MB). */
export async function loadSqlparser(): Promise<(sql: string, dialect: Dialect) => Parsed> {
  const module = await SqlparserModule.load()
  return (sql, dialect) => {
    // Spark's pipes are BigQuery's, which alone are known to the parser.
    const name = dialect === 'spark' && sql.includes('|>') ? 'bigquery' : dialectNames[dialect]
    const trees = module.parse(name, sql)
    return {
      statements: Array.isArray(trees) ? trees.map(read.statement) : [],
      offsetOf: (at) => offsetIn(sql, at),
    }
  }
}
