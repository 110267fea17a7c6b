import type { IoManager } from '@headwater/core/io'
import type { Table, TableStream } from '../columns/index.ts'
import type { SqlWarehouse, WrittenTable } from '../sql/warehouse.ts'
import { tableWarehouse, type TableWarehouseOptions } from '../tables/table-warehouse.ts'
import { type RedshiftAccessOptions, redshiftPlace } from './redshift-access.ts'
import { RedshiftDatabase } from './redshift-database.ts'
import { redshiftDialect } from './redshift-dialect.ts'
import { layoutOf, type RedshiftKeys } from './table-keys.ts'

export interface RedshiftOptions extends RedshiftAccessOptions {
  /** Where tables lie whose name has no schema; default `public`. */
  readonly schema?: string | undefined
}

/** A warehouse in Redshift. */
export interface RedshiftWarehouse extends SqlWarehouse {
  /** As `Warehouse.table`, for a table that is made with these keys. */
  table(name?: string, options?: RedshiftKeys & WrittenTable): IoManager<Table | TableStream>
  /** The same warehouse, whose tables are made with these keys: for SQL assets. */
  withKeys(keys: RedshiftKeys): RedshiftWarehouse
}

/**
 * A warehouse in an Amazon Redshift database, provisioned or serverless: tables for assets, and SQL over them. Needs the
 * packages `pg` and `@aws-sdk/client-s3`, which are loaded when it is first used, as options and environment are looked at
 * then: REDSHIFT_HOST, REDSHIFT_PORT, REDSHIFT_DB, REDSHIFT_USER, REDSHIFT_PASSWORD, REDSHIFT_IAM_ROLE_ARN, S3_BUCKET_NAME.
 *
 * Rows arrive by COPY: as compressed JSON in a folder of the bucket, whose name no other attempt has, by a manifest. This
 * process writes and deletes there, the role reads. What a process that was killed leaves there is removed by the sweep of
 * its attempt; rows that a SQL asset reads from elsewhere, in folders `source_*`, by a lifecycle rule of yours. Rows are
 * read by a plain select.
 *
 * A table is changed in one transaction together with the rows that say who committed what (schema `_headwater`), under one
 * lock for all assets of the database, as Redshift locks tables only: publishing waits for publishing, and never for reading.
 * A transaction that Redshift undid because of another one (error 1023) is run again. `replace` deletes and inserts; a table
 * that is often replaced is tidied by Redshift's own VACUUM DELETE. Every table has a column `_row`, which keeps the order of
 * its rows. Names keep their case (`enable_case_sensitive_identifier`), keys are not declared, since Redshift would not
 * enforce them. Text has at most 65,535 bytes.
 *
 * Throws, when used: PACKAGE_MISSING, REDSHIFT_OPTIONS_MISSING, REDSHIFT_UNREACHABLE, REDSHIFT_REFUSED,
 * REDSHIFT_QUERY_FAILED, REDSHIFT_LOAD_FAILED, REDSHIFT_CONFLICT; OBJECT_STORE_FAILED, OBJECT_STORE_DENIED and BUCKET_MISSING
 * for the bucket; VALUE_UNSTORABLE for a value that its column cannot hold, VALUE_GONE for rows that are no longer there,
 * TABLE_COLUMNS_CHANGED for a schema that the table of a partitioned asset does not have, LEASE_LOST for a run that another
 * one has overtaken.
 *
 * @example
 * const warehouse = redshift({ staging: { prefix: 'loads' } })
 * const prices = warehouse.table('market.prices', { distKey: 'symbol', sortKey: 'day' })
 */
export function redshift({ schema, ...access }: RedshiftOptions = {}): RedshiftWarehouse {
  const dialect = schema === undefined ? redshiftDialect : { ...redshiftDialect, defaultSchema: schema }
  let database: RedshiftDatabase | undefined
  return warehouseOf(
    { name: `redshift(${redshiftPlace(access)})`, dialect, database: () => (database ??= RedshiftDatabase.at(access)) },
    {},
  )
}

function warehouseOf(place: TableWarehouseOptions, keys: RedshiftKeys): RedshiftWarehouse {
  const warehouse = tableWarehouse({ ...place, layout: layoutOf(keys) })
  return Object.freeze<RedshiftWarehouse>({
    ...warehouse,
    table: (table, { distKey, distStyle, sortKey, ...options } = {}) => {
      const layout = layoutOf({ distKey, distStyle, sortKey })
      return (layout === undefined ? warehouse : tableWarehouse({ ...place, layout })).table(table, options)
    },
    withKeys: (own) => warehouseOf(place, own),
  })
}
