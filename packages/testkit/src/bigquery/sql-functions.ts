import { GoogleError } from '../google/google-error.ts'
import { textLiteral } from './data-types.ts'
import { isWord, type Token } from './sql-tokens.ts'

/** An argument of a call: as written, and as DuckDB's SQL. */
export interface Argument {
  readonly tokens: readonly Token[]
  readonly sql: string
}

type Write = (...values: readonly string[]) => string

/** Functions that DuckDB has under the same name and with the same meaning. */
const same = `abs any_value array_agg avg ceil ceiling char_length character_length coalesce count dense_rank ends_with
  exp first_value floor ifnull lag last_value lead left length ln log10 lower lpad ltrim max min mod ntile nullif percent_rank
  pow power rank repeat replace reverse right round row_number rpad rtrim sign sqrt starts_with stddev string_agg strpos substr
  substring sum to_json trim trunc upper variance`

/** Functions that DuckDB has under another name. */
const renamed: { readonly [name: string]: string } = {
  approx_count_distinct: 'approx_count_distinct',
  array_length: 'len',
  countif: 'count_if',
  error: 'error',
  is_inf: 'isinf',
  is_nan: 'isnan',
  logical_and: 'bool_and',
  logical_or: 'bool_or',
  regexp_contains: 'regexp_matches',
  timestamp_micros: 'make_timestamptz',
  unix_micros: 'epoch_us',
  unix_millis: 'epoch_ms',
}

/** Functions that DuckDB writes otherwise, from their arguments. */
const rewritten: { readonly [name: string]: Write } = {
  concat: (...values) => `(${values.join(' || ')})`,
  current_date: () => 'current_date',
  current_timestamp: () => 'now()',
  date: (...values) => (values.length === 3 ? `make_date(${values.join(', ')})` : `cast(${first(values)} as date)`),
  format_date: (format, date) => `strftime(${date}, ${format})`,
  format_timestamp: (format, moment) => `strftime(${moment}, ${format})`,
  generate_uuid: () => 'cast(uuid() as varchar)',
  // Of these, DuckDB leaves out nulls.
  greatest: (...values) => `case when ${anyNull(values)} then null else greatest(${values.join(', ')}) end`,
  least: (...values) => `case when ${anyNull(values)} then null else least(${values.join(', ')}) end`,
  ieee_divide: (value, by) => `(cast(${value} as double) / cast(${by} as double))`,
  if: (condition, yes, no) => `case when ${condition} then ${yes} else ${no} end`,
  json_query: (json, path = "'$'") => `json_extract(${json}, ${path})`,
  json_query_array: (json, path = "'$'") => `cast(json_extract(${json}, ${path}) as json[])`,
  json_value: (json, path = "'$'") =>
    `case when json_type(${json}, ${path}) in ('OBJECT', 'ARRAY') then null else json_extract_string(${json}, ${path}) end`,
  md5: (value) => `unhex(md5(${value}))`,
  parse_json: (text) => `cast(${text} as json)`,
  regexp_replace: (value, pattern, by) => `regexp_replace(${value}, ${pattern}, ${by}, 'g')`,
  safe_divide: (value, by) => `(${value} / nullif(${by}, 0))`,
  sha256: (value) => `unhex(sha256(${value}))`,
  split: (value, delimiter = "','") => `string_split(${value}, ${delimiter})`,
  timestamp: (value) => `cast(${value} as timestamptz)`,
  timestamp_millis: (value) => `make_timestamptz(${value} * 1000)`,
  timestamp_seconds: (value) => `make_timestamptz(${value} * 1000000)`,
  to_hex: (bytes) => `lower(hex(${bytes}))`,
  to_json_string: (value) => `coalesce(cast(to_json(${value}) as varchar), 'null')`,
  unix_date: (date) => `date_diff('day', date '1970-01-01', ${date})`,
  unix_seconds: (moment) => `(epoch_us(${moment}) // 1000000)`,
}

/** Functions of time with a part, such as DAY, as their last argument. */
const withPart: { readonly [name: string]: (part: string, one: string, other: string) => string } = {
  date_diff: (part, end, start) => `date_diff(${textLiteral(part)}, ${start}, ${end})`,
  date_trunc: (part, date) => `cast(date_trunc(${textLiteral(part)}, ${date}) as date)`,
  timestamp_diff: (part, end, start) => `date_sub(${textLiteral(part)}, ${start}, ${end})`,
  timestamp_trunc: (part, moment) => `date_trunc(${textLiteral(part)}, ${moment})`,
}

/** Functions of time with an interval, and the sign that they give it. */
const withInterval: { readonly [name: string]: { readonly sign: string; readonly type: string } } = {
  date_add: { sign: '+', type: 'date' },
  date_sub: { sign: '-', type: 'date' },
  timestamp_add: { sign: '+', type: 'timestamptz' },
  timestamp_sub: { sign: '-', type: 'timestamptz' },
}

const sameNames = new Set(same.split(/\s+/))

/** What stands in the brackets of a call, translated when it is asked for: parameters by place are counted on the way. */
export interface Arguments {
  /** All of it, as one piece. */
  readonly inside: () => string
  readonly given: () => readonly Argument[]
}

/**
 * Writes a call of a function as DuckDB's SQL. Throws 400 `invalidQuery` for functions that are not known here: DuckDB may
 * have one of that name that means something else.
 */
export function writeCall(name: string, { inside, given }: Arguments): string {
  const folded = name.toLowerCase()
  if (sameNames.has(folded)) return `${folded}(${inside()})`
  const other = renamed[folded]
  if (other) return `${other}(${inside()})`
  const values = given()
  const [one = '', two = ''] = values.map(({ sql }) => sql)
  const write = rewritten[folded]
  if (write) return write(...values.map(({ sql }) => sql))
  const byPart = withPart[folded]
  if (byPart) return byPart(partOf(name, values.at(-1)), one, two)
  const byInterval = withInterval[folded]
  if (byInterval) return `cast(${one} ${byInterval.sign} ${two} as ${byInterval.type})`
  throw new GoogleError(400, 'invalidQuery', `This emulator does not know the function ${name}`)
}

const parts = ['YEAR', 'QUARTER', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND'] as const

/** A part of a date or time. Weeks are not among them: BigQuery's begin on Sunday, DuckDB's on Monday. */
export function partOf(name: string, argument: Pick<Argument, 'tokens'> | undefined): string {
  const [token, ...more] = argument?.tokens ?? []
  if (token && more.length === 0 && isWord(token, ...parts)) return token.text.toLowerCase()
  const given = argument?.tokens.map(({ text }) => text).join(' ')
  throw new GoogleError(400, 'invalidQuery', `This emulator does not know the part ${given} of ${name}`)
}

function first(values: readonly string[]): string {
  if (values.length === 1) return values[0] ?? ''
  throw new GoogleError(400, 'invalidQuery', 'This emulator knows DATE of one value, and of year, month and day')
}

function anyNull(values: readonly string[]): string {
  return values.map((value) => `(${value}) is null`).join(' or ')
}
