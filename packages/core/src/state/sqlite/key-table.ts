import type { KeyIds } from '../../partitions/index.ts'
import type { KeyRegistry } from '../key-registry.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { queries } from './tables.ts'

const insertKey = query((value: Value<{ key: string }>) =>
  queries
    .insertInto('keys')
    .values({ key: value('key') })
    .onConflict((conflict) => conflict.doNothing()),
)

const selectKeys = query((value: Value<{ after: number }>) =>
  queries.selectFrom('keys').selectAll().where('id', '>', value('after')).orderBy('id'),
)

const insertDynamic = query((value: Value<{ dimension: string; key: string }>) =>
  queries
    .insertInto('dynamic_keys')
    .values({ dimension: value('dimension'), key: value('key') })
    .onConflict((conflict) => conflict.doNothing()),
)

const deleteDynamic = query((value: Value<{ dimension: string; key: string }>) =>
  queries.deleteFrom('dynamic_keys').where('dimension', '=', value('dimension')).where('key', '=', value('key')),
)

const selectDynamic = query(() => queries.selectFrom('dynamic_keys').selectAll().orderBy('added'))

const deleteAllDynamic = query(() => queries.deleteFrom('dynamic_keys'))

export function addKeys(connection: Connection, keys: Iterable<string>): void {
  for (const key of keys) connection.run(insertKey, { key })
}

export function addDynamicKeys(connection: Connection, dimension: string, keys: readonly string[]): void {
  addKeys(connection, keys)
  for (const key of keys) connection.run(insertDynamic, { dimension, key })
}

export function removeDynamicKeys(connection: Connection, dimension: string, keys: readonly string[]): void {
  for (const key of keys) connection.run(deleteDynamic, { dimension, key })
}

/** Forgets which keys dynamic dimensions have; ids are for ever. */
export function clearDynamicKeys(connection: Connection): void {
  connection.run(deleteAllDynamic)
}

/** Reads what was registered since `registry` was last read, and answers with all of it. */
export function readKeys(connection: Connection, registry: KeyRegistry): KeyIds {
  for (const { id, key } of connection.all(selectKeys, { after: registry.lastId })) registry.set(id, key)
  const dynamic = Map.groupBy(connection.all(selectDynamic), ({ dimension }) => dimension)
  return registry.withDynamic(new Map([...dynamic].map(([dimension, rows]) => [dimension, rows.map(({ key }) => key)])))
}
