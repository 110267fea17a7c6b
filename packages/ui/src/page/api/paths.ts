import type { routes } from '../../contract/routes.ts'

type Routes = typeof routes

/**
 * Where the routes of the contract are. They stand here again, since a page that imported the contract itself would load zod with
 * it; the compiler refuses what differs from the contract.
 */
export const paths = {
  info: '/info',
  health: '/health',
  version: '/version',
  home: '/home',
  graph: '/graph',
  status: '/status',
  selection: '/selection',
  search: '/search',
  assets: '/assets',
  asset: '/assets/:asset',
  partitions: '/assets/:asset/partitions',
  partitionKeys: '/assets/:asset/partition-keys',
  why: '/assets/:asset/why',
  events: '/assets/:asset/events',
  checks: '/assets/:asset/checks',
  series: '/assets/:asset/series',
  lineage: '/assets/:asset/lineage',
  columnLineage: '/assets/:asset/column-lineage',
  preview: '/assets/:asset/preview',
  runs: '/runs',
  run: '/runs/:run',
  steps: '/runs/:run/steps',
  logs: '/runs/:run/logs',
  runEvents: '/runs/:run/events',
  plan: '/plan',
  materialize: '/materialize',
  cancel: '/runs/:run/cancel',
  rerun: '/runs/:run/rerun',
  check: '/check',
} as const satisfies { readonly [N in keyof Routes]: Routes[N]['path'] }
