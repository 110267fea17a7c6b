import { z } from 'zod'
import type { JsonObject } from '../base/json.ts'

const facts = z.lazy(() => z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
const location: z.ZodType<JsonObject> = z.lazy(() => z.record(z.string(), z.json().optional()))
const problem = record(() => ({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  stack: z.string().optional(),
}))

/** Partitions of one asset, as `Subset.encode()` writes them. */
const subset = z.string()

/**
 * Which upstream partitions were read, and at which point of the log: their data versions are those of that point.
 * `hash` is over partition keys and data versions, absent ones included: equal hashes mean equal inputs.
 */
const input = record(() => ({
  dep: z.string(),
  asset: z.string(),
  partitions: subset,
  asOf: z.number().int(),
  hash: z.string(),
}))

const materializedPartition = record(() => ({
  partition: z.string().nullable(),
  series: z.string(),
  ordinal: z.number().int(),
  dataVersion: z.string(),
  fingerprint: z.string(),
  location: location,
  rows: z.number().int().optional(),
  bytes: z.number().int().optional(),
  inputs: z.array(input),
}))

const staged = record(() => ({
  asset: z.string(),
  partition: z.string().nullable(),
  location: location,
  dataVersion: z.string(),
  rows: z.number().int().optional(),
  bytes: z.number().int().optional(),
}))

const inRun = { runId: z.string() }
const onAsset = { ...inRun, asset: z.string() }

const checked = record(() => ({
  ...onAsset,
  check: z.string(),
  partition: z.string().nullable(),
  passed: z.boolean(),
  severity: z.enum(['warn', 'error']),
  blocking: z.boolean(),
  facts: facts.optional(),
  problem: problem.optional(),
}))

const aliasMoved = record(() => ({
  ...onAsset,
  alias: z.string(),
  partition: z.string().nullable(),
  dataVersion: z.string(),
  location: location,
  facts: facts.optional(),
}))

/** What is written of every event type, version 1. A changed shape gets a new version, and old ones stay readable. */
export const eventSchemas = {
  run_started: record(() => ({
    ...inRun,
    selection: z.string(),
    steps: z.number().int(),
    partitions: z.number().int(),
    targets: z.array(z.object({ asset: z.string(), partitions: subset })),
    pid: z.number().int(),
    host: z.string(),
  })),
  run_finished: record(() => ({
    ...inRun,
    outcome: z.enum(['succeeded', 'failed', 'cancelled']),
    counts: z.record(z.string(), z.number().int()),
    seconds: z.number(),
  })),
  step_started: record(() => ({ ...onAsset, attempt: z.string(), partitions: subset })),
  publishing: record(() => ({
    ...onAsset,
    attempt: z.string(),
    token: z.number().int(),
    codeVersion: z.string(),
    staged: z.array(staged),
    partitions: z.array(materializedPartition),
    seconds: z.number(),
    facts: facts.optional(),
    checks: z.array(checked),
    aliases: z.array(aliasMoved),
  })),
  materialized: record(() => ({
    ...onAsset,
    attempt: z.string(),
    codeVersion: z.string(),
    seconds: z.number(),
    partitions: z.array(materializedPartition),
    facts: facts.optional(),
  })),
  observed: record(() => ({
    asset: z.string(),
    runId: z.string().optional(),
    partition: z.string().nullable(),
    series: z.string(),
    ordinal: z.number().int(),
    dataVersion: z.string(),
    facts: facts.optional(),
  })),
  cut_off: record(() => ({ ...onAsset, partitions: subset, count: z.number().int() })),
  step_failed: record(() => ({
    ...onAsset,
    attempt: z.string(),
    partitions: subset,
    count: z.number().int(),
    fingerprint: z.string().optional(),
    problem,
    willRetry: z.boolean(),
  })),
  step_skipped: record(() => ({ ...onAsset, partitions: subset, count: z.number().int(), because: z.string() })),
  checked,
  alias_moved: aliasMoved,
  logged: record(() => ({
    ...onAsset,
    partition: z.string().nullable(),
    level: z.enum(['info', 'warn']),
    message: z.string(),
    facts: facts.optional(),
  })),
  keys_added: record(() => ({ dimension: z.string(), keys: z.array(z.string()) })),
  keys_removed: record(() => ({ dimension: z.string(), keys: z.array(z.string()) })),
  recovered: record(() => ({ ...inRun, of: z.string(), actions: z.array(z.string()) })),
} as const

export type EventType = keyof typeof eventSchemas
export type MaterializedPartition = z.output<typeof materializedPartition>
export type InputRecord = z.output<typeof input>
export type Problem = z.output<typeof problem>

/** What is handed to the log: the log adds the position, the time and the version. */
export type EventDraft = {
  [T in EventType]: { readonly type: T } & Readonly<z.output<(typeof eventSchemas)[T]>>
}[EventType]

/** An event in the log. Positions grow by commit order and never have two meanings. */
export type RecordedEvent = EventDraft & { readonly position: number; readonly time: number; readonly version: number }

/** Events of one type. */
export type EventOf<T extends EventType> = Extract<RecordedEvent, { readonly type: T }>

/** An object whose schema is made when the first one is read: every command would wait for all of them, and few read any. */
function record<Shape extends z.ZodRawShape>(shape: () => Shape): z.ZodLazy<z.ZodObject<Shape>> {
  return z.lazy(() => z.object(shape()))
}
