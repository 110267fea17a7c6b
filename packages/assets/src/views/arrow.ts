import type { Dep } from '@headwater/core'
import { type ViewSource, wrapped } from '@headwater/core/extend'
import type { TypeMap } from 'apache-arrow'
import { loadPeer } from '../load-peer.ts'

/** What apache-arrow calls a Table. */
export interface ArrowTable<out R> {
  readonly numRows: number
  getChild<N extends keyof R & string>(column: N): Iterable<R[N] | null> | null
}

/** So many rows stand in one batch. */
const batchLength = 65_536

/** The rows as an Arrow table. Needs the package `apache-arrow`. */
export function arrow<R, P>(of: Dep<readonly R[], P>): Dep<ArrowTable<R>, P> {
  return wrapped({ kind: 'view', of, view: { name: 'arrow', open: async (source) => tableOf(await rowsOf(source)) } })
}

/** The rows as Arrow tables of at most 65,536 rows each, made one at a time. Needs the package `apache-arrow`. */
export function batches<R, P>(of: Dep<readonly R[], P>): Dep<AsyncIterable<ArrowTable<R>>, P> {
  return wrapped({ kind: 'view', of, view: { name: 'batches', open: async (source) => batchesOf(await rowsOf(source)) } })
}

type AnyRow = { readonly [column: string]: unknown }

async function rowsOf(source: ViewSource): Promise<readonly AnyRow[]> {
  return (await source.value()) as readonly AnyRow[]
}

async function* batchesOf(rows: readonly AnyRow[]): AsyncGenerator<unknown> {
  for (let at = 0; at < rows.length; at += batchLength) yield await tableOf(rows.slice(at, at + batchLength))
}

async function tableOf(rows: readonly AnyRow[]): Promise<unknown> {
  const { Table, vectorFromArray } = await loadPeer('apache-arrow', 'arrow()', () => import('apache-arrow'))
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const vectors = columns.map((column) => [column, vectorFromArray(rows.map((row) => row[column] ?? null))] as const)
  return new Table<TypeMap>(Object.fromEntries(vectors))
}
