import { notEmulated, RedshiftError, syntaxError } from './redshift-error.ts'
import { closing, isSymbol, isWord, listed, nameValue, sqlOf, textValue, type Token } from './sql-tokens.ts'

/** An object, or all objects that begin so. */
export interface S3Place {
  readonly bucket: string
  readonly key: string
}

/** What a COPY asks for: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html */
export interface CopyStatement {
  /** As it stands in the statement. */
  readonly table: string
  /** Absent: all columns of the table. */
  readonly columns: readonly string[] | undefined
  readonly from: S3Place
  readonly role: string
  readonly format: CopyFormat
  readonly compression: 'gzip' | 'zstd' | undefined
  readonly isManifest: boolean
  readonly times: CopyTimes
}

/** How the objects are read. */
export type CopyFormat =
  | { readonly name: 'parquet' }
  /** `auto`, `auto ignorecase`, or an object of JSONPaths. */
  | { readonly name: 'json'; readonly paths: 'auto' | 'auto ignorecase' | S3Place }
  | {
      readonly name: 'csv'
      readonly delimiter: string
      readonly ignoredLines: number
      readonly nullText: string | undefined
    }

/** How numbers become moments: `epochsecs`, `epochmillisecs`; anything else is left to PostgreSQL. */
export interface CopyTimes {
  readonly unit: 'epochsecs' | 'epochmillisecs' | undefined
}

/** Whether a statement is a COPY. */
export function isCopy(tokens: readonly Token[]): boolean {
  return isWord(tokens[0], 'copy')
}

/** Reads a COPY from S3. Throws for everything else, and for options that are not emulated. */
export function parseCopy(tokens: readonly Token[]): CopyStatement {
  const from = tokens.findIndex((token) => isWord(token, 'from'))
  const source = tokens[from + 1]
  const place = source?.kind === 'text' ? s3Place(textValue(source)) : undefined
  if (!place)
    throw new RedshiftError('LOAD source is not supported. (Hint: only S3 or DynamoDB or EMR based load is allowed)')
  const open = tokens.findIndex((token) => isSymbol(token, '('))
  const isListed = open !== -1 && open < from
  const columns = isListed ? listed(tokens.slice(open + 1, closing(tokens, open))) : undefined
  const options = readOptions(tokens.slice(from + 2))
  if (options.role === undefined) {
    // Redshift says so too, in words that are not known here.
    throw new RedshiftError('COPY from S3 requires authorization: IAM_ROLE is required but not provided')
  }
  return {
    table: sqlOf(tokens.slice(1, isListed ? open : from)),
    columns: columns?.flatMap(([column]) => (column ? nameValue(column) : [])),
    from: place,
    role: options.role,
    format: formatOf(options),
    compression: options.compression,
    isManifest: options.isManifest,
    times: { unit: options.unit },
  }
}

/** `s3://bucket/key` */
export function s3Place(url: string): S3Place | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url) ?? []
  return bucket === undefined ? undefined : { bucket, key }
}

interface Options {
  role: string | undefined
  format: 'csv' | 'json' | 'parquet' | undefined
  paths: string
  compression: 'gzip' | 'zstd' | undefined
  isManifest: boolean
  delimiter: string
  ignoredLines: number
  nullText: string | undefined
  unit: CopyTimes['unit']
}

function formatOf({ format, paths, delimiter, ignoredLines, nullText }: Options): CopyFormat {
  switch (format) {
    case 'parquet':
      return { name: 'parquet' }
    case 'json':
      return { name: 'json', paths: paths === 'auto' || paths === 'auto ignorecase' ? paths : pathsAt(paths) }
    case 'csv':
      return { name: 'csv', delimiter, ignoredLines, nullText }
    default:
      throw notEmulated('COPY in other formats than CSV, JSON and PARQUET')
  }
}

function pathsAt(url: string): S3Place {
  const place = s3Place(url)
  if (!place) throw notEmulated(`JSON as '${url}'`)
  return place
}

/** What is taken without any effect here. */
const ignored = new Set(['compupdate', 'statupdate', 'region', 'comprows', 'dateformat'])
const flags = new Set(['truncatecolumns', 'acceptanydate', 'serializetojson', 'explicit_ids'])

function readOptions(tokens: readonly Token[]): Options {
  const rest = tokens.filter((token) => !isWord(token, 'as', 'format'))
  const options: Options = {
    role: undefined,
    format: undefined,
    paths: 'auto',
    compression: undefined,
    isManifest: false,
    delimiter: ',',
    ignoredLines: 0,
    nullText: undefined,
    unit: undefined,
  }
  for (let at = 0; at < rest.length; at++) {
    const [token, next] = [rest[at], rest[at + 1]]
    if (!token) break
    if (readOption(options, token.text.toLowerCase(), next)) at += 1
  }
  return options
}

/** Reads one option. Answers whether it took the token after it. */
function readOption(options: Options, name: string, next: Token | undefined): boolean {
  const value = next?.kind === 'text' ? textValue(next) : undefined
  if (flags.has(name)) throw notEmulated(`the option ${name.toUpperCase()} of COPY`)
  if (name === 'json') {
    options.format = name
    options.paths = value ?? 'auto'
    return value !== undefined
  }
  if (readFlag(options, name)) return false
  if (!ignored.has(name)) readValue(options, name, value ?? next?.text.toLowerCase() ?? '')
  return true
}

function readFlag(options: Options, name: string): boolean {
  switch (name) {
    case 'csv':
    case 'parquet':
      options.format = name
      return true
    case 'gzip':
    case 'zstd':
      options.compression = name
      return true
    case 'manifest':
      options.isManifest = true
      return true
    default:
      return false
  }
}

function readValue(options: Options, name: string, value: string): void {
  switch (name) {
    case 'iam_role':
      options.role = value
      return
    case 'delimiter':
      options.delimiter = value
      return
    case 'null':
      options.nullText = value
      return
    case 'ignoreheader':
      options.ignoredLines = Number(value)
      return
    case 'timeformat':
      options.unit = value === 'epochsecs' || value === 'epochmillisecs' ? value : undefined
      return
    case 'maxerror':
      if (value !== '0') throw notEmulated('MAXERROR above 0')
      return
    default:
      throw syntaxError(name)
  }
}
