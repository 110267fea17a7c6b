import { z } from 'zod'
import { eventItem } from './assets.ts'
import { cursorQuery, facts, outcome, page, partitionsText, problem, seconds, selectionText, time } from './words.ts'

export const runItem = z.object({
  runId: z.string(),
  outcome,
  selection: z.string(),
  startedAt: time,
  seconds: seconds.optional(),
  steps: z.number().int(),
  partitions: z.number().int(),
  /** How many partitions are done so far, however that went; all of them once it ended well. */
  done: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
  /** A run elsewhere that gives no sign of life: since when. It died, or it cannot reach the state. */
  silentSince: time.optional(),
  pid: z.number().int(),
  host: z.string(),
  /** The run whose rest this one makes. */
  resumes: z.string().optional(),
})
export type RunItem = z.infer<typeof runItem>
export const runsPage = page(runItem)

/** How one step of a run went; steps of one partition are told apart by it, ranges are one step. */
export const stepItem = z.object({
  asset: z.string(),
  partitions: z.string(),
  count: z.number().int(),
  state: z.enum(['waiting', 'running', 'made', 'cut off', 'failed', 'skipped', 'cancelled']),
  startedAt: time.optional(),
  endedAt: time.optional(),
  rows: z.number().optional(),
  /** Made before this one by the path that took longest in the run. */
  critical: z.boolean(),
  problem: problem.optional(),
  because: z.string().optional(),
})
export type StepItem = z.infer<typeof stepItem>

/** By asset, since a backfill has thousands of steps: the bars of a Gantt. */
export const runBody = z.object({
  ...runItem.shape,
  assets: z.array(
    z.object({
      asset: z.string(),
      /** How many partitions it was to make, and how many are done how. */
      of: z.number().int(),
      made: z.number().int(),
      cutOff: z.number().int(),
      failed: z.number().int(),
      skipped: z.number().int(),
      running: z.number().int(),
      startedAt: time.optional(),
      endedAt: time.optional(),
      rows: z.number().optional(),
      critical: z.boolean(),
      upstream: z.array(z.string()),
    }),
  ),
  failures: z.array(z.object({ asset: z.string(), partitions: z.string(), count: z.number().int(), problem })),
  failedChecks: z.array(
    z.object({
      asset: z.string(),
      check: z.string(),
      partition: z.string().nullable(),
      severity: z.string(),
      facts: facts.optional(),
    }),
  ),
  /** What continues it on the command line. */
  cli: z.object({ resume: z.string(), again: z.string() }),
})
export type RunBody = z.infer<typeof runBody>

export const stepsPage = page(stepItem)

export const logLine = z.object({
  position: z.number().int(),
  time,
  asset: z.string(),
  partition: z.string().nullable(),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  facts: facts.optional(),
})
export type LogLine = z.infer<typeof logLine>
export const logsPage = page(logLine)
export const runEventsPage = page(eventItem)

/** What is to be planned or made. */
export const planRequest = z.strictObject({
  selection: selectionText.min(1),
  partitions: partitionsText.optional(),
  force: z.boolean().optional(),
  upstream: z.boolean().optional(),
  downstream: z.boolean().optional(),
  maxSteps: z.number().int().min(1).optional(),
})
export type PlanRequest = z.infer<typeof planRequest>

/** The plan of `headwater plan --json`, with what a page says of it. `plan` is handed back to `materialize` by its id. */
export const planBody = z.object({
  id: z.string(),
  /** The same object as the command line's `--json`. */
  plan: z.json(),
  steps: z.array(
    z.object({
      asset: z.string(),
      partitions: z.string(),
      count: z.number().int(),
      reason: z.string(),
      seconds: seconds.optional(),
      rows: z.number().optional(),
    }),
  ),
  skips: z.array(
    z.object({
      asset: z.string(),
      partitions: z.string(),
      count: z.number().int(),
      reason: z.string(),
      fine: z.boolean(),
    }),
  ),
  downstream: z.array(z.object({ asset: z.string(), partitions: z.string(), count: z.number().int() })),
  warnings: z.array(z.string()),
  expected: z.object({ seconds, rows: z.number().optional() }).optional(),
  /** Partitions that it makes. */
  count: z.number().int(),
  cli: z.string(),
})
export type PlanBody = z.infer<typeof planBody>

/** Starts what a plan says (`planId`, of this server and not older than an hour) or what a selection says. */
export const materializeRequest = z.union([z.strictObject({ planId: z.string().max(200) }), planRequest])
export type MaterializeRequest = z.infer<typeof materializeRequest>

export const rerunRequest = z.strictObject({
  /** `failure`: what it left, as `headwater resume` does. `all`: the same again, forced. */
  what: z.enum(['failure', 'all']),
})

/** The run may not have begun: `nothing` says that there was nothing to do. */
export const startedBody = z.object({ runId: z.string().optional(), nothing: z.boolean() })
export type StartedBody = z.infer<typeof startedBody>

export const checkRequest = z.strictObject({ selection: selectionText.min(1), partitions: partitionsText.optional() })
export const checkedBody = z.object({ passed: z.number().int(), failed: z.number().int(), warned: z.number().int() })

export const runQueries = {
  runs: z.strictObject({
    ...cursorQuery,
    outcome: outcome.optional(),
    asset: z.string().max(500).optional(),
    q: z.string().max(200).optional(),
    /** Only runs over more than one partition of an asset. */
    backfills: z.enum(['true']).optional(),
  }),
  steps: z.strictObject({
    ...cursorQuery,
    asset: z.string().max(500).optional(),
    state: z.string().max(20).optional(),
  }),
  logs: z.strictObject({
    ...cursorQuery,
    asset: z.string().max(500).optional(),
    level: z.enum(['info', 'warn', 'error']).optional(),
    q: z.string().max(200).optional(),
  }),
  events: z.strictObject({
    ...cursorQuery,
    /** With commas. */
    types: z.string().max(500).optional(),
    asset: z.string().max(500).optional(),
    /** `warn`: warnings and errors; `error`: errors; `info`: all. */
    level: z.enum(['info', 'warn', 'error']).optional(),
  }),
} as const
