/** What a catalog like PostgreSQL's tells of table `$1.$2`: see `TableDialect.notes`. */
export const catalogNotes = `
  select cast(null as varchar) as name, d.description as comment, false as not_null
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  left join pg_description as d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
  where n.nspname = $1 and c.relname = $2
  union all
  select cast(a.attname as varchar), d.description, a.attnotnull
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_description as d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = a.attnum
  where n.nspname = $1 and c.relname = $2`
