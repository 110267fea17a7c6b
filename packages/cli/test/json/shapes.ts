import { z } from 'zod'
import {
  counts,
  facts,
  failedCheck,
  inWords,
  optional,
  partition,
  plan,
  problem,
  result,
  subset,
  time,
} from './run-shapes.ts'

const description = z.strictObject({
  key: z.string(),
  description: optional(z.string()),
  group: z.string(),
  kinds: z.array(z.string()),
  owners: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  metadata: facts,
  partitions: z.string().describe('unpartitioned, daily, product...'),
  external: z.boolean(),
  io: optional(z.string().describe('the IO manager')),
  deps: z.array(z.strictObject({ dep: z.string(), asset: z.string(), mapping: z.string() })),
  checks: z.array(z.strictObject({ name: z.string(), severity: z.enum(['warn', 'error']), blocking: z.boolean() })),
  resources: z.array(z.string()),
  pool: optional(z.string()),
  automation: optional(z.unknown()),
})

const columnAt = z.strictObject({ asset: z.string(), column: z.string().describe('its path; `*` for all columns') })
const bearing = z.enum(['DIRECT', 'INDIRECT', 'UNKNOWN'])
const columnReach = z.strictObject({
  columns: z.array(columnAt.extend({ bearing })),
  edges: z.array(
    z.strictObject({
      from: columnAt,
      to: columnAt,
      dep: z.string(),
      bearing,
      transformation: optional(z.string().describe("in OpenLineage's words: IDENTITY, FILTER...")),
    }),
  ),
  problems: z.array(
    z.strictObject({
      asset: z.string(),
      code: z.enum(['COLUMN_UNKNOWN', 'LINEAGE_UNKNOWN']),
      message: z.string(),
      position: optional(z.strictObject({ line: z.number(), column: z.number() }).describe('in the query')),
    }),
  ),
})

const late = z
  .array(
    z.strictObject({
      check: z.string(),
      severity: z.enum(['warn', 'error']),
      partition: z.nullable(z.string()).describe('the newest that is due; null: the asset as a whole'),
      since: time,
    }),
  )
  .describe('due and not there')

const status = z.strictObject({
  asset: z.string(),
  status: z.enum(['failed', 'missing', 'stale', 'fresh']),
  external: z.boolean(),
  counts: z.strictObject({
    total: z.number(),
    fresh: z.number(),
    stale: z.number(),
    missing: z.number(),
    failed: z.number(),
    open: z.number().describe('not complete, and not in `total`'),
  }),
  causes: z.array(z.strictObject({ reason: z.string(), count: z.number(), partitions: z.string() })),
  missing: z.string().describe('in words'),
  newest: optional(z.strictObject({ partition, time, runId: optional(z.string()) }).describe('what was made last')),
  rows: optional(z.number()),
  lastFailure: optional(z.strictObject({ runId: z.string(), code: z.string(), message: z.string() })),
  failedChecks: z.array(
    z.strictObject({
      check: z.string(),
      severity: z.enum(['warn', 'error']),
      blocking: z.boolean(),
      partitions: inWords,
      count: z.number(),
    }),
  ),
  late,
  changesAt: optional(time.describe('when time alone makes it stand otherwise next')),
})

const materialized = z.strictObject({
  time,
  runId: optional(z.string()),
  dataVersion: z.string(),
  codeVersion: z.string(),
  rows: optional(z.number()),
  location: z.record(z.string(), z.unknown()).describe('as the store writes it'),
  place: z.string().describe('where a person finds it: a path from the working directory, a table'),
})

const run = {
  runId: z.string(),
  outcome: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  selection: z.string(),
  startedAt: time,
  seconds: optional(z.number()),
  steps: z.number(),
  partitions: z.number(),
  counts,
  pid: z.number(),
  host: z.string(),
}
const recorded = { position: z.number(), time, version: z.number(), runId: z.string(), asset: z.string() }

const inputLineage = z.strictObject({
  dep: z.string(),
  asset: z.string(),
  partitions: z.string(),
  count: z.number(),
  sample: z.array(z.strictObject({ partition, dataVersion: optional(z.string()) })).describe('the newest of them'),
})

const version = z.strictObject({
  version: z.number().describe('where it stands in the event log'),
  partition,
  time,
  runId: z.string(),
  aliases: z.array(z.string()),
  metrics: facts,
  codeVersion: z.string(),
  dataVersion: z.string(),
  bytes: optional(z.number()),
  location: z.record(z.string(), z.unknown()).describe('as the store writes it'),
  isKept: z.boolean().describe('whether its artifact can still be read'),
  inputs: z.array(inputLineage).describe('what it was trained on'),
})

