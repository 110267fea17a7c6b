import { z } from 'zod'

export const optional = <S extends z.ZodType>(schema: S) => schema.optional()
export const partition = z.string().nullable().describe('the key as text; null where the asset is not partitioned')
export const time = z.number().describe('milliseconds since the epoch')
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
export const facts = z.record(z.string(), scalar)
export const counts = z.record(z.string(), z.number())
export const subset = z.string().describe('the partitions as Headwater writes them')

export const problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: optional(z.string()),
  stack: optional(z.string().describe("that of the user's code")),
})

export const failedCheck = z.strictObject({
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

export const inWords = z.string().describe('in words; empty where the asset is not partitioned')

export const plan = z.strictObject({
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
      reads: optional(
        z.array(
          z.strictObject({
            dep: z.string(),
            asset: z.string(),
            how: z.enum(['in place', 'by copy']),
            store: z.string().describe('who keeps it'),
          }),
        ),
      ).describe('how it reads its deps; absent where they are handed as values to a function'),
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
  breaks: optional(
    z
      .array(
        z.strictObject({
          asset: z.string(),
          column: z.string(),
          change: z.enum(['dropped', 'changed']),
          readers: z.array(
            z.strictObject({
              asset: z.string(),
              column: z.string(),
              bearing: z.enum(['DIRECT', 'INDIRECT', 'UNKNOWN']),
            }),
          ),
        }),
      )
      .describe('columns that are no longer as they were, and are read'),
  ),
  mistakes: optional(
    z
      .array(
        z.strictObject({
          asset: z.string(),
          code: z.literal('COLUMN_UNKNOWN'),
          message: z.string(),
          hint: optional(z.string()),
        }),
      )
      .describe('columns that are read and not there'),
  ),
  expected: optional(expected),
})

export const result = z.strictObject({
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
