import type { Scalar } from '../sql/rows.ts'
import { columnTypes } from '../sql/type-mapping.ts'
import { isPlainInteger } from '../tables/inline-parameters.ts'
import { identifier } from '../tables/quote.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import type { HashedRows, TableDialect } from '../tables/table-dialect.ts'
import { catalogComment, catalogNotes } from '../postgres/catalog-notes.ts'
import { momentText } from '../postgres/moment-text.ts'
import { recordsCall } from './record-tables.ts'

const integers = 'smallint|integer|bigint'

/** IDENTITY counts on every slice by itself, so that its numbers are in no order. */
const orderColumn = '_row'

/** Tables as Redshift keeps them. Names are told apart by case: see the settings of a session. */
export const redshiftDialect: TableDialect = Object.freeze<TableDialect>({
  name: 'redshift',
  title: 'Redshift',
  queryFailed: 'REDSHIFT_QUERY_FAILED',
  defaultSchema: 'public',
  isCaseSensitive: true,
  maxNameBytes: 127,
  types: columnTypes.redshift,
  accepted: {
    string: /^(text|character( varying)?(\(.*\))?|date|time.*|numeric(\(.*\))?)$/,
    number: new RegExp(`^(real|double precision|numeric(\\(.*\\))?|${integers})$`),
    integer: new RegExp(`^(${integers})$`),
    bigint: new RegExp(`^(${integers}|numeric\\(\\d+,0\\))$`),
    boolean: /^boolean$/,
    date: /^(date|timestamp.*)$/,
    json: /^/,
  },
  dateFormatter: 'to_char',
  writtenOrder: orderColumn,
  orderColumn: { name: orderColumn, type: 'bigint' },
  numbersByHand: true,
  scansInOrder: false,
  streamedRows: 1_048_576,
  swapsTables: false,
  indexesPartitions: false,
  constrainsNulls: false,
  comment: catalogComment,
  notes: catalogNotes,
  commentText: textLiteral,
  temporary: { schema: '', lifetime: '' },
  sortedOrder,
  document: {
    type: columnTypes.redshift.string,
    member: (column, name) => `json_extract_path_text(${column}, '${name}')`,
  },
  json: (cell) => `cast(${cell} as super)`,
  rowAsJson: (relation, columns) =>
    `object(${columns.flatMap(({ name }) => [literal(name), `${relation}.${identifier(name)}`]).join(', ')})`,
  comparable: scalarOf,
  ordered: (column) => column,
  momentOf: (text) =>
    `case when ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$' then cast(${text} as timestamptz) end`,
  matches: (cell, pattern) => `${cell} ~ ${literal(pattern)}`,
  literal,
  records: recordsCall,
  versions,
  versionsTag: '1',
})

/** A column as what can be sorted, compared and hashed. */
function scalarOf(column: string, type: string): string {
  return type === 'super' ? `json_serialize(${column})` : column
}

/** Texts are sorted by their bytes. */
function sortedOrder(columns: readonly StoredColumn[]): string {
  const terms = columns.map(({ name, type }) => scalarOf(identifier(name), type))
  // -0 equals 0.
  const floats = columns.filter(({ type }) => type === 'double precision' || type === 'real')
  return [...terms, ...floats.map(({ name }) => `cast(${identifier(name)} as varchar) = '-0'`)].join(', ')
}

/** A backslash escapes in every text of Redshift. */
function textLiteral(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

function literal(value: Scalar): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `cast('${momentText(value)}' as timestamptz)`
  switch (typeof value) {
    case 'string':
      return textLiteral(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `cast(${value} as numeric(38,0))`
    default:
      return isPlainInteger(value)
        ? `cast(${value} as bigint)`
        : `cast('${Object.is(value, -0) ? '-0' : value}' as double precision)`
  }
}

/**
 * Two chains of FNV-1a hashes of 64 bits for every row, which begin with the number of the row: each cell is hashed by itself
 * first, since a chain over the cells would not tell ('a', 'bc') from ('ab', 'c'). Null, of which the hash is not said, is 0.
 */
function versions({ relation, columns, partition, order }: HashedRows): string {
  const within = partition === 'null' ? '' : `partition by ${partition} `
  const chain = (seed: number) =>
    columns.reduce((before, { name, type }) => {
      const cell = scalarOf(identifier(name), type)
      return `fnv_hash(case when ${identifier(name)} is null then 0 else fnv_hash(${cell}, ${seed}) end, ${before})`
    }, `fnv_hash(_place, ${seed})`)
  return `select "partition", count(*) as row_count,
      cast(sum(forward) as varchar) || ':' || cast(sum(backward) as varchar) as hash
    from (
      select cast(${partition} as varchar) as "partition", ${chain(1)} as forward, ${chain(2)} as backward
      from (select *, row_number() over (${within}order by ${order}) as _place from ${relation}) as numbered
    ) as hashed group by 1`
}
