import type { TableName } from '../sql/warehouse.ts'
import { text } from '../tables/quote.ts'

/** What a catalog like PostgreSQL's tells of a table: see `TableDialect.comment`. */
export function catalogComment(table: TableName): string {
  return `select d.description as comment
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    left join pg_description as d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
    where ${isCalled(table)}`
}

/** See `TableDialect.notes`. */
export function catalogNotes(table: TableName): string {
  return `select cast(null as varchar) as name, comment, false as not_null from (${catalogComment(table)}) as of_table
    union all
    select cast(a.attname as varchar), d.description, a.attnotnull
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_description as d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = a.attnum
    where ${isCalled(table)}`
}

function isCalled({ schema, table }: TableName): string {
  return `n.nspname = ${text(schema)} and c.relname = ${text(table)}`
}
