import { GoogleError } from '../google/google-error.ts'
import { quoted, scalarType, textLiteral } from './data-types.ts'

/** A parameter as the REST API has it (https://cloud.google.com/bigquery/docs/reference/rest/v2/QueryParameter). */
export interface QueryParameter {
  readonly name?: string | undefined
  readonly parameterType: ParameterType
  readonly parameterValue: ParameterValue
}

interface ParameterType {
  readonly type: string
  readonly arrayType?: ParameterType | undefined
  readonly structTypes?: readonly { readonly name?: string; readonly type: ParameterType }[] | undefined
}

interface ParameterValue {
  readonly value?: string | null | undefined
  readonly arrayValues?: readonly ParameterValue[] | undefined
  readonly structValues?: { readonly [name: string]: ParameterValue } | undefined
}

/**
 * Looks up parameters as literals of DuckDB, by name or, from 1, by place: a script has many statements, and DuckDB binds
 * values to one. Throws 400 `invalidQuery` for one that is not given.
 */
export function parameterLookup(parameters: readonly QueryParameter[]): (name: string | number) => string {
  return (name) => {
    const folded = String(name).toLowerCase()
    const found =
      typeof name === 'number' ? parameters[name - 1] : parameters.find((one) => one.name?.toLowerCase() === folded)
    if (found) return literalOf(found.parameterType, found.parameterValue)
    const which = typeof name === 'number' ? `parameter at position ${name}` : `parameter '${name}'`
    throw new GoogleError(400, 'invalidQuery', `Query ${which} not found`)
  }
}

function literalOf(type: ParameterType, value: ParameterValue): string {
  const duckType = parameterTypeOf(type)
  if (type.type === 'ARRAY' && type.arrayType) {
    const { arrayType } = type
    const items = (value.arrayValues ?? []).map((item) => literalOf(arrayType, item))
    return `cast([${items.join(', ')}] as ${duckType})`
  }
  if (type.type === 'STRUCT') {
    const members = (type.structTypes ?? []).map(
      (member) =>
        `${quoted(member.name ?? '')}: ${literalOf(member.type, value.structValues?.[member.name ?? ''] ?? {})}`,
    )
    return `cast({${members.join(', ')}} as ${duckType})`
  }
  if (value.value === null || value.value === undefined) return `cast(null as ${duckType})`
  if (type.type === 'BYTES') return `unhex('${Buffer.from(value.value, 'base64').toString('hex')}')`
  return `cast(${textLiteral(String(value.value))} as ${duckType})`
}

/** BIGNUMERIC has 76 digits, of which DuckDB has 38: whole numbers of so many are all that come as parameters. */
const wholeNumbers = 'DECIMAL(38, 0)'

function parameterTypeOf({ type, arrayType, structTypes }: ParameterType): string {
  if (type === 'ARRAY' && arrayType) return `${parameterTypeOf(arrayType)}[]`
  if (type === 'BIGNUMERIC') return wholeNumbers
  if (type !== 'STRUCT') return scalarType(type)
  const members = (structTypes ?? []).map((member) => `${quoted(member.name ?? '')} ${parameterTypeOf(member.type)}`)
  return `struct(${members.join(', ')})`
}
