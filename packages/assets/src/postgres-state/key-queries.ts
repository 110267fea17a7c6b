import { type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** Gives the next ids to those keys that have none, in the order in which they first come. */
export function insertKeys({ keys }: Tables, added: readonly string[]): RawBuilder<unknown> {
  return sql`insert into ${keys} (id, key)
    select (select coalesce(max(id), 0) from ${keys}) + row_number() over (order by min(new.at)), new.key
    from unnest(${added}::text[]) with ordinality new (key, at)
    where not exists (select from ${keys} known where known.key = new.key)
    group by new.key`
}

export function selectKeys({ keys }: Tables, after: number): RawBuilder<{ readonly id: number; readonly key: string }> {
  return sql`select id, key from ${keys} where id > ${sql.lit(after)} order by id`
}

export function insertDynamicKeys(
  { dynamic_keys }: Tables,
  dimension: string,
  added: readonly string[],
): RawBuilder<unknown> {
  return sql`insert into ${dynamic_keys} (added, dimension, key)
    select (select coalesce(max(added), 0) from ${dynamic_keys}) + new.at, ${dimension}, new.key
    from unnest(${added}::text[]) with ordinality new (key, at)
    on conflict (dimension, key) do nothing`
}

export function deleteDynamicKeys(
  { dynamic_keys }: Tables,
  dimension: string,
  removed: readonly string[],
): RawBuilder<unknown> {
  return sql`delete from ${dynamic_keys} where dimension = ${dimension} and key = any(${removed}::text[])`
}

export function selectDynamicKeys({
  dynamic_keys,
}: Tables): RawBuilder<{ readonly dimension: string; readonly keys: readonly string[] }> {
  return sql`select dimension, array_agg(key order by added) as keys from ${dynamic_keys} group by dimension`
}
