import { z } from 'zod'
import {
  counts,
  cursorQuery,
  facts,
  page,
  partitionKey,
  problem,
  seconds,
  selectionText,
  status,
  time,
} from './words.ts'

const failedCheck = z.object({
  check: z.string(),
  severity: z.enum(['warn', 'error']),
  blocking: z.boolean(),
  /** In words; empty for the asset as a whole. */
  partitions: z.string(),
  count: z.number().int(),
})

/** Something that is due and not there, by a check that says when it has to be. It goes beside the status. */
const late = z.object({
  check: z.string(),
  severity: z.enum(['warn', 'error']),
  /** The newest partition that is due; null: the asset as a whole, which was made too long ago. */
  partition: z.string().nullable(),
  since: time,
})

/** How one asset stands: what the live stream sends again when it changes. */
export const assetStatus = z.object({
  asset: z.string(),
  status,
  counts,
  /** Why partitions are stale, the most frequent first, in words. */
  causes: z.array(z.object({ reason: z.string(), count: z.number().int(), partitions: z.string() })),
  newest: z.object({ partition: z.string().nullable(), time, runId: z.string().optional() }).optional(),
  rows: z.number().optional(),
  lastFailure: z.object({ runId: z.string(), code: z.string(), message: z.string() }).optional(),
  failedChecks: z.array(failedCheck),
  late: z.array(late),
  /** The first thing to say of it, in a line; empty where all is well. */
  why: z.string(),
})
export type AssetStatusBody = z.infer<typeof assetStatus>

export const described = z.object({
  key: z.string(),
  description: z.string().optional(),
  group: z.string(),
  kinds: z.array(z.string()),
  owners: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  metadata: facts,
  /** `unpartitioned`, `daily`, `product`... */
  partitions: z.string(),
  external: z.boolean(),
  io: z.string().optional(),
  pool: z.string().optional(),
  resources: z.array(z.string()),
  deps: z.array(z.object({ dep: z.string(), asset: z.string(), mapping: z.string() })),
  downstream: z.array(z.string()),
})

/** Everything that the overview of an asset shows. */
export const assetBody = z.object({
  ...described.shape,
  status: assetStatus,
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      nullable: z.boolean(),
      description: z.string().optional(),
      /** Names of checks that look at this column. */
      checks: z.array(z.string()),
    }),
  ),
  checks: z.array(
    z.object({
      name: z.string(),
      severity: z.enum(['warn', 'error']),
      blocking: z.boolean(),
      passed: z.boolean().nullable(),
      /** In words, where it fails by partition. */
      partitions: z.string(),
      time: time.optional(),
    }),
  ),
  code: z.object({
    version: z.string(),
    source: z.object({ file: z.string(), line: z.number().int(), text: z.string() }).optional(),
    /** SQL as it is sent, where the asset is a query. */
    sql: z.string().optional(),
    /** Versions that materialized something, the newest first. */
    history: z.array(z.object({ version: z.string(), since: time, runId: z.string() })),
  }),
  /** What one partition takes, by how it went lately. */
  expected: z.object({ seconds, rows: z.number().optional() }).optional(),
})
export type AssetBody = z.infer<typeof assetBody>

/**
 * How every partition stands, as runs of equal status in the order of the keys. A partition is a cell of the product of the
 * dimensions; with one dimension or none there is one series, else one for each combination of the others. `starts` has the key
 * of the first partition of each run of equal status along the dimension that is counted along, so that a page names ranges
 * without listing keys; keys in between come from `/partition-keys`.
 */
export const partitionsBody = z.object({
  asset: z.string(),
  kind: z.string(),
  dimensions: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      count: z.number().int(),
      first: z.string().optional(),
      last: z.string().optional(),
      /** For time: the zone and the length of a partition, for the calendar. */
      zone: z.string().optional(),
      grain: z.enum(['hourly', 'daily', 'weekly', 'monthly', 'cron']).optional(),
    }),
  ),
  /** The index of the dimension that series count along: the first along time, else the last; -1: it is not partitioned. */
  along: z.number().int(),
  /**
   * Where the partitions of every series lie on the calendar, as `first, step, count, first, step, count...`: days since
   * 1970-01-01 for days and weeks, months since January 1970 for months, minutes on the clocks of the zone for hours and cron.
   * Empty where `along` is no time.
   */
  places: z.array(z.number().int()),
  counts,
  /** `status, count, status, count...` with `status` an index into `statuses`. */
  statuses: z.array(status),
  series: z.array(
    z.object({
      /** The keys of the other dimensions, in their order; empty where there is one dimension. */
      of: z.array(z.string()),
      runs: z.array(z.number().int()),
      starts: z.array(z.string()),
    }),
  ),
  /** How many series there are; `series` may be a page of them. */
  total: z.number().int(),
  next: z.string().optional(),
})
export type PartitionsBody = z.infer<typeof partitionsBody>

