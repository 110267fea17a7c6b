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
import {
  type AssetDefinition,
  type CodeParts,
  type OutputSpec,
  rowSchemaOf,
  singleOutput,
} from '@headwater/core/extend'
import { fail, type HeadwaterError, isHeadwaterError } from '@headwater/core/io'
import type { QueryCreator } from 'kysely'
import { z } from 'zod'
import type { TableOf } from '../columns/index.ts'
import { columnsOf } from './columns.ts'
import { compileQuery, type QueryFunction, type QueryMaking } from './compile-query.ts'
import { produceTables, type TableMaking } from './produce-tables.ts'
import { queryColumns, queryText } from './query-columns.ts'
import { sqlSourceOf } from './sql-file.ts'
import { readingOf } from './query-sources.ts'
import { checkSchemaChange, type SchemaChange } from './schema-change.ts'
import type { SqlStatement, SqlTag, TableRef } from './sql-tag.ts'
import type { SqlWarehouse, Warehouse } from './warehouse.ts'
import { checkWriteColumns } from './write-columns.ts'
import { checkWriteMode, type Write } from './write-mode.ts'

type RowsOf<V> = V extends readonly (infer R)[]
  ? R
  : V extends ByPartition<infer _K, infer I>
    ? RowsOf<I>
    : V extends TableOf<infer R>
      ? R
      : never
type Database<D, R> = { readonly [N in keyof D]: RowsOf<InputOf<D[N], readonly R[]>> }

/** A value of another kind has no columns for a query to read. */
type Readable<D> = [RowsOf<InputOf<D, readonly object[]>>] extends [never]
  ? 'a query reads rows, and this is no table'
  : unknown

/** What a query may know and use beside its tables. */
export interface SqlContext<K, DB> extends Context<K> {
  /** Writes raw SQL; values are bound, tables and columns are referred to. */
  readonly sql: SqlTag
  /** The upstream tables by their names in `deps`, for `sql`. */
  readonly tables: { readonly [N in keyof DB]: TableRef<keyof DB[N] & string> }
}

/** A table made by a query: `Reads` has the rows of its deps by their names, for tests of the query. */
export interface SqlAsset<out R, out P, in Reads> extends Asset<readonly R[], P> {
  /** Holds nothing but a type. */
  readonly '~reads': ((rows: Reads) => void) | undefined
}

/** What Kysely builds: a query whose rows are `R`. */
export type Query<R> = { readonly expressionType: R | undefined }

/** Nothing more is asked of a query whose columns are all declared; of raw SQL they are not known before it runs. */
type Exactly<Q, R> =
  Q extends Query<infer O>
    ? [Exclude<keyof O, keyof R>] extends [never]
      ? unknown
      : `the query gives \`${Exclude<keyof O, keyof R> & string}\`, which \`row\` does not declare`
    : unknown

/**
 * A table made by a query over its deps, run where they lie. `db` knows the upstream tables by their names in `deps`,
 * each as the partitions that its mapping reaches. What really came out is compared with `row`: TABLE_CONTRACT_BROKEN
 * says how it differs. Partitions that are due together are made in one transaction. The rows that a run makes are stored
 * sorted by their columns, first column first and nulls last, whatever `order by` the query has.
 *
 * A statement in raw SQL may be several, divided by semicolons: `create temp table <name> as <query>`, as many as are
 * needed, and last the query that gives the rows. `sqlFile` takes them from a file.
 *
 * Its code version is that of the compiled query or file; with `partitions`, that of the function and what it reaches.
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
    readonly deps: D & { readonly [N in keyof D]: Fits<D[N], NoInfer<P>> & Readable<D[N]> }
    readonly row: Schema<R>
    readonly partitions?: P | undefined
    readonly write: Write<keyof NoInfer<R> & string>
    /** What becomes of the table when `row` changes. Default: `fail`. */
    readonly schemaChange?: SchemaChange | undefined
    readonly checks?: Checks<readonly NoInfer<R>[]> | undefined
  },
  // NoInfer: looking for `D` in all that a QueryCreator can do was a sixth of checking a project of a hundred assets.
  query: (
    db: NoInfer<QueryCreator<Database<D, R>>>,
    context: NoInfer<SqlContext<KeyOf<P>, Database<D, R>>>,
  ) => Q & Exactly<NoInfer<Q>, NoInfer<R>>,
): SqlAsset<R, P, Database<D, R>> {
  const warehouse = spec.warehouse as SqlWarehouse
  const making = {
    warehouse,
    write: spec.write,
    schemaChange: spec.schemaChange,
    query: query as unknown as QueryFunction,
  }
  const partitioned = spec.partitions !== undefined
  const schema = rowsSchema(spec.row)
  const output = withUnread(spec, {
    schema,
    io: warehouse.table(undefined, { schemaChange: spec.schemaChange, write: spec.write }),
  })
  const made = singleOutput(key, output as unknown as OutputSpec, {
    grain: 'range',
    kinds: ['sql', warehouse.dialect],
    target: { write: spec.write },
    virtual: spec.write.mode === 'view',
    code: () => codeOf(key, making, partitioned),
    produce: (call) => produceTables(making, call),
    query: {
      written: sqlSourceOf(query) ? undefined : query,
      text: (partition) => queryText(key, making, partition),
    },
    columnLineage: queryColumns(key, making),
    reading: (io, schema) => readingOf(warehouse, io, schema),
    problems: () => [
      ...thrown(() => requireRow(key, spec.row)),
      ...thrown(() => sqlSourceOf(query)?.check({ asset: key }, parametersOf(spec.partitions))),
      ...thrown(() => checkWriteMode({ asset: key, write: spec.write, partitioned, modes: warehouse.writeModes })),
      ...thrown(() => checkSchemaChange(key, spec.schemaChange ?? 'fail', warehouse.schemaChanges)),
      ...thrown(() => checkWriteColumns(key, spec.write, () => columnsOf(rowSchemaOf(schema)) ?? [])),
    ],
  })
  makings.set(made.definition, making)
  return made.face({ '~reads': undefined }) as never
}

/** How an asset is made by a query; undefined for others. */
export function tableMakingOf(definition: AssetDefinition): TableMaking | undefined {
  return makings.get(definition)
}

const makings = new WeakMap<AssetDefinition, TableMaking>()

/** The parameters that a file has of the partition that is made. */
function parametersOf(partitions: Partitions | undefined): readonly string[] {
  if (partitions === undefined) return []
  return partitions.kind === 'product' ? Object.keys(partitions.dimensions as object) : ['partition']
}

/** One query is known by its text, however it is written; a query for each partition, by the function that writes them. */
async function codeOf(asset: string, making: QueryMaking, partitioned: boolean): Promise<CodeParts> {
  const source = sqlSourceOf(making.query)
  if (source) return { functions: [], values: [source.version(asset)] }
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

function requireRow(asset: string, row: Schema<unknown>): void {
  const what = !isZod(row)
    ? `a schema of ${row['~standard'].vendor}, which does not tell the columns`
    : row.type === 'array'
      ? 'an array, but it declares one row'
      : undefined
  if (what === undefined) return
  fail('TABLE_COLUMNS_UNKNOWN', {
    asset,
    message: `\`row\` of asset \`${asset}\` is ${what}`,
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
