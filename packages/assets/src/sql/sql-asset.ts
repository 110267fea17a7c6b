import type {
  AnyDep,
  Asset,
  ByPartition,
  Checks,
  Context,
  Described,
  Fits,
  InputOf,
  KeyOf,
  Partitions,
  Schema,
  Unpartitioned,
} from '@headwater/core'
import { type OutputSpec, singleOutput } from '@headwater/core/extend'
import { isHeadwaterError } from '@headwater/core/io'
import type { QueryCreator } from 'kysely'
import { z } from 'zod'
import { compileQuery, type QueryFunction } from './compile-query.ts'
import { produceTables } from './produce-tables.ts'
import type { SqlStatement, SqlTag, TableRef } from './sql-tag.ts'
import type { SqlWarehouse, Warehouse } from './warehouse.ts'
import { checkWriteMode, type Write } from './write-mode.ts'

type RowsOf<V> = V extends readonly (infer R)[] ? R : V extends ByPartition<infer _K, infer I> ? RowsOf<I> : never
type Database<D, R> = { readonly [N in keyof D]: RowsOf<InputOf<D[N], readonly R[]>> }

/** What a query may know and use beside its tables. */
export interface SqlContext<K, DB> extends Context<K> {
  /** Writes raw SQL; values are bound, tables and columns are referred to. */
  readonly sql: SqlTag
  /** The upstream tables by their names in `deps`, for `sql`. */
  readonly tables: { readonly [N in keyof DB]: TableRef<keyof DB[N] & string> }
}

/** What Kysely builds: a query whose rows are `R`. */
export type Query<R> = { readonly expressionType: R | undefined }

/**
 * A table made by a query over its deps, run where they lie. `db` knows the upstream tables by their names in `deps`,
 * each as the partitions that its mapping reaches. What really came out is compared with `row`: TABLE_CONTRACT_BROKEN
 * says how it differs. Partitions that are due together are made in one transaction.
 */
export function sqlAsset<
  R,
  const D extends { readonly [name: string]: AnyDep },
  const P extends Partitions = Unpartitioned,
>(
  key: string,
  spec: Described & {
    readonly warehouse: Warehouse
    readonly deps: D & { readonly [N in keyof D]: Fits<D[N], NoInfer<P>> }
    readonly row: Schema<R>
    readonly partitions?: P | undefined
    readonly write: Write<keyof NoInfer<R> & string>
    readonly checks?: Checks<readonly NoInfer<R>[]> | undefined
  },
  query: (
    db: QueryCreator<Database<D, R>>,
    context: SqlContext<KeyOf<P>, Database<D, R>>,
  ) => Query<NoInfer<R>> | SqlStatement,
): Asset<readonly R[], P> {
  const warehouse = spec.warehouse as SqlWarehouse
  const making = { warehouse, write: spec.write, query: query as unknown as QueryFunction }
  const schema = rowsSchema(spec.row)
  const output = withOwn(spec, { schema, io: warehouse.table() })
  const made = singleOutput(key, output as unknown as OutputSpec, {
    grain: 'range',
    kinds: ['sql', warehouse.dialect],
    target: { write: spec.write },
    code: async () =>
      spec.partitions ? { functions: [making.query] } : { functions: [], values: [await compileQuery(making)] },
    produce: (call) => produceTables(making, call),
    problems: () => writeProblems(key, { warehouse, write: spec.write, partitioned: spec.partitions !== undefined }),
  })
  return made.face({}) as never
}

/** The spec and more, with its `deps` still unread: they may be a getter. */
function withOwn(spec: object, own: object): object {
  return Object.defineProperties({ ...own }, Object.getOwnPropertyDescriptors(spec))
}

function rowsSchema(row: Schema<unknown>): Schema<readonly unknown[]> {
  return z.array(row as unknown as z.ZodType) as unknown as Schema<readonly unknown[]>
}

function writeProblems(
  asset: string,
  of: { readonly warehouse: SqlWarehouse; readonly write: Write; readonly partitioned: boolean },
): readonly string[] {
  try {
    checkWriteMode({ asset, write: of.write, partitioned: of.partitioned, modes: of.warehouse.writeModes })
    return []
  } catch (error) {
    if (!isHeadwaterError(error)) throw error
    return [`${error.message}. ${error.hint ?? ''}`]
  }
}
