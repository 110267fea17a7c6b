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
