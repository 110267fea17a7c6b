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
import { type CodeParts, type OutputSpec, singleOutput } from '@headwater/core/extend'
import { fail, type HeadwaterError, isHeadwaterError } from '@headwater/core/io'
import type { QueryCreator } from 'kysely'
import { z } from 'zod'
import { compileQuery, type QueryFunction, type QueryMaking } from './compile-query.ts'
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
 * says how it differs. Partitions that are due together are made in one transaction. The rows that a run makes are stored
 * sorted by their columns, first column first and nulls last, whatever `order by` the query has.
 *
 * Its code version is that of the compiled query; with `partitions`, that of the function and what it reaches.
 */
export function sqlAsset<
  R,
  const D extends { readonly [name: string]: AnyDep },
  const P extends Partitions = Unpartitioned,
  // A parameter of its own: as the wanted return type, `Query` would be matched with each call that builds the query.
  Q extends Query<NoInfer<R>> | SqlStatement = never,
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
  // NoInfer: looking for `D` in all that a QueryCreator can do was a sixth of checking a project of a hundred assets.
  query: (db: NoInfer<QueryCreator<Database<D, R>>>, context: NoInfer<SqlContext<KeyOf<P>, Database<D, R>>>) => Q,
): Asset<readonly R[], P> {
  const warehouse = spec.warehouse as SqlWarehouse
  const making = { warehouse, write: spec.write, query: query as unknown as QueryFunction }
  const partitioned = spec.partitions !== undefined
  const output = withUnread(spec, { schema: rowsSchema(spec.row), io: warehouse.table() })
  const made = singleOutput(key, output as unknown as OutputSpec, {
    grain: 'range',
    kinds: ['sql', warehouse.dialect],
    target: { write: spec.write },
    code: () => codeOf(key, making, partitioned),
    produce: (call) => produceTables(making, call),
    problems: () => [
      ...thrown(() => requireZod(key, spec.row)),
      ...thrown(() => checkWriteMode({ asset: key, write: spec.write, partitioned, modes: warehouse.writeModes })),
    ],
  })
  return made.face({}) as never
}

/** One query is known by its text, however it is written; a query for each partition, by the function that writes them. */
async function codeOf(asset: string, making: QueryMaking, partitioned: boolean): Promise<CodeParts> {
  if (partitioned) return { functions: [making.query] }
  return { functions: [], values: [await compileQuery(making, { asset, partition: null })] }
}

/** The spec and more, with its `deps` still unread: they may be a getter. */
function withUnread(spec: object, more: object): object {
  return { __proto__: spec, ...more }
}

function rowsSchema(row: Schema<unknown>): Schema<readonly unknown[]> {
  // A row of another vendor is reported when the project is defined.
  return (isZod(row) ? z.array(row) : row) as unknown as Schema<readonly unknown[]>
}

function isZod(schema: object): schema is z.ZodType {
  return '_zod' in schema
}

function requireZod(asset: string, row: Schema<unknown>): void {
  if (isZod(row)) return
  fail('TABLE_COLUMNS_UNKNOWN', {
    asset,
    message: `\`row\` of asset \`${asset}\` is a schema of ${row['~standard'].vendor}, which does not tell the columns`,
    hint: 'Declare it with zod 4: z.object({ ... }).',
  })
}

function thrown(check: () => void): readonly HeadwaterError[] {
  try {
    check()
    return []
  } catch (error) {
    if (isHeadwaterError(error)) return [error]
    throw error
  }
}
