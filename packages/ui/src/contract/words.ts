/** Words and shapes that many messages share. Times are milliseconds since the epoch, durations seconds. */
import { z } from 'zod'

/** How an asset, or one of its partitions, stands. `external`: it is made elsewhere. */
export const status = z.enum(['failed', 'running', 'missing', 'stale', 'fresh', 'open', 'external'])
export type Status = z.infer<typeof status>

export const outcome = z.enum(['running', 'succeeded', 'failed', 'cancelled'])
export type Outcome = z.infer<typeof outcome>

export const time = z.number().int()
export const seconds = z.number()
export const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
export type Facts = z.infer<typeof facts>

/** What went wrong, with the codes of the library: see docs/reference/errors.md. */
export const problem = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  stack: z.string().optional(),
})
export type Problem = z.infer<typeof problem>

/** The body of every answer that is not 2xx (RFC 9457, `application/problem+json`). */
export const errorBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  hint: z.string().optional(),
  /** Where in what was sent: a span of characters of a selection, or a path into the body. */
  at: z.object({ field: z.string(), start: z.number().int().optional(), end: z.number().int().optional() }).optional(),
})
export type ErrorBody = z.infer<typeof errorBody>

/** How many partitions stand how. */
export const counts = z.object({
  /** All that have begun: the sum of the others. */
  total: z.number().int(),
  fresh: z.number().int(),
  stale: z.number().int(),
  missing: z.number().int(),
  failed: z.number().int(),
  running: z.number().int(),
  open: z.number().int(),
})
export type Counts = z.infer<typeof counts>

/** A page of a list by a keyset cursor: `next` is handed back as `cursor`; absent at the end. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional() })
}

export const cursorQuery = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
}

/** A selection such as `+market/fct_prices+2 and not tag:slow`; the same language as the command line. */
export const selectionText = z.string().max(10_000)
/** `a..b`, one key, `latest`, `missing`, `stale` or `all`. */
export const partitionsText = z.string().max(10_000)
/** One partition by its key as text: `2024-01-02`, `2024-01-02|AAPL`. */
export const partitionKey = z.string().max(2000)
