import type { Schema } from '@headwater/core'
import { type CallDep, type Reading, rowSchemaOf, type Source } from '@headwater/core/extend'
import { fail, inParallel, type IoManager, type Json, type Location } from '@headwater/core/io'
import { type ColumnBatch, columnar } from '../columns/index.ts'
import { columnsOf } from './columns.ts'
import type { SqlWarehouse, TableSource } from './warehouse.ts'
import type { Write } from './write-mode.ts'

/** The recorded inputs of one partition, by dep. */
export type Sources = { readonly [dep: string]: readonly Source[] }

type TableInPlace = Extract<TableSource, { readonly kind: 'table' }>

/** How queries in a warehouse read what is kept by an IO manager, and declared by a schema. */
export function readingOf(
  warehouse: SqlWarehouse,
  io: IoManager<never> | undefined,
  schema: Schema<unknown> | undefined,
): Reading {
  return isKeptIn(warehouse, io) || readsFilesOf(warehouse, io, schema) ? 'in place' : 'by copy'
}

function isKeptIn(warehouse: SqlWarehouse, io: IoManager<never> | undefined): boolean {
  return io?.store?.home === warehouse.store.home
}

/** Nested values are JSON in a file, whose text may differ from that of a copy. */
function readsFilesOf(
  { readsParquet }: SqlWarehouse,
  io: IoManager<never> | undefined,
  schema: Schema<unknown> | undefined,
): boolean {
  const columns = columnsOf(rowSchemaOf(schema))
  return (
    readsParquet === true && io?.store?.files?.format === 'Parquet' && !!columns?.every(({ kind }) => kind !== 'json')
  )
}

/**
 * What the queries of one call read under the names of their deps. A table of the same warehouse is read where it lies, and
 * so is a Parquet file of this machine by a warehouse that can; everything else is copied into it: by columns where its
 * store gives those, else as rows. So are partitions that lie in several tables, as those of an asset do that was renamed.
 * What several queries read is copied once.
 */
export class QuerySources {
  readonly #warehouse: SqlWarehouse
  readonly #isView: boolean
  readonly #copies = new Map<string, Promise<TableSource>>()

  constructor({ warehouse, write }: { readonly warehouse: SqlWarehouse; readonly write: Write }) {
    this.#warehouse = warehouse
    this.#isView = write.mode === 'view'
  }

  /** Throws TABLE_COLUMNS_UNKNOWN for a value that is to be copied and is no table. */
  of({ asset, whole }: CallDep, sources: readonly Source[]): Promise<TableSource> {
    const here = this.#inPlace(sources)
    if (here) return Promise.resolve(this.#isView && whole ? { ...here, growing: true } : here)
    const name = JSON.stringify([asset.key, sources.map(({ partition, dataVersion }) => [partition, dataVersion])])
    const copy = this.#copies.get(name) ?? this.#copied(asset, sources)
    this.#copies.set(name, copy)
    return copy
  }

  /** Those of some sources that lie in the warehouse. */
  here(sources: Sources): { readonly [name: string]: TableSource } {
    return Object.fromEntries(
      Object.entries(sources).flatMap(([name, of]) => {
        const here = this.#inPlace(of)
        return here ? [[name, here]] : []
      }),
    )
  }

  /** The partitions of one table of the warehouse; undefined where something lies elsewhere. */
  #inPlace(sources: readonly Source[]): TableInPlace | undefined {
    const [first] = sources
    const isHere = isKeptIn(this.#warehouse, first?.io) && Object.keys(first?.location ?? {}).length > 0
    if (!first || !isHere || !sources.every(({ location }) => isSameTable(location, first.location))) return undefined
    return { kind: 'table', location: first.location, partitions: sources.map(({ partition }) => partition) }
  }

  async #copied({ key, schema }: CallDep['asset'], sources: readonly Source[]): Promise<TableSource> {
    const rowSchema = rowSchemaOf(schema) ?? failOnNoTable(key)
    const byColumns = schema && copiedColumns(schema, sources, rowSchema)
    if (byColumns) return { ...byColumns, parquet: await this.#parquet(schema, sources) }
    const values = await Promise.all(sources.map(({ value }) => value()))
    return values.every(isRows) ? { kind: 'rows', rows: concatenated(values), rowSchema } : failOnNoTable(key)
  }

  /** The files that hold some sources; undefined where one is no such file. */
  async #parquet(schema: Schema<unknown>, sources: readonly Source[]): Promise<readonly string[] | undefined> {
    const stored = sources.flatMap(({ asset, partition, io, location }) => {
      const files = readsFilesOf(this.#warehouse, io, schema) ? io?.store?.files : undefined
      const isRecorded = Object.keys(location).length > 0
      return files && isRecorded ? [{ files, location, at: { asset: asset.key, partition } }] : []
    })
    if (stored.length < sources.length) return undefined
    return inParallel(stored, filesAtOnce, ({ files, location, at }) => files.pathOf(location, at))
  }
}

/** Enough to keep a disk busy: the digest of each file is looked at. */
const filesAtOnce = 16

/** Undefined where a store keeps no columns. Nothing is read before the warehouse asks for it. */
function copiedColumns(
  schema: Schema<unknown>,
  sources: readonly Source[],
  rowSchema: Json,
): Extract<TableSource, { readonly kind: 'columns' }> | undefined {
  const batch = columnar((schema['~table']?.rows ?? schema) as Schema<readonly object[]>)
  const parts = sources.map((source) => source.batches(batch))
  if (parts.length === 0 || parts.includes(undefined)) return undefined
  return { kind: 'columns', batches: () => inTurn(parts), rowSchema }
}

async function* inTurn(
  parts: readonly (AsyncIterable<ColumnBatch<object>> | undefined)[],
): AsyncGenerator<ColumnBatch<object>> {
  for (const part of parts) if (part) yield* part
}

function isSameTable(one: Location, other: Location): boolean {
  return ['dataset', 'schema', 'table'].every((part) => one[part] === other[part])
}

function isRows(value: unknown): value is Iterable<object> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function concatenated(values: readonly Iterable<object>[]): readonly object[] {
  return values.flatMap((rows) => [...rows])
}

function failOnNoTable(asset: string): never {
  return fail('TABLE_COLUMNS_UNKNOWN', {
    asset,
    message: `asset \`${asset}\` is read by SQL, but its schema does not tell the columns of a table`,
    hint: 'Declare it with zod 4 as an array of objects: z.array(z.object({ ... })).',
  })
}
