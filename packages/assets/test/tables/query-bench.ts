import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import type { SqlWarehouse, StageQuery, TableSource, Write } from '../../src/sql/index.ts'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'

export const Quote = z.object({ symbol: z.string(), day: z.string(), close: z.number() })
export const quote = (symbol: string, day: string, close: number) => ({ symbol, day, close })

export interface Wanted {
  readonly row?: z.ZodType
  readonly sql: string
  readonly parameters?: readonly unknown[]
  readonly temporary?: StageQuery['temporary']
  readonly sources?: StageQuery['sources']
  readonly write?: Write
  readonly partition?: string
  readonly run?: number
}

/** A warehouse whose table raw.quotes holds two days, and the words that tests of queries are written in. */
export async function queryBench<O extends { readonly warehouse: SqlWarehouse }>(opened: O) {
  const { warehouse } = opened
  const { store } = warehouse
  const days = {
    '2024-01-02': [quote('A', '2024-01-02', 1), quote('B', '2024-01-02', 2)],
    '2024-01-03': [quote('A', '2024-01-03', 3)],
  }
  const rowSchema = rowSchemaOf(z.array(Quote))
  const values = Object.entries(days).map(([day, value]) => ({
    value,
    at: placeOf('raw/quotes', day, attemptOf(1), rowSchema),
  }))
  const upstream = await store.publish(await store.stage(values), attemptOf(1))
  const location = upstream[0]?.location ?? {}
  const quotes = (partitions: readonly string[] | 'all' = 'all'): TableSource => ({
    kind: 'table',
    location,
    partitions,
  })
  const query = ({
    row = Quote,
    sql,
    parameters = [],
    temporary,
    sources = { quotes: quotes() },
    write = { mode: 'replace' },
    partition,
    run = 2,
  }: Wanted): StageQuery => ({
    at: placeOf('market/fct', partition ?? null, attemptOf(run), rowSchemaOf(row)),
    sql,
    parameters,
    temporary,
    sources,
    write,
  })
  const stage = (...wanted: Wanted[]) => warehouse.stageQueries(wanted.map(query))
  const publish = async (...wanted: Wanted[]) => store.publish(await stage(...wanted), attemptOf(wanted[0]?.run ?? 2))
  return { ...opened, store, upstream, quotes, query, stage, publish }
}
