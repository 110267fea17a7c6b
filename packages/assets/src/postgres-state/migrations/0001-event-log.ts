import { type RawBuilder, sql } from 'kysely'
import type { Tables } from '../tables.ts'

/**
 * The event log, what is derived from it, leases and the ids of keys. Texts that are only compared have the collation "C",
 * which is the same on every server.
 */
export function eventLog(tables: Tables): readonly RawBuilder<unknown>[] {
  return [...log(tables), ...derived(tables), ...granted(tables)]
}

function log({ log, events }: Tables): readonly RawBuilder<unknown>[] {
  return [
    // One row. Whoever writes to the log has it locked from the first statement to the commit, so that positions are in the
    // order of commits, without gaps.
    sql`create table ${log} (
      one boolean primary key default true check (one),
      version integer not null,
      position bigint not null default 0,
      -- Grows whenever assets change in more than what then has a newer position: names, pruning, rebuilding.
      edition bigint not null default 0,
      time bigint not null default 0,
      token bigint not null default 0
    )`,
    sql`create table ${events} (
      position bigint primary key,
      time bigint not null,
      type text collate "C" not null,
      version integer not null,
      run_id text collate "C",
      asset text collate "C",
      payload text not null
    )`,
    sql`create index events_type on ${events} (type, position)`,
    sql`create index events_run on ${events} (run_id, position)`,
    sql`create index events_asset on ${events} (asset, position)`,
  ]
}

function derived(tables: Tables): readonly RawBuilder<unknown>[] {
  const { assets, names, materializations, ledger, dynamic_keys, notes } = tables
  return [
    sql`create table ${assets} (
      id bigint primary key,
      key text collate "C" not null,
      position bigint not null,
      record text not null
    )`,
    sql`create index assets_position on ${assets} (position)`,
    sql`create table ${names} (
      until bigint primary key,
      asset_id bigint not null,
      name text collate "C" not null
    )`,
    sql`create table ${materializations} (
      position bigint primary key,
      asset_id bigint not null,
      kind text collate "C" not null,
      time bigint not null,
      run_id text collate "C",
      code_version text not null,
      recipe text not null,
      as_of bigint not null,
      partitions text not null,
      changed text,
      deps text
    )`,
    sql`create index materializations_asset on ${materializations} (asset_id, position)`,
    sql`create table ${ledger} (
      asset_id bigint,
      series text collate "C",
      ordinal bigint,
      position bigint not null,
      data_version text not null,
      location text,
      inputs text,
      rows bigint,
      bytes bigint,
      primary key (asset_id, series, ordinal)
    )`,
    sql`create table ${dynamic_keys} (
      added bigint primary key,
      dimension text collate "C" not null,
      key text collate "C" not null,
      unique (dimension, key)
    )`,
    sql`create table ${notes} (name text collate "C" primary key, text text not null)`,
  ]
}

function granted({ leases, held, keys }: Tables): readonly RawBuilder<unknown>[] {
  return [
    sql`create table ${leases} (
      token bigint primary key,
      run_id text collate "C" not null,
      pid integer not null,
      host text not null,
      taken bigint not null,
      expires bigint not null
    )`,
    sql`create table ${held} (
      token bigint not null references ${leases} on delete cascade,
      asset text collate "C" not null,
      subset text not null
    )`,
    sql`create index held_asset on ${held} (asset)`,
    sql`create index held_token on ${held} (token)`,
    // No key is ever deleted, so that no id is given twice.
    sql`create table ${keys} (id bigint primary key, key text collate "C" not null unique)`,
  ]
}
