import type { Scalar } from '../sql/rows.ts'
import { columnTypes } from '../sql/type-mapping.ts'
import { isPlainInteger } from '../tables/inline-parameters.ts'
import { escapedText, identifier, text } from '../tables/quote.ts'
import type { HashedRows, TableDialect } from '../tables/table-dialect.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import { catalogComment, catalogNotes } from './catalog-notes.ts'
import { momentText } from './moment-text.ts'

const integers = 'smallint|integer|bigint'

/** A table of PostgreSQL does not know in which order its rows were written. */
const orderColumn = '_row'

/** Tables as PostgreSQL keeps them. Enumerations are spelled `enum <name>` here. */
export const postgresDialect: TableDialect = Object.freeze<TableDialect>({
  name: 'postgres',
  title: 'PostgreSQL',
  queryFailed: 'POSTGRES_QUERY_FAILED',
  defaultSchema: 'public',
  isCaseSensitive: true,
  maxNameBytes: 63,
  types: columnTypes.postgres,
  accepted: {
    string: /^(text|name|uuid|date|character( varying)?(\(.*\))?|time[ (].*|numeric(\(.*\))?|enum .*)$/,
    number: new RegExp(`^(real|double precision|numeric(\\(.*\\))?|${integers})$`),
    integer: new RegExp(`^(${integers})$`),
    bigint: new RegExp(`^(${integers}|numeric\\(\\d+,0\\))$`),
    boolean: /^boolean$/,
    date: /^(date|timestamp.*)$/,
    json: /^/,
  },
  dateFormatter: 'to_char',
  writtenOrder: orderColumn,
  orderColumn: { name: orderColumn, type: 'bigint generated always as identity' },
  scansInOrder: false,
  streamedRows: 131_072,
  swapsTables: false,
  indexesPartitions: true,
  constrainsNulls: true,
  comment: catalogComment,
  notes: catalogNotes,
  commentText: escapedText,
  temporary: { schema: 'pg_temp', lifetime: ' on commit drop' },
  sortedOrder,
  document: { type: 'json', member: (column, name) => `${column} ->> ${text(name)}` },
  json: (cell) => `to_json(${cell})`,
  rowAsJson: (relation) => `to_json(${relation})`,
  comparable: (column, type) => (type === 'json' ? `${column}::text` : column),
  ordered: (column, type) => (type === 'text' ? `${column} collate "C"` : column),
  momentOf: (text) =>
    String.raw`case when ${text} ~ '^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$' then ${text}::timestamptz end`,
  matches: (cell, pattern) => `${cell} ~ ${text(pattern)}`,
  literal,
  records: (parameter, alias, columns) => {
    const definitions = Object.entries(columns).map(([name, type]) => `${identifier(name)} ${type}`)
    return `json_to_recordset(${parameter}::json) as ${alias}(${definitions.join(', ')})`
  },
  versions,
  tellsColumns: true,
  versionsTag: '1',
})

const sortable = new RegExp(`^(${integers}|real|double precision|numeric.*|boolean|date|timestamp.*)$`)

/** Texts by their bytes: collations differ from one server to the next. */
function sortedOrder(columns: readonly StoredColumn[]): string {
  const terms = columns.map(({ name, type }) =>
    sortable.test(type) ? identifier(name) : `${identifier(name)}::text collate "C"`,
  )
  // -0 equals 0.
  const floats = columns.filter(({ type }) => type === 'double precision' || type === 'real')
  return [...terms, ...floats.map(({ name }) => `${identifier(name)}::text = '-0'`)].join(', ')
}

function literal(value: Scalar): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `timestamptz ${text(momentText(value))}`
  switch (typeof value) {
    case 'string':
      return text(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `(${value}::numeric)`
    default:
      return isPlainInteger(value)
        ? `(${value}::bigint)`
        : `(${text(Object.is(value, -0) ? '-0' : String(value))}::double precision)`
  }
}

/**
 * Only the hashes of rows are sorted to number them, not the rows; `offset 0` keeps them from being computed again above.
 * Number and hashes are hashed once more, as one value: the hash of a record adds up those of its cells, and a sum of such sums
 * would not see two rows exchange one.
 */
function versions({ relation, columns, partition, columnsRead, order }: HashedRows): string {
  const within = partition === 'null' ? '' : 'partition by partition '
  // What is hashed, each under a number: all columns as 0, and then columns by themselves.
  const hashed = [columns, ...columnsRead.map((column) => [column])]
  const each = (term: (number: number, cells: string) => string): string =>
    hashed.map((of, number) => term(number, of.flatMap(hashable).join(', '))).join(', ')
  const sum = (number: number, seed: 1 | 2) => `sum(hash_record_extended(row(numbered_${number}), ${seed}))::text`
  return `select partition, count(*) as row_count, ${sum(0, 1)} || ':' || ${sum(0, 2)} as hash
      ${columnsRead.map((_, index) => `, ${sum(index + 1, 1)} || ':' || ${sum(index + 1, 2)} as column_${index}`).join('')}
    from (
      select partition, ${each((number) => `place || int8send(one_${number}) || int8send(other_${number}) as numbered_${number}`)}
      from (
        select partition, int8send(row_number() over (${within}order by place)) as place,
          ${each((number) => `one_${number}, other_${number}`)}
        from (
          select ${partition}::text as partition, ${order === orderColumn ? order : `row(${order})`} as place,
            ${each((number, cells) => `hash_record_extended(row(${cells}), 1) as one_${number}, hash_record_extended(row(${cells}), 2) as other_${number}`)}
          from ${relation} offset 0
        ) as hashed offset 0
      ) as placed offset 0
    ) as counted group by 1`
}

/** A column as cells that differ when its values do: hashes of whole numbers and moments have 32 bits only, and -0 equals 0. */
function hashable({ name, type }: StoredColumn): readonly string[] {
  const cell = identifier(name)
  switch (type) {
    case columnTypes.postgres.integer:
      return [`int8send(${cell})`]
    case columnTypes.postgres.date:
      return [`timestamptz_send(${cell})`]
    case columnTypes.postgres.json:
      return [`${cell}::text`]
    case columnTypes.postgres.number:
      return [cell, `case when ${cell} = 0 then ${cell}::text end`]
    default:
      return [cell]
  }
}