/** Keys along the main dimension by place in the order of their series: at most 5,000 in one answer. */
export const partitionKeysBody = z.object({
  from: z.number().int(),
  keys: z.array(z.string()),
  /** With `q`: the place of each key, and how many match in all. */
  places: z.array(z.number().int()).optional(),
  total: z.number().int().optional(),
})

/** Why one partition is as it is. */
export const whyBody = z.object({
  asset: z.string(),
  partition: z.string().nullable(),
  status,
  because: z.string().optional(),
  materialized: z
    .object({
      time,
      runId: z.string().optional(),
      dataVersion: z.string(),
      codeVersion: z.string(),
      rows: z.number().optional(),
      place: z.string(),
    })
    .optional(),
  codeVersion: z.string(),
  inputs: z.array(
    z.object({
      dep: z.string(),
      asset: z.string(),
      partitions: z.string(),
      changed: z.boolean(),
      missing: z.boolean(),
    }),
  ),
  checks: z.array(
    z.object({
      check: z.string(),
      passed: z.boolean(),
      severity: z.string(),
      blocking: z.boolean(),
      facts: facts.optional(),
    }),
  ),
  late: z.array(late),
  failure: z.object({ runId: z.string(), problem }).optional(),
})
export type WhyBody = z.infer<typeof whyBody>

/** What was recorded at each materialization, for charts: the same index in every list is the same point. */
export const seriesBody = z.object({
  by: z.enum(['time', 'partition']),
  /** Times, or places of partitions whose keys are in `labels`. */
  x: z.array(z.number()),
  labels: z.array(z.string()).optional(),
  /** `rows`, `bytes`, `seconds` and every number among the facts. */
  fields: z.record(z.string(), z.array(z.number().nullable())),
})
export type SeriesBody = z.infer<typeof seriesBody>

/** One event of the log in one line, with all of it for who opens it. */
export const eventItem = z.object({
  position: z.number().int(),
  time,
  type: z.string(),
  asset: z.string().optional(),
  runId: z.string().optional(),
  /** In words. */
  partitions: z.string().optional(),
  level: z.enum(['info', 'warn', 'error', 'ok']),
  text: z.string(),
  facts: facts.optional(),
  problem: problem.optional(),
})
export type EventItem = z.infer<typeof eventItem>
export const eventsPage = page(eventItem)

/** One result of one check. */
export const checkItem = z.object({
  position: z.number().int(),
  time,
  check: z.string(),
  partition: z.string().nullable(),
  passed: z.boolean(),
  severity: z.enum(['warn', 'error']),
  runId: z.string(),
  facts: facts.optional(),
  problem: problem.optional(),
  /** Up to 20 bad rows, where the check kept some. */
  samples: z.array(z.record(z.string(), z.json())).optional(),
})
export type CheckItem = z.infer<typeof checkItem>
export const checksPage = page(checkItem)

export const previewBody = z.object({
  asset: z.string(),
  partition: z.string().nullable(),
  place: z.string(),
  /** Present for tables: the first rows, values as a person reads them. */
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  rows: z.array(z.array(z.string().nullable())).optional(),
  /** Present for what is no table: JSON or text, cut off at 64 kB. */
  text: z.string().optional(),
  /** Whether there is more than is shown. */
  more: z.boolean(),
})
export type PreviewBody = z.infer<typeof previewBody>

/** Types of events, with commas: only these, or none of these. */
const eventTypes = z.string().max(500).optional()

export const queries = {
  selection: z.strictObject({ q: selectionText.optional() }),
  typed: z.strictObject({ q: selectionText, caret: z.coerce.number().int().min(0).max(10_000).optional() }),
  search: z.strictObject({ q: z.string().max(200), limit: z.coerce.number().int().min(1).max(100).optional() }),
  partition: z.strictObject({ partition: partitionKey.optional() }),
  partitions: z.strictObject({ ...cursorQuery }),
  partitionKeys: z.strictObject({
    /** Which series, as an index. */
    series: z.coerce.number().int().min(0).optional(),
    from: z.coerce.number().int().min(0),
    count: z.coerce.number().int().min(1).max(5000),
    /** Only keys in which this text stands, the key that it is before all others; `from` is then a place among those. */
    q: z.string().min(1).max(2000).optional(),
  }),
  events: z.strictObject({ ...cursorQuery, types: eventTypes, without: eventTypes }),
  checks: z.strictObject({
    ...cursorQuery,
    check: z.string().max(200).optional(),
    failed: z.enum(['true', 'false']).optional(),
  }),
  series: z.strictObject({
    by: z.enum(['time', 'partition']).optional(),
    limit: z.coerce.number().int().min(1).max(50_000).optional(),
  }),
  lineage: z.strictObject({
    direction: z.enum(['up', 'down', 'both']).optional(),
    depth: z.coerce.number().int().min(1).max(100).optional(),
  }),
  columnLineage: z.strictObject({
    column: z.string().max(500).optional(),
    direction: z.enum(['up', 'down', 'both']).optional(),
  }),
  preview: z.strictObject({
    partition: partitionKey.optional(),
    limit: z.coerce.number().int().min(1).max(500).optional(),
  }),
} as const
