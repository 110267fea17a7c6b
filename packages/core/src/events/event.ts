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

/** One for all partitions of the event, or one for each in the order of `Subset.cells()`. */
function perPartition<T extends z.ZodType>(of: T) {
  return z.union([z.object({ same: of }), z.object({ each: z.array(of) })])
}

/**
 * Which upstream partitions were read, and which of their data versions: `hash` is over the keys and versions of those
 * that were there, so that equal hashes mean equal inputs. `=` stands for the partition of the reader itself.
 */
const input = record(() => ({
  dep: z.string(),
  asset: z.string(),
  partitions: perPartition(subset),
  hash: perPartition(z.string()),
  /** The columns that were read of them, where no others were: their names as JSON, and a hash over their versions. Both empty: unknown. */
  projection: z.object({ columns: perPartition(z.string()), hash: perPartition(z.string()) }).optional(),
}))

/** See `ColumnVersions`. */
const columnVersions = z.lazy(() =>
  z.object({ shared: perPartition(z.string()), of: z.record(z.string(), perPartition(z.string())) }),
)

/** What was made of one asset, in columns: a range of partitions is recorded as a range. */
const made = () => ({
  codeVersion: z.string(),
  /** A hash of everything but the inputs' values that decides what comes out: see `recipeOf`. */
  recipe: z.string(),
  partitions: subset,
  /** Those whose window, with its grace, was not over when their inputs were read. */
  open: subset,
  /** What happened in the log up to here, and what the run itself did later, was known when the inputs were read. */
  asOf: z.number().int(),
  dataVersion: perPartition(z.string()),
  /** Of columns that some reader reads without reading all. */
  columns: columnVersions.optional(),
  location: perPartition(location),
  rows: perPartition(z.number().int().nullable()).optional(),
  bytes: perPartition(z.number().int().nullable()).optional(),
  inputs: z.array(input),
  seconds: z.number(),
  facts: facts.optional(),
})

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
  /** The partition as a subset; empty when the asset was checked as a whole. */
  partitions: subset,
  passed: z.boolean(),
  severity: z.enum(['warn', 'error']),
  blocking: z.boolean(),
  facts: facts.optional(),
  problem: problem.optional(),
}))

const facetInputs = z.lazy(() =>
  z.array(
    z.object({
      namespace: z.string(),
      name: z.string(),
      field: z.string(),
      transformations: z.array(z.object({ type: z.enum(['DIRECT', 'INDIRECT']), subtype: z.string() })),
    }),
  ),
)
/** ColumnLineageDatasetFacet 1-2-0 without producer and schema, which belong to whoever sends it. */
const columnLineage = record(() => ({
  fields: z.record(z.string(), z.object({ inputFields: facetInputs })),
  dataset: facetInputs.optional(),
}))

const aliasMoved = record(() => ({
  ...onAsset,
  alias: z.string(),
  partition: z.string().nullable(),
  dataVersion: z.string(),
  location: location,
  facts: facts.optional(),
}))

/** What is written of every event type, version 2. A changed shape gets a new version, and old ones stay readable. */
export const eventSchemas = {
  run_started: record(() => ({
    ...inRun,
    selection: z.string(),
    steps: z.number().int(),
    partitions: z.number().int(),
    targets: z.array(z.object({ asset: z.string(), partitions: subset })),
    pid: z.number().int(),
    host: z.string(),
    /** The run whose unfinished rest this one makes. */
    resumes: z.string().optional(),
    force: z.boolean().optional(),
    /** At most so many partitions in a call of a range step. */
    chunk: z.number().int().optional(),
    /** What its caller calls the wish that it fulfils. */
    request: z.string().optional(),
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
    staged: z.array(staged),
    ...made(),
    checks: z.array(checked),
    aliases: z.array(aliasMoved),
    /** As in `shaped`, where that is to be recorded too. */
    rowSchema: z.json().optional(),
  })),
  materialized: record(() => ({
    ...onAsset,
    attempt: z.string(),
    ...made(),
  })),
  observed: record(() => ({
    asset: z.string(),
    runId: z.string().optional(),
    partitions: subset,
    dataVersion: perPartition(z.string()),
    facts: facts.optional(),
  })),
  wiped: record(() => ({
    asset: z.string(),
    partitions: subset,
    count: z.number().int(),
    /** Whether the data is deleted too, or only forgotten. */
    deleted: z.boolean(),
  })),
  /** Older versions whose values `prune` deleted: which partitions of which events. */
  values_removed: record(() => ({
    asset: z.string(),
    of: z.array(z.object({ position: z.number().int(), partitions: subset })),
    count: z.number().int(),
  })),
  renamed: record(() => ({ asset: z.string(), from: z.string() })),
  /** How an asset is cut from here on: its definition as data. */
  partitioned: record(() => ({ asset: z.string(), cut: z.record(z.string(), z.json().optional()) })),
  /** What rows of an asset are from here on, as JSON Schema; null: they are not known. See `rowSchemaOf`. */
  shaped: record(() => ({ asset: z.string(), rowSchema: z.json() })),
  /**
   * What the columns of an asset are made of with some code, as far as it is known: OpenLineage's columnLineage facet. It
   * holds for all that is materialized with this code version.
   */
  columns_derived: record(() => ({ asset: z.string(), codeVersion: z.string(), facet: columnLineage })),
  cut_off: record(() => ({ ...onAsset, partitions: subset, count: z.number().int() })),
  step_failed: record(() => ({
    ...onAsset,
    attempt: z.string(),
    partitions: subset,
    count: z.number().int(),
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
  cancel_requested: record(() => ({ of: z.string() })),
  pruned: record(() => ({ before: z.number().int(), events: z.number().int(), values: z.number().int() })),
  recovered: record(() => ({ ...inRun, of: z.string(), actions: z.array(z.string()) })),
} as const

export type EventType = keyof typeof eventSchemas
/** What was made of one asset, in columns. */
export type MadeColumns = Omit<
  EventOf<'materialized'>,
  'type' | 'runId' | 'asset' | 'attempt' | 'position' | 'time' | 'version'
>
export type InputColumns = z.output<typeof input>
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