/** What `data` of the answer is, by command. docs/reference/json.md is written from this, and answers are held to it. */
export const shapes = {
  init: z.strictObject({ folder: z.string(), written: z.array(z.string()), kept: z.array(z.string()) }),
  list: z.array(description),
  plan,
  materialize: z.union([result, plan.describe('with --dry-run: as of `plan`')]),
  backfill: z.union([result.describe('as of `materialize`'), plan.describe('with --dry-run: as of `plan`')]),
  cancel: z.strictObject({ runId: z.string(), pid: z.number(), host: z.string() }),
  check: z.strictObject({
    runId: z.string(),
    ok: z.boolean(),
    passed: z.number(),
    failed: z.array(failedCheck),
    unchecked: z.array(z.string()),
  }),
  status: z.array(status),
  show: description.extend({
    readers: z.array(z.string()),
    status: status.describe('as of `status`'),
    newest: optional(materialized.describe('what was made last')),
  }),
  load: z.strictObject({
    asset: z.string(),
    partition,
    version: optional(z.number().describe('of a model, when one is named')),
    rows: optional(z.number().describe('of the whole value, where it is a list')),
    value: z.unknown(),
  }),
  models: z.union([
    z.strictObject({
      asset: z.string(),
      aliases: z.array(z.strictObject({ alias: z.string(), version: optional(z.number()) })),
      versions: z.array(version),
    }),
    z
      .strictObject({
        asset: z.string(),
        alias: z.string(),
        from: optional(z.number().describe('the version that held it before')),
        to: z.number(),
        version,
      })
      .describe('with --move'),
  ]),
  lineage: z.union([
    z.strictObject({
      asset: z.string(),
      upstream: z.array(z.string()),
      downstream: z.array(z.string()),
      edges: z.array(z.strictObject({ from: z.string(), to: z.string(), dep: z.string(), mapping: z.string() })),
    }),
    z
      .strictObject({
        asset: z.string(),
        partition,
        dataVersion: z.string(),
        codeVersion: z.string(),
        runId: optional(z.string()),
        inputs: z.array(inputLineage),
      })
      .describe('when a partition is named'),
    columnAt
      .extend({ upstream: optional(columnReach), downstream: optional(columnReach) })
      .describe('when a column is named'),
  ]),
  runs: z.union([
    z.array(z.strictObject(run)),
    z
      .strictObject({
        ...run,
        failures: z.array(z.strictObject({ asset: z.string(), count: z.number(), problem })),
        failedChecks: z.array(
          failedCheck.extend({
            type: z.literal('checked'),
            passed: z.literal(false),
            ...recorded,
            partitions: subset,
          }),
        ),
        logs: z.array(
          z.strictObject({
            type: z.literal('logged'),
            ...recorded,
            partition,
            level: z.enum(['info', 'warn']),
            message: z.string(),
            facts: optional(facts),
          }),
        ),
        assets: z.array(
          z.strictObject({ asset: z.string(), partitions: z.number(), rows: z.number(), seconds: z.number() }),
        ),
      })
      .describe('when a run is named'),
  ]),
  why: z.strictObject({
    asset: z.string(),
    partition,
    status: z.enum(['fresh', 'stale', 'missing', 'failed']),
    because: optional(z.string()),
    materialized: optional(materialized),
    codeVersion: z.string().describe('of the code as it is now'),
    inputs: z.array(
      z.strictObject({
        dep: z.string(),
        asset: z.string(),
        partitions: z.string(),
        changed: z.boolean(),
        unread: z
          .array(z.string())
          .optional()
          .describe('its columns that are not read, where nothing else of it changed'),
        missing: z.boolean(),
      }),
    ),
    late,
    checks: z.array(
      z.strictObject({
        check: z.string(),
        passed: z.boolean(),
        severity: z.enum(['warn', 'error']),
        blocking: z.boolean(),
        facts: optional(facts),
      }),
    ),
    failure: optional(z.strictObject({ runId: z.string(), problem })),
    madeFrom: z.array(inputLineage).describe('what was recorded when it was made; `inputs` is what it would read now'),
  }),
  keys: z.strictObject({
    dimension: z.string(),
    action: z.enum(['list', 'add', 'remove']),
    count: z.number().describe('of the keys that there are'),
    keys: z.array(z.string()).describe('those that there are, or those that were added or removed'),
  }),
  wipe: z.strictObject({
    assets: z.array(z.strictObject({ asset: z.string(), partitions: inWords, count: z.number() })),
    deleted: z.boolean().describe('the values too'),
    dryRun: z.boolean(),
  }),
  prune: z.strictObject({
    values: z.array(z.strictObject({ asset: z.string(), values: z.number() })),
    events: optional(counts.describe('by type; absent without --events')),
    dryRun: z.boolean(),
  }),
  ui: z.strictObject({ url: z.string() }).describe('once it has ended'),
  up: z.strictObject({ url: z.string() }).describe('once it has ended'),
  doctor: z.array(
    z.strictObject({
      name: z.string(),
      result: z.enum(['ok', 'warn', 'fail']),
      found: z.string(),
      advice: optional(z.string()),
      problem: optional(z.unknown().describe('as of `error` below')),
      probes: optional(
        z
          .array(
            z.strictObject({
              what: z.string().describe('what the store does where it is ok: `deletes`'),
              ok: z.boolean(),
              found: optional(z.string()),
              hint: optional(z.string().describe('with ok: it works, and something should be looked at')),
              ms: optional(z.number()),
            }),
          )
          .describe('of the state and of each store of values'),
      ),
    }),
  ),
  completion: z.strictObject({ shell: z.string(), script: z.string() }),
} as const

const errorShape = {
  code: z.string().describe('stable: see errors.md'),
  message: z.string(),
  hint: optional(z.string()),
  asset: optional(z.string()),
  partition: optional(z.string()),
  stack: optional(z.string().describe("that of the user's code")),
}

/** What `error` of the answer is when the command could not be carried out. */
export const error = z.strictObject({
  ...errorShape,
  problems: optional(
    z.array(z.strictObject(errorShape)).describe('the mistakes of a project, where there are several'),
  ),
})

/** The whole answer. */
export function answerOf(command: keyof typeof shapes) {
  return z.strictObject({ ok: z.boolean(), command: z.literal(command), data: shapes[command] })
}

/** The whole answer when there is no data. */
export const refusal = z.strictObject({ ok: z.literal(false), command: optional(z.string()), error })
