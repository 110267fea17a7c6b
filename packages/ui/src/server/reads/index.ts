import type { Project } from '@headwater/core'
import type { Handler, Handlers } from '../handler.ts'
import type { RouteName } from '../../contract/routes.ts'
import { assetOf } from './asset.ts'
import { catalogOf } from './catalog.ts'
import { checksOf } from './checks.ts'
import { eventsOf } from './events.ts'
import { graphOf } from './graph.ts'
import { homeOf } from './home.ts'
import { columnLineageOf, lineageOf } from './lineage.ts'
import { maskedAnswer } from './masked-answer.ts'
import { partitionKeysOf, partitionsOf } from './partitions.ts'
import { previewOf } from './preview.ts'
import { seriesOf } from './series.ts'
import { statusOf } from './status.ts'
import type { Statuses } from './statuses.ts'
import { whyPartition } from './why.ts'

export { eventItemOf } from './event-item.ts'
export { graphOf } from './graph.ts'
export { Statuses } from './statuses.ts'

/** The routes that only read assets and what is recorded of them. */
export type ReadRoute =
  | 'home'
  | 'graph'
  | 'status'
  | 'assets'
  | 'asset'
  | 'partitions'
  | 'partitionKeys'
  | 'why'
  | 'events'
  | 'checks'
  | 'series'
  | 'lineage'
  | 'columnLineage'
  | 'preview'

/** Who answers them, with the secrets masked in whatever text is shown. `name` is what the project is called. */
export function readHandlers(project: Project, statuses: Statuses, name: string): Handlers<ReadRoute> {
  return {
    home: masking(() => homeOf(project, statuses, { name, now: Date.now() })),
    graph: () => graphOf(project),
    status: masking(() => statusOf(project, statuses)),
    assets: masking(({ query }) => catalogOf(project, query)),
    asset: masking(({ params }) => assetOf(project, statuses, params.asset)),
    partitions: masking(({ params, query }) => partitionsOf(project, params.asset, query)),
    partitionKeys: masking(({ params, query }) => partitionKeysOf(project, params.asset, query)),
    why: masking(({ params, query }) => whyPartition(project, params.asset, query)),
    events: masking(({ params, query }) => eventsOf(project, params.asset, query)),
    checks: masking(({ params, query }) => checksOf(project, params.asset, query)),
    series: masking(({ params, query }) => seriesOf(project, params.asset, query)),
    lineage: masking(({ params, query }) => lineageOf(project, params.asset, query)),
    columnLineage: masking(({ params, query }) => columnLineageOf(project, params.asset, query)),
    preview: masking(({ params, query }) => previewOf(project, params.asset, query)),
  }
}

function masking<N extends RouteName>(handler: Handler<N>): Handler<N> {
  return async (asked) => maskedAnswer(await handler(asked))
}
