import type { ColumnKind } from './columns.ts'

/** How a database stores each kind of column. */
export type ColumnTypes = { readonly [K in ColumnKind]: string }

/**
 * The types of columns, by dialect, as each database spells them itself. `date` is a moment in UTC. `bigint` holds 128 bits.
 * JSON is kept as text, so that the members of objects stay in their order; in BigQuery they are sorted.
 */
export const columnTypes = {
  duckdb: {
    string: 'VARCHAR',
    number: 'DOUBLE',
    integer: 'BIGINT',
    bigint: 'HUGEINT',
    boolean: 'BOOLEAN',
    date: 'TIMESTAMP',
    json: 'JSON',
  },
  postgres: {
    string: 'text',
    number: 'double precision',
    integer: 'bigint',
    bigint: 'numeric(39,0)',
    boolean: 'boolean',
    date: 'timestamp with time zone',
    json: 'json',
  },
  redshift: {
    string: 'character varying(65535)',
    number: 'double precision',
    integer: 'bigint',
    bigint: 'numeric(38,0)',
    boolean: 'boolean',
    date: 'timestamp with time zone',
    json: 'super',
  },
  bigquery: {
    string: 'STRING',
    number: 'FLOAT64',
    integer: 'INT64',
    bigint: 'BIGNUMERIC(38)',
    boolean: 'BOOL',
    date: 'TIMESTAMP',
    json: 'JSON',
  },
} as const satisfies { readonly [dialect: string]: ColumnTypes }

/** The databases that keep assets as tables. */
export type TableDialectName = keyof typeof columnTypes
