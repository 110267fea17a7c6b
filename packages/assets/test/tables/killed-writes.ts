import { rowSchemaOf } from '@headwater/core/extend'
import type { Attempt } from '@headwater/core/io'
import { z } from 'zod'
import type { StageQuery, Write } from '../../src/sql/index.ts'

/** What the runs of the kill test write: into one table versions, into another one changes, of few keys again and again. */
const Version = z.object({ id: z.int(), name: z.string(), from: z.int(), to: z.int().nullable() })
const Change = z.object({ id: z.int(), lsn: z.int(), deleted: z.boolean() })
const keys = 40

export const killedAssets = ['kill/versions', 'kill/changes'] as const
export type KilledAsset = (typeof killedAssets)[number]

const schemas = { 'kill/versions': rowSchemaOf(Version) ?? null, 'kill/changes': rowSchemaOf(Change) ?? null }
const writes: { readonly [A in KilledAsset]: Write } = {
  'kill/versions': { mode: 'scd2', on: ['id'], from: 'from', to: 'to' },
  'kill/changes': { mode: 'changes', on: ['id'], sequence: 'lsn', deleted: 'deleted' },
}

/** The rows of a run: later runs come to earlier moments as well. */
function killedRows(asset: KilledAsset, run: number): readonly object[] {
  const moment = (run * 37) % 101
  const ids = Array.from({ length: keys }, (_, id) => id).filter((id) => (id + run) % 3 > 0)
  return asset === 'kill/changes'
    ? ids.map((id) => ({ id, lsn: moment, deleted: moment % 5 === 0 }))
    : ids.map((id) => ({ id, name: `at ${moment % 4}`, from: moment, to: moment % 7 === 0 ? moment + 3 : null }))
}

/** Not from beside the tests: the child that is killed runs without vitest. */
export function killedAttempt(run: number): Attempt {
  return { id: `run${run}.step.1`, runId: `run${run}`, token: run }
}

export function killedQuery(asset: KilledAsset, run: number): StageQuery {
  const rowSchema = schemas[asset]
  return {
    at: { asset, partition: null, attempt: killedAttempt(run), dimensions: {}, rowSchema },
    sql: 'select * from made',
    parameters: [],
    sources: { made: { kind: 'rows', rows: killedRows(asset, run), rowSchema } },
    write: writes[asset],
  }
}
