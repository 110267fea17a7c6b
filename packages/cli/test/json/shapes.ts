import { z } from 'zod'

const optional = <S extends z.ZodType>(schema: S) => schema.optional()
const partition = z.string().nullable().describe('the key as text; null where the asset is not partitioned')
const time = z.number().describe('milliseconds since the epoch')
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const facts = z.record(z.string(), scalar)
const counts = z.record(z.string(), z.number())
const subset = z.string().describe('the partitions as Headwater writes them')

const problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: optional(z.string()),
  stack: optional(z.string().describe("that of the user's code")),
})

const failedCheck = z.strictObject({
  asset: z.string(),
  check: z.string(),
  partition,
  severity: z.enum(['warn', 'error']),
  blocking: z.boolean(),
  facts: optional(facts),
  problem: optional(problem.describe('the check threw')),
})

const expected = z
  .strictObject({ seconds: z.number(), rows: optional(z.number()) })
  .describe('by how it went lately; absent where nothing was made yet')

const inWords = z.string().describe('in words; empty where the asset is not partitioned')

const plan = z.strictObject({
  id: z.string(),
  at: time,
  position: z.number().describe('the end of the event log when it was made'),
  selection: z.string(),
  options: z.strictObject({
    partitions: optional(z.string()),
    force: optional(z.boolean()),
    upstream: optional(z.boolean()),
    downstream: optional(z.boolean()),
    maxSteps: optional(z.number()),
  }),
  steps: z.array(
    z.strictObject({
      step: z.string(),
      asset: z.string().describe('the first of `assets`'),
      assets: z.array(z.string()),
      partition: partition.describe('the key where the step is one partition'),
      partitions: inWords,
      count: z.number(),
      subset,
      reason: z.string().describe('in words'),
      reasons: z.array(
        z.strictObject({ reason: z.string(), detail: optional(z.string()), count: z.number(), partitions: inWords }),
      ),
      codeVersion: z.string(),
      recipes: z.array(z.string()).describe('what each of `assets` reads and where it is kept, in one word'),
      expected: optional(expected),
    }),
  ),
  skips: z.array(
    z.strictObject({
      asset: z.string(),
      partitions: inWords,
      count: z.number(),
      reason: z.string(),
      fine: z.boolean().describe('false: it was asked for and cannot be made'),
    }),
  ),
  downstream: z
    .array(z.strictObject({ asset: z.string(), partitions: inWords, count: z.number() }))
    .describe('what reads what is made, and is not made itself'),
  moves: z
    .array(z.strictObject({ asset: z.string(), words: z.string() }))
    .describe('history that was recorded under another name or cut'),
  externals: z.record(z.string(), z.string()).describe('what assets that are made elsewhere looked like'),
  expected: optional(expected),
})

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

const result = z.strictObject({
  runId: z.string().describe('empty when there was nothing to do'),
  ok: z.boolean(),
  outcome: z.enum(['succeeded', 'failed', 'cancelled']),
  seconds: z.number(),
  plan: plan.describe('as of `plan`'),
  steps: z.array(
    z.strictObject({
      step: z.string(),
      assets: z.array(z.string()),
      planned: z.number(),
      made: z.number(),
      cutOff: z.number(),
      failed: z.number(),
      skipped: z.number(),
      rows: z.number(),
      bytes: z.number(),
      seconds: z.number(),
    }),
  ),
  failures: z.array(z.strictObject({ asset: z.string(), partitions: z.string(), problem })),
  checks: z.strictObject({ passed: z.number(), failed: z.array(failedCheck) }),
  recovered: z.array(z.string()).describe('what was repaired after runs that died'),
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
    rows: optional(z.number().describe('of the whole value, where it is a list')),
    value: z.unknown(),
  }),
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
        missing: z.boolean(),
      }),
    ),
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
  doctor: z.array(
    z.strictObject({
      name: z.string(),
      result: z.enum(['ok', 'warn', 'fail']),
      found: z.string(),
      advice: optional(z.string()),
      problem: optional(z.unknown().describe('as of `error` below')),
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
