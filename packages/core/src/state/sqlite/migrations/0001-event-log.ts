import { type Compilable, sql } from 'kysely'
import type { queries } from '../tables.ts'

const strict = sql`strict`
/** The rows lie in the order of their key, without a number of their own. */
const ordered = sql`without rowid, strict`

/** The event log, what is derived from it, leases, the ids of keys, and the clock. */
export function eventLog(db: typeof queries): readonly Compilable[] {
  return [...log(db), ...derived(db), ...granted(db)]
}

function log({ schema }: typeof queries): readonly Compilable[] {
  return [
    schema
      .createTable('events')
      .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('time', 'integer', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('asset', 'text')
      .addColumn('payload', 'text', (column) => column.notNull())
      .modifyEnd(strict),
    // Every index ends with the position, so each of these also gives the order.
    schema.createIndex('events_type').on('events').column('type'),
    schema.createIndex('events_run').on('events').column('run_id'),
    schema.createIndex('events_asset').on('events').column('asset'),
  ]
}

function derived({ schema }: typeof queries): readonly Compilable[] {
  return [
    schema
      .createTable('assets')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .modifyEnd(strict),
    schema.createIndex('assets_position').on('assets').column('position'),
    schema
      .createTable('names')
      .addColumn('until', 'integer', (column) => column.primaryKey())
      .addColumn('asset_id', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .modifyEnd(strict),
    schema
      .createTable('materializations')
      .addColumn('position', 'integer', (column) => column.primaryKey())
      .addColumn('asset_id', 'integer', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('time', 'integer', (column) => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('code_version', 'text', (column) => column.notNull())
      .addColumn('recipe', 'text', (column) => column.notNull())
      .addColumn('as_of', 'integer', (column) => column.notNull())
      .addColumn('partitions', 'text', (column) => column.notNull())
      .addColumn('changed', 'text')
      .addColumn('deps', 'text')
      .modifyEnd(strict),
    schema.createIndex('materializations_asset').on('materializations').column('asset_id'),
    schema
      .createTable('ledger')
      .addColumn('asset_id', 'integer', (column) => column.notNull())
      .addColumn('series', 'text', (column) => column.notNull())
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('data_version', 'text', (column) => column.notNull())
      .addColumn('location', 'text')
      .addColumn('inputs', 'text')
      .addColumn('rows', 'integer')
      .addColumn('bytes', 'integer')
      .addPrimaryKeyConstraint('ledger_key', ['asset_id', 'series', 'ordinal'])
      .modifyEnd(ordered),
    schema
      .createTable('dynamic_keys')
      .addColumn('added', 'integer', (column) => column.primaryKey())
      .addColumn('dimension', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addUniqueConstraint('dynamic_keys_key', ['dimension', 'key'])
      .modifyEnd(strict),
    schema
      .createTable('notes')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .modifyEnd(ordered),
  ]
}

function granted(db: typeof queries): readonly Compilable[] {
  const { schema } = db
  return [
    schema
      .createTable('leases')
      .addColumn('token', 'integer', (column) => column.primaryKey())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('pid', 'integer', (column) => column.notNull())
      .addColumn('host', 'text', (column) => column.notNull())
      .addColumn('taken', 'integer', (column) => column.notNull())
      .addColumn('expires', 'integer', (column) => column.notNull())
      .modifyEnd(strict),
    schema.createIndex('leases_run').on('leases').column('run_id'),
    schema
      .createTable('held')
      .addColumn('token', 'integer', (column) => column.notNull())
      .addColumn('asset', 'text', (column) => column.notNull())
      .addColumn('subset', 'text', (column) => column.notNull())
      .modifyEnd(strict),
    schema.createIndex('held_asset').on('held').column('asset'),
    schema.createIndex('held_token').on('held').column('token'),
    // No key is ever deleted, so that no id is given twice.
    schema
      .createTable('keys')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .modifyEnd(strict),
    schema
      .createTable('clock')
      .addColumn('time', 'integer', (column) => column.notNull())
      .addColumn('token', 'integer', (column) => column.notNull())
      .modifyEnd(strict),
    db.insertInto('clock').values({ time: sql.lit(0), token: sql.lit(0) }),
  ]
}
