import { GoogleError } from '../google/google-error.ts'

/** A column as the REST API describes it (https://cloud.google.com/bigquery/docs/reference/rest/v2/tables). */
export interface Field {
  readonly name: string
  readonly type: string
  readonly mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED' | undefined
  readonly fields?: readonly Field[] | undefined
  /** Digits of NUMERIC and BIGNUMERIC, as text. */
  readonly precision?: string | undefined
  /** Digits after the point. */
  readonly scale?: string | undefined
  readonly description?: string | undefined
}

/** GoogleSQL's names of types, and the older ones of the REST API, as DuckDB's. */
const types: ReadonlyMap<string, string> = new Map(
  Object.entries({
    STRING: 'VARCHAR',
    BYTES: 'BLOB',
    INT64: 'BIGINT',
    INTEGER: 'BIGINT',
    INT: 'BIGINT',
    SMALLINT: 'BIGINT',
    BIGINT: 'BIGINT',
    TINYINT: 'BIGINT',
    BYTEINT: 'BIGINT',
    FLOAT64: 'DOUBLE',
    FLOAT: 'DOUBLE',
    BOOL: 'BOOLEAN',
    BOOLEAN: 'BOOLEAN',
    DATE: 'DATE',
    TIME: 'TIME',
    DATETIME: 'TIMESTAMP',
    TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
    JSON: 'JSON',
  }),
)

/**
 * A scalar type as DuckDB's. NUMERIC is DECIMAL(38, 9); BIGNUMERIC has 76 digits, of which DuckDB has 38, so it must say
 * how many it needs. Throws 400 `invalidQuery` for types that DuckDB cannot stand in for.
 */
export function scalarType(name: string, precision?: number, scale?: number): string {
  const upper = name.toUpperCase()
  const known = types.get(upper)
  // STRING(10) limits a length, which DuckDB would not keep to.
  if (known && precision === undefined) return known
  if (/^(NUMERIC|DECIMAL)$/.test(upper))
    return `DECIMAL(${precision ?? 38}, ${scale ?? (precision === undefined ? 9 : 0)})`
  if (/^(BIGNUMERIC|BIGDECIMAL)$/.test(upper) && precision !== undefined && precision <= 38) {
    return `DECIMAL(${precision}, ${scale ?? 0})`
  }
  const given = precision === undefined ? upper : `${upper}(${precision}, ${scale ?? 0})`
  const advice = upper.startsWith('BIG') ? ': it has BIGNUMERIC(p, s) up to 38 digits' : ''
  throw new GoogleError(400, 'invalidQuery', `This emulator has no type ${given}${advice}`)
}

/** The DuckDB type of a column. */
export function columnType(field: Field): string {
  const { type, mode, fields, precision, scale } = field
  const isRecord = /^(RECORD|STRUCT)$/i.test(type)
  const one = isRecord
    ? `STRUCT(${(fields ?? []).map((inner) => `${quoted(inner.name)} ${columnType(inner)}`).join(', ')})`
    : scalarType(type, numberOf(precision), numberOf(scale))
  return mode === 'REPEATED' ? `${one}[]` : one
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits)
}

const reserved =
  /^(_TABLE_|_FILE_|_PARTITION|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER|_CHANGE_SEQUENCE_NUMBER|_CHANGE_TYPE|_CHANGE_TIMESTAMP)/i

/** Throws 400 `invalid` for names that BigQuery does not take: https://cloud.google.com/bigquery/docs/schemas#column_names */
export function checkColumnNames(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    const folded = name.toLowerCase()
    if (name === '' || name.length > 300 || /[!"$()*,./;?@[\\\]^`{}~]/.test(name) || reserved.test(name)) {
      throw new GoogleError(400, 'invalid', `Invalid field name "${name}".`)
    }
    if (seen.has(folded)) {
      throw new GoogleError(400, 'invalid', `Duplicate column names in the result are not supported: ${folded}`)
    }
    seen.add(folded)
  }
}

/** A name as DuckDB's SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Text as DuckDB's SQL. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
