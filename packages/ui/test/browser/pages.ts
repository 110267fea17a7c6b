/** A page of a served project. Which run there is to show is known only once the project is served. */
export interface ShownPage {
  readonly name: string
  readonly path: (url: string) => Promise<string>
}

/** Every page of the demo project. */
export const pages: readonly ShownPage[] = [
  page('home', '/'),
  page('graph', '/graph?sel=market/dim_company'),
  page('graph-columns', '/graph?view=columns&sel=market/fct_stock_price'),
  page('graph-list', '/graph?view=list'),
  page('catalog', '/assets'),
  page('runs', '/runs'),
  page('backfills', '/backfills'),
  { name: 'run', path: async (url) => `/runs/${await newestRun(url)}` },
  ...['overview', 'partitions', 'events', 'checks', 'lineage', 'columns', 'code', 'preview'].map((tab) =>
    page(`asset-${tab}`, `/assets/market%2Ffct_stock_price?tab=${tab}`),
  ),
]

function page(name: string, path: string): ShownPage {
  return { name, path: () => Promise.resolve(path) }
}

async function newestRun(url: string): Promise<string> {
  const { items } = (await (await fetch(`${url}/api/runs`)).json()) as { items: readonly { runId: string }[] }
  return items[0]?.runId ?? ''
}
