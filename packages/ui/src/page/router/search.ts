/**
 * What the address says beside its path. Everything that a page shows can be sent as a link, so every choice is here; what is not
 * understood is dropped, never shown as a mistake, and what is set to undefined leaves the address. Texts stay as they are
 * (`?q=tag:slow`), lists are repeated (`?open=a&open=b`).
 */

type Raw = Readonly<Record<string, unknown>>

/** On every page: the materialize dialog and what it was opened with. */
export interface RootSearch {
  /** The selection that the dialog plans; present while it is open. */
  readonly materialize?: string | undefined
  readonly partitions?: string | undefined
  readonly force?: true | undefined
  readonly upstream?: true | undefined
  readonly downstream?: true | undefined
}

export const graphViews = ['groups', 'assets', 'columns', 'list'] as const
export const directions = ['up', 'down', 'both'] as const
export interface GraphSearch {
  readonly q?: string | undefined
  readonly view?: (typeof graphViews)[number] | undefined
  /** Groups that are open. */
  readonly open?: readonly string[] | undefined
  /** Assets that are selected. */
  readonly sel?: readonly string[] | undefined
  /** Which way the lineage of the selected is focused; absent: no focus. */
  readonly dir?: (typeof directions)[number] | undefined
  readonly column?: string | undefined
}

export const statusFilters = ['failed', 'running', 'missing', 'stale', 'fresh', 'open', 'external'] as const
export const catalogSorts = ['key', 'group', 'status', 'newest', 'partitions'] as const
export interface CatalogSearch {
  readonly q?: string | undefined
  readonly status?: readonly (typeof statusFilters)[number][] | undefined
  readonly sort?: (typeof catalogSorts)[number] | undefined
  readonly desc?: true | undefined
}

export const assetTabs = [
  'overview',
  'partitions',
  'events',
  'checks',
  'lineage',
  'columns',
  'code',
  'preview',
] as const
const partitionViews = ['calendar', 'bar', 'list', 'table'] as const
export interface AssetSearch {
  readonly tab?: (typeof assetTabs)[number] | undefined
  /** The partition that is looked at. */
  readonly p?: string | undefined
  /** A range of partitions that is selected, `a..b`. */
  readonly range?: string | undefined
  /** Keys of the other dimensions of the series that is shown. */
  readonly series?: readonly string[] | undefined
  /** The first and the last series of what is selected across several: with `range` a rectangle. */
  readonly rows?: readonly string[] | undefined
  /** What is looked for among the keys of partitions. */
  readonly q?: string | undefined
  readonly view?: (typeof partitionViews)[number] | undefined
  readonly status?: readonly (typeof statusFilters)[number][] | undefined
  readonly column?: string | undefined
  readonly check?: string | undefined
  readonly failed?: true | undefined
  readonly types?: string | undefined
  readonly dir?: (typeof directions)[number] | undefined
  readonly depth?: number | undefined
  readonly by?: 'time' | 'partition' | undefined
}

export const outcomes = ['running', 'succeeded', 'failed', 'cancelled'] as const
export interface RunsSearch {
  readonly outcome?: (typeof outcomes)[number] | undefined
  readonly asset?: string | undefined
  readonly q?: string | undefined
}

const runTabs = ['logs', 'events', 'plan', 'failures'] as const
export const logLevels = ['info', 'warn', 'error'] as const
export interface RunSearch {
  readonly tab?: (typeof runTabs)[number] | undefined
  /** The asset whose steps, logs and events are shown. */
  readonly asset?: string | undefined
  readonly level?: (typeof logLevels)[number] | undefined
  readonly q?: string | undefined
  /** Which steps the plan lists. */
  readonly state?: string | undefined
  /** Only the path that took longest stands out. */
  readonly critical?: true | undefined
}

export function rootSearch(raw: Raw): RootSearch {
  return present({
    materialize: text(raw['materialize']),
    partitions: text(raw['partitions']),
    force: flag(raw['force']),
    upstream: flag(raw['upstream']),
    downstream: flag(raw['downstream']),
  })
}

export function graphSearch(raw: Raw): GraphSearch {
  return present({
    q: text(raw['q']),
    view: oneOf(graphViews, raw['view']),
    open: list(raw['open']),
    sel: list(raw['sel']),
    dir: oneOf(directions, raw['dir']),
    column: text(raw['column']),
  })
}

export function catalogSearch(raw: Raw): CatalogSearch {
  return present({
    q: text(raw['q']),
    status: someOf(statusFilters, raw['status']),
    sort: oneOf(catalogSorts, raw['sort']),
    desc: flag(raw['desc']),
  })
}

export function assetSearch(raw: Raw): AssetSearch {
  return present({
    tab: oneOf(assetTabs, raw['tab']),
    p: text(raw['p']),
    range: text(raw['range']),
    series: list(raw['series']),
    rows: list(raw['rows']),
    q: text(raw['q']),
    view: oneOf(partitionViews, raw['view']),
    status: someOf(statusFilters, raw['status']),
    column: text(raw['column']),
    check: text(raw['check']),
    failed: flag(raw['failed']),
    types: text(raw['types']),
    dir: oneOf(directions, raw['dir']),
    depth: count(raw['depth'], 100),
    by: oneOf(['time', 'partition'] as const, raw['by']),
  })
}

export function runsSearch(raw: Raw): RunsSearch {
  return present({ outcome: oneOf(outcomes, raw['outcome']), asset: text(raw['asset']), q: text(raw['q']) })
}

export function runSearch(raw: Raw): RunSearch {
  return present({
    tab: oneOf(runTabs, raw['tab']),
    asset: text(raw['asset']),
    level: oneOf(logLevels, raw['level']),
    q: text(raw['q']),
    state: text(raw['state']),
    critical: flag(raw['critical']),
  })
}

/** `?a=1&b=x&b=y` as `{ a: '1', b: ['x', 'y'] }`. */
export function parseSearch(query: string): Record<string, string | string[]> {
  const params = new URLSearchParams(query)
  return Object.fromEntries(
    [...new Set(params.keys())].map((key) => {
      const values = params.getAll(key)
      return [key, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )
}

/** The query of an address, with its question mark; characters that are safe stay readable. */
export function stringifySearch(search: Raw): string {
  const params = Object.entries(search).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== '')
      .map((one) => `${encodeURIComponent(key)}=${readable(String(one))}`),
  )
  return params.length > 0 ? `?${params.join('&')}` : ''
}

function readable(value: string): string {
  return encodeURIComponent(value)
    .replace(/%(?:2F|3A|2C|40)/g, decodeURIComponent)
    .replaceAll('%20', '+')
}

function text(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' && first !== '' ? first : undefined
}

function list(value: unknown): readonly string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one !== '')
  return texts.length > 0 ? (texts as string[]) : undefined
}

function flag(value: unknown): true | undefined {
  return value === true || value === 'true' ? true : undefined
}

function count(value: unknown, most: number): number | undefined {
  const number = Number(text(value) ?? value)
  return Number.isInteger(number) && number >= 1 ? Math.min(number, most) : undefined
}

function oneOf<const T extends readonly string[]>(allowed: T, value: unknown): T[number] | undefined {
  return allowed.find((one) => one === text(value))
}

function someOf<const T extends readonly string[]>(allowed: T, value: unknown): readonly T[number][] | undefined {
  const found = allowed.filter((one) => list(value)?.includes(one))
  return found.length > 0 ? found : undefined
}

/** Without what is absent, so that an address has only what was chosen. */
function present<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T
}
