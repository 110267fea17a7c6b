/**
 * What `GET /api/live` sends (server-sent events). The id of every message is the position in the event log up to which it tells,
 * so that a client that comes back with Last-Event-ID misses nothing; `resync` says that it has to read everything again.
 */
import { z } from 'zod'
import { assetStatus, eventItem } from './assets.ts'
import { outcome, time } from './words.ts'

export const liveMessages = {
  /** The statuses that changed. */
  status: z.object({ position: z.number().int(), statuses: z.array(assetStatus) }),
  /** Events and logs as they are recorded, in batches. `topics=run:ID` limits them to one run, `asset:KEY` to one asset. */
  events: z.object({ position: z.number().int(), events: z.array(eventItem) }),
  runs: z.object({
    position: z.number().int(),
    runs: z.array(
      z.object({
        runId: z.string(),
        outcome,
        selection: z.string(),
        startedAt: time,
        done: z.number().int(),
        of: z.number().int(),
        silentSince: time.optional(),
      }),
    ),
  }),
  /** The definitions are others: the graph is to be read again. */
  graph: z.object({ version: z.string() }),
  resync: z.object({ position: z.number().int() }),
} as const

export type LiveMessage = {
  [K in keyof typeof liveMessages]: { kind: K; data: z.infer<(typeof liveMessages)[K]> }
}[keyof typeof liveMessages]

export const infoBody = z.object({
  project: z.string(),
  profile: z.string().optional(),
  version: z.string(),
  readOnly: z.boolean(),
  /** Where the router is mounted. */
  base: z.string(),
  position: z.number().int(),
})
export type InfoBody = z.infer<typeof infoBody>
export const healthBody = z.object({ ok: z.boolean(), version: z.string(), uptime: z.number() })
