import { z } from 'zod'
import { assetStatus } from './assets.ts'
import { outcome, seconds, status, time } from './words.ts'

/**
 * The whole graph in columns, since thousands of objects cost more than the layout. Node `i` is `keys[i]`; edge `j` goes from
 * node `edgeFrom[j]` to node `edgeTo[j]`. `group[i]`, `kind[i]` and `io[i]` are indexes into the lists; -1: none.
 */
export const graphBody = z.object({
  /** Changes when definitions do; also the ETag. */
  version: z.string(),
  keys: z.array(z.string()),
  groups: z.array(z.string()),
  group: z.array(z.number().int()),
  kinds: z.array(z.string()),
  kind: z.array(z.number().int()),
  ios: z.array(z.string()),
  io: z.array(z.number().int()),
  /** 1 where it holds, by node. */
  external: z.array(z.number().int()),
  partitioned: z.array(z.number().int()),
  edgeFrom: z.array(z.number().int()),
  edgeTo: z.array(z.number().int()),
})
export type GraphBody = z.infer<typeof graphBody>

/** The status of every asset in columns, in the order of `graph.keys` of the same `version`. */
export const statusBody = z.object({
  version: z.string(),
  /** The end of the event log that this takes into account: what the live stream goes on from. */
  position: z.number().int(),
  statuses: z.array(status),
  /** Index into `statuses` by node. */
  status: z.array(z.number().int()),
  /** How many partitions have begun, by node, and how many of them stand how. */
  total: z.array(z.number().int()),
  fresh: z.array(z.number().int()),
  stale: z.array(z.number().int()),
  missing: z.array(z.number().int()),
  failed: z.array(z.number().int()),
  running: z.array(z.number().int()),
  open: z.array(z.number().int()),
  /** 1 where something is due and not there, by node. */
  late: z.array(z.number().int()),
  /** One line each: the first failure, failing check, lateness or cause; empty when there is nothing to say. */
  why: z.array(z.string()),
  /** Time of the newest materialization; 0: none. */
  newest: z.array(z.number()),
})
export type StatusBody = z.infer<typeof statusBody>

const columnAt = z.object({ asset: z.string(), column: z.string() })
/** Column lineage around one column (or all of an asset): edges from what is read to what is made of it. */
export const columnLineageBody = z.object({
  of: z.object({ asset: z.string(), column: z.string().optional() }),
  edges: z.array(
    z.object({
      from: columnAt,
      to: columnAt,
      bearing: z.enum(['DIRECT', 'INDIRECT', 'UNKNOWN']),
      /** `IDENTITY`, `TRANSFORMATION`, `AGGREGATION`, `FILTER`, `JOIN`... as OpenLineage names them. */
      kinds: z.array(z.string()),
    }),
  ),
  /** What could not be told, in words. */
  problems: z.array(z.string()),
})
export type ColumnLineageBody = z.infer<typeof columnLineageBody>

export const lineageBody = z.object({
  asset: z.string(),
  /** `distance`: over how many edges at least; negative upstream, 0 the asset itself. */
  nodes: z.array(z.object({ asset: z.string(), distance: z.number().int() })),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
})
export type LineageBody = z.infer<typeof lineageBody>

/** The page that opens first: what needs attention. */
export const homeBody = z.object({
  project: z.string(),
  assets: z.number().int(),
  counts: z.record(status, z.number().int()),
  /** Assets of which something is due and not there, whatever their status is. */
  late: z.number().int(),
  /** The worst first: failed, then failing checks, then late, then stale, then what only warns, then missing. At most 50. */
  attention: z.array(assetStatus),
  running: z.array(
    z.object({
      runId: z.string(),
      selection: z.string(),
      startedAt: time,
      done: z.number().int(),
      of: z.number().int(),
      /** A run elsewhere that gives no sign of life: since when. */
      silentSince: time.optional(),
    }),
  ),
  /** One for each of the last 24 hours, the oldest first. */
  hours: z.array(
    z.object({ start: time, succeeded: z.number().int(), failed: z.number().int(), cancelled: z.number().int() }),
  ),
  recent: z.array(
    z.object({
      runId: z.string(),
      outcome,
      selection: z.string(),
      startedAt: time,
      seconds: seconds.optional(),
      partitions: z.number().int(),
    }),
  ),
})
export type HomeBody = z.infer<typeof homeBody>

export const catalogItem = z.object({
  key: z.string(),
  group: z.string(),
  kinds: z.array(z.string()),
  owners: z.array(z.string()),
  description: z.string().optional(),
  partitions: z.string(),
})
/** All assets of a selection; their statuses come with `/status`. */
export const catalogBody = z.object({ items: z.array(catalogItem) })
export type CatalogBody = z.infer<typeof catalogBody>

/** A selection as it is being typed: what it selects, where it is wrong, and how it may go on. */
export const selectionBody = z.object({
  /** Indexes into `graph.keys`; absent when it is wrong. */
  nodes: z.array(z.number().int()).optional(),
  error: z
    .object({ message: z.string(), hint: z.string().optional(), start: z.number().int(), end: z.number().int() })
    .optional(),
  /** Texts that may stand from `from` on up to the caret. */
  completions: z.array(z.string()).optional(),
  from: z.number().int().optional(),
})
export type SelectionBody = z.infer<typeof selectionBody>

export const searchBody = z.object({
  hits: z.array(
    z.object({
      kind: z.enum(['asset', 'column', 'run', 'check', 'group']),
      name: z.string(),
      detail: z.string(),
      asset: z.string().optional(),
    }),
  ),
})
export type SearchBody = z.infer<typeof searchBody>
