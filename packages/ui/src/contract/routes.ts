/** Every route of the API: the server mounts these, the OpenAPI document is made of them, and a test holds both together. */
import { z } from 'zod'
import * as assets from './assets.ts'
import * as graph from './graph.ts'
import * as live from './live.ts'
import * as runs from './runs.ts'

export interface Route {
  readonly method: 'get' | 'post'
  /** As express writes it. An asset key is one segment, percent-encoded: `/assets/market%2Ffct_prices`. */
  readonly path: string
  readonly summary: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly answer: z.ZodType
  /** Changes something: refused in read-only mode, JSON only, with an `Idempotency-Key`. */
  readonly writes?: boolean
}

const none = z.strictObject({})
const done = z.object({ done: z.boolean() })

export const routes = {
  info: { method: 'get', path: '/info', summary: 'The project that is served', answer: live.infoBody },
  health: { method: 'get', path: '/health', summary: 'Whether the server answers', answer: live.healthBody },
  version: {
    method: 'get',
    path: '/version',
    summary: 'The version of Headwater',
    answer: z.object({ version: z.string() }),
  },
  home: { method: 'get', path: '/home', summary: 'What needs attention', answer: graph.homeBody },
  graph: {
    method: 'get',
    path: '/graph',
    summary: 'All assets and edges, in columns; with an ETag',
    answer: graph.graphBody,
  },
  status: { method: 'get', path: '/status', summary: 'How all assets stand, in columns', answer: graph.statusBody },
  selection: {
    method: 'get',
    path: '/selection',
    summary: 'What a selection selects, where it is wrong, and how it may go on',
    query: assets.queries.typed,
    answer: graph.selectionBody,
  },
  search: {
    method: 'get',
    path: '/search',
    summary: 'Assets, columns, groups, checks and runs by name',
    query: assets.queries.search,
    answer: graph.searchBody,
  },
  assets: {
    method: 'get',
    path: '/assets',
    summary: 'The catalog',
    query: assets.queries.selection,
    answer: graph.catalogBody,
  },
  asset: { method: 'get', path: '/assets/:asset', summary: 'One asset', answer: assets.assetBody },
  partitions: {
    method: 'get',
    path: '/assets/:asset/partitions',
    summary: 'How its partitions stand, as ranges',
    query: assets.queries.partitions,
    answer: assets.partitionsBody,
  },
  partitionKeys: {
    method: 'get',
    path: '/assets/:asset/partition-keys',
    summary: 'Keys of partitions by place',
    query: assets.queries.partitionKeys,
    answer: assets.partitionKeysBody,
  },
  why: {
    method: 'get',
    path: '/assets/:asset/why',
    summary: 'Why a partition is as it is',
    query: assets.queries.partition,
    answer: assets.whyBody,
  },
  events: {
    method: 'get',
    path: '/assets/:asset/events',
    summary: 'Its events, the newest first',
    query: assets.queries.events,
    answer: assets.eventsPage,
  },
  checks: {
    method: 'get',
    path: '/assets/:asset/checks',
    summary: 'Results of its checks, the newest first',
    query: assets.queries.checks,
    answer: assets.checksPage,
  },
  series: {
    method: 'get',
    path: '/assets/:asset/series',
    summary: 'Rows, bytes, seconds and facts over time or partitions',
    query: assets.queries.series,
    answer: assets.seriesBody,
  },
  lineage: {
    method: 'get',
    path: '/assets/:asset/lineage',
    summary: 'What is around it',
    query: assets.queries.lineage,
    answer: graph.lineageBody,
  },
  columnLineage: {
    method: 'get',
    path: '/assets/:asset/column-lineage',
    summary: 'What its columns are made of, and what is made of them',
    query: assets.queries.columnLineage,
    answer: graph.columnLineageBody,
  },
  preview: {
    method: 'get',
    path: '/assets/:asset/preview',
    summary: 'The first rows of what is stored',
    query: assets.queries.preview,
    answer: assets.previewBody,
  },
  runs: {
    method: 'get',
    path: '/runs',
    summary: 'Runs, the newest first',
    query: runs.runQueries.runs,
    answer: runs.runsPage,
  },
  run: { method: 'get', path: '/runs/:run', summary: 'One run', answer: runs.runBody },
  steps: {
    method: 'get',
    path: '/runs/:run/steps',
    summary: 'Its steps',
    query: runs.runQueries.steps,
    answer: runs.stepsPage,
  },
  logs: {
    method: 'get',
    path: '/runs/:run/logs',
    summary: 'Its logs, the oldest first',
    query: runs.runQueries.logs,
    answer: runs.logsPage,
  },
  runEvents: {
    method: 'get',
    path: '/runs/:run/events',
    summary: 'Its events, the oldest first',
    query: runs.runQueries.events,
    answer: runs.runEventsPage,
  },
  plan: {
    method: 'post',
    path: '/plan',
    summary: 'What materializing would do, and why; changes nothing',
    body: runs.planRequest,
    answer: runs.planBody,
  },
  materialize: {
    method: 'post',
    path: '/materialize',
    summary: 'Starts a run',
    body: runs.materializeRequest,
    answer: runs.startedBody,
    writes: true,
  },
  cancel: {
    method: 'post',
    path: '/runs/:run/cancel',
    summary: 'Asks a run to end',
    body: none,
    answer: done,
    writes: true,
  },
  rerun: {
    method: 'post',
    path: '/runs/:run/rerun',
    summary: 'Makes what a run left, or all of it again',
    body: runs.rerunRequest,
    answer: runs.startedBody,
    writes: true,
  },
  check: {
    method: 'post',
    path: '/check',
    summary: 'Runs the checks on what is materialized',
    body: runs.checkRequest,
    answer: runs.checkedBody,
    writes: true,
  },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes
export type AnswerOf<N extends RouteName> = z.infer<(typeof routes)[N]['answer']>
export type QueryOf<N extends RouteName> = (typeof routes)[N] extends { readonly query: infer Q extends z.ZodType }
  ? z.infer<Q>
  : never
export type BodyOf<N extends RouteName> = (typeof routes)[N] extends { readonly body: infer B extends z.ZodType }
  ? z.infer<B>
  : never

/**
 * Live messages: not JSON but `text/event-stream`, described beside the routes. `topics` is a list such as `status,run:ID`.
 * `after` is the position from which a client goes on that opens a stream of other topics; Last-Event-ID wins over it.
 */
export const liveQuery = z.strictObject({
  topics: z.string().max(2000).optional(),
  after: z.coerce.number().int().min(0).optional(),
})
