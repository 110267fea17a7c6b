import type { Scalar } from '../sql/rows.ts'
import { isPlainInteger } from '../tables/inline-parameters.ts'
import { isInt64 } from './google-sql.ts'

/** A value of a query, as the REST API takes it (https://cloud.google.com/bigquery/docs/parameterized-queries). */
export interface Parameter {
  readonly parameterType: object
  readonly parameterValue: object
}

/** Values by the names that stand behind `@` in a query. */
export type Parameters = { readonly [name: string]: Parameter }

export function textParameter(value: string): Parameter {
  return { parameterType: { type: 'STRING' }, parameterValue: { value } }
}

export function integerParameter(value: number): Parameter {
  return { parameterType: { type: 'INT64' }, parameterValue: { value: String(value) } }
}

/** A value of a user's query; there is no parameter for null, which has no type of its own. */
export function scalarParameter(value: NonNullable<Scalar>): Parameter {
  if (value instanceof Date) return typed('TIMESTAMP', value.toISOString())
  switch (typeof value) {
    case 'string':
      return textParameter(value)
    case 'boolean':
      return typed('BOOL', String(value))
    case 'bigint':
      return typed(isInt64(value) ? 'INT64' : 'BIGNUMERIC', String(value))
    default:
      return isPlainInteger(value)
        ? integerParameter(value)
        : typed('FLOAT64', Object.is(value, -0) ? '-0' : String(value))
  }
}

function typed(type: string, value: string): Parameter {
  return { parameterType: { type }, parameterValue: { value } }
}

/** An array, for `IN UNNEST(@name)`. */
export function listParameter(type: 'STRING' | 'DATE', values: readonly string[]): Parameter {
  return {
    parameterType: { type: 'ARRAY', arrayType: { type } },
    parameterValue: { arrayValues: values.map((value) => ({ value })) },
  }
}

/** Parameters as `queryParameters` of a job. */
export function queryParameters(parameters: Parameters): readonly object[] {
  return Object.entries(parameters).map(([name, parameter]) => ({ name, ...parameter }))
}
