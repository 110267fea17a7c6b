import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import type { Scalar } from '../sql/rows.ts'
import { isPlainInteger, requireScalar } from '../tables/inline-parameters.ts'
import { duckDbDialect } from './duckdb-dialect.ts'
import type { DuckDbApi } from './load-duckdb.ts'

/** Values as the client library binds them, with the types that it would not guess right. */
export interface Bound {
  readonly values: DuckDBValue[]
  readonly types: DuckDBType[]
}

/** Binds parameters exactly: no number is rounded, no date moved to a time zone. */
export function bindParameters(parameters: readonly unknown[], api: DuckDbApi): Bound {
  const scalars = parameters.map((value, index) => requireScalar(duckDbDialect, value, index))
  return { values: scalars.map((value) => valueOf(value, api)), types: scalars.map((value) => typeOf(value, api)) }
}

function valueOf(value: Scalar, api: DuckDbApi): DuckDBValue {
  return value instanceof Date ? new api.DuckDBTimestampValue(BigInt(value.getTime()) * 1000n) : value
}

function typeOf(value: Scalar, api: DuckDbApi): DuckDBType {
  if (value === null) return api.SQLNULL
  switch (typeof value) {
    case 'string':
      return api.VARCHAR
    case 'boolean':
      return api.BOOLEAN
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? api.BIGINT : api.HUGEINT
    case 'number':
      return isPlainInteger(value) ? api.BIGINT : api.DOUBLE
    default:
      return api.TIMESTAMP
  }
}
