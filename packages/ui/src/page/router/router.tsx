import {
  type ErrorComponentProps,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { queryClient } from '../api/query-client.ts'
import { apiQuery } from '../api/use-api.ts'
import { buttonClass } from '../components/button.tsx'
import { Empty, ErrorNote, Wait } from '../components/note.tsx'
import { HomePage } from '../home/home-page.tsx'
import { AppLayout } from '../layout/app-layout.tsx'
import { PageBody } from '../layout/page-body.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { useReloadWhenBack } from './reload-when-back.ts'
import {
  assetSearch,
  catalogSearch,
  graphSearch,
  parseSearch,
  rootSearch,
  runSearch,
  runsSearch,
  stringifySearch,
} from './search.ts'

/*
 * Every page, and what its address may say: `search.ts`. Pages read theirs with `getRouteApi('/runs').useSearch()`, which the
 * compiler knows from here, so that no page imports the router. Only the first page comes with the shell.
 */
const root = createRootRoute({
  component: AppLayout,
  notFoundComponent: NotFound,
  validateSearch: rootSearch,
})

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })

const graph = createRoute({
  getParentRoute: () => root,
  path: '/graph',
  validateSearch: graphSearch,
  // Asked for while the code of the page is still on its way; what is there is kept current by the live stream.
  loader: () => {
    void queryClient.prefetchQuery({ ...apiQuery('graph', {}), staleTime: Number.POSITIVE_INFINITY })
    void queryClient.prefetchQuery({ ...apiQuery('status', {}), staleTime: Number.POSITIVE_INFINITY })
  },
  component: lazyRouteComponent(() => import('../graph/graph-page.tsx'), 'GraphPage'),
})

const catalog = createRoute({
  getParentRoute: () => root,
  path: '/assets',
  validateSearch: catalogSearch,
  component: lazyRouteComponent(() => import('../catalog/catalog-page.tsx'), 'CatalogPage'),
})

/** An asset key is one segment, percent-encoded: `/assets/market%2Ffct_prices`. */
const asset = createRoute({
  getParentRoute: () => root,
  path: '/assets/$asset',
  validateSearch: assetSearch,
  component: lazyRouteComponent(() => import('../asset/asset-page.tsx'), 'AssetPage'),
})

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('../runs/runs-page.tsx'), 'RunsPage'),
})

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$run',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('../run/run-page.tsx'), 'RunPage'),
})

const backfills = createRoute({
  getParentRoute: () => root,
  path: '/backfills',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('../runs/backfills-page.tsx'), 'BackfillsPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([home, graph, catalog, asset, runs, run, backfills]),
  basepath: new URL(document.baseURI).pathname,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingComponent: Wait,
  defaultErrorComponent: PageError,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function NotFound(): ReactNode {
  return (
    <>
      <PageHeader title="Not found" />
      <PageBody>
        <Empty
          title="There is no such page"
          actions={
            <Link to="/" className={buttonClass()}>
              Home
            </Link>
          }
        >
          The address may be of another version, or mistyped.
        </Empty>
      </PageBody>
    </>
  )
}

function PageError({ error, reset }: ErrorComponentProps): ReactNode {
  useReloadWhenBack()
  return (
    <>
      <PageHeader title="This page failed" />
      <PageBody>
        <ErrorNote error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
      </PageBody>
    </>
  )
}
