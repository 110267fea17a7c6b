import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright-core'
import type { GraphBody, StatusBody } from '../packages/ui/src/contract/graph.ts'
import type { InfoBody } from '../packages/ui/src/contract/live.ts'
import { arrange } from '../packages/ui/src/page/graph/layout/arrange.ts'
import type { ArrangeRequest } from '../packages/ui/src/page/graph/layout/arrangement.ts'
import { type GeneratedGraph, groupedGraph } from '../packages/ui/test/page/graph/generated-graphs.ts'
import type { Benchmark, Result, Timing } from './benchmark.ts'
import { inBrowser, timedInPage } from './browser.ts'
import { inFreshProcess } from './in-fresh-process.ts'
import { compare, middle, timed } from './measure.ts'
import { servePage } from './serve-page.ts'

const assets = 5000
const repetitions = 5
const steps = 60
const views = ['groups', 'assets'] as const

/** From an empty page to 5,000 assets on the screen, and what a frame of panning over them costs the main thread. */
export const uiGraph: Benchmark = {
  name: 'ui-graph',
  needsBuild: true,
  measure: async () => {
    const graph = groupedGraph(assets)
    const shown = await servePage(answersOf(graph), (address) =>
      inBrowser(async (page) => [...(await opened(page, address)), await panned(page, address, graph)]),
    )
    return [...views.map(laidOut), ...shown]
  },
}

/** The layout, in a process of its own as in a worker of its own: its code was not run before. */
export async function freshly(view: string): Promise<{ readonly ours: Timing; readonly peer: Timing }> {
  const { count, edges, group } = groupedGraph(assets)
  const groups = Math.max(...group) + 1
  const request: ArrangeRequest = {
    groups,
    group,
    ...edges,
    shown: new Uint8Array(count).fill(1),
    open: new Uint8Array(groups).fill(view === 'assets' ? 1 : 0),
    apart: new Uint8Array(count),
  }
  return { ours: await timed(() => arrange(request)), peer: await timed(() => followed(edges)) }
}

function laidOut(view: (typeof views)[number]): Result {
  const timings = Array.from({ length: repetitions }, () => inFreshProcess<Layouts>('ui-graph.ts', view))
  const ours = middle(timings.map((timing) => timing.ours))
  const peer = middle(timings.map((timing) => timing.peer))
  const budgets = [{ figure: ours.cpuMs ?? ours.wallMs, limit: 400, unit: 'ms' }] as const
  return { what: `layout of ${assets} assets: ${view}`, peerName: 'following the edges', ours, peer, budgets }
}

type Layouts = Awaited<ReturnType<typeof freshly>>

/** How far every asset is from the start: what no layout by columns can do without. */
function followed({ from, to }: GeneratedGraph['edges']): Int32Array {
  const rank = new Int32Array(assets)
  from.forEach((source, edge) => {
    const reader = to[edge] ?? 0
    rank[reader] = Math.max(rank[reader] ?? 0, (rank[source] ?? 0) + 1)
  })
  return rank
}

/** Each page from its code on, as when it is opened by its address. */
async function opened(page: Page, address: string): Promise<readonly Result[]> {
  const results: Result[] = []
  await open(page, `${address}/runs`, 'h1')
  for (const view of views) {
    const timings = await compare(
      repetitions,
      () => open(page, `${address}/graph?view=${view}`, 'canvas'),
      () => open(page, `${address}/runs`, 'h1'),
    )
    const budgets = [
      { figure: timings.ours.cpuMs ?? Number.NaN, limit: 250, unit: 'ms' },
      { figure: await scriptsOf(page, `${address}/graph?view=${view}`), limit: 170, unit: 'kB', of: 'JavaScript' },
    ] as const
    results.push({ what: `page of ${assets} assets: ${view}`, peerName: 'a page without a graph', ...timings, budgets })
  }
  return results
}

/** The JavaScript that a page loads, in kB, packed as its server packs it. */
async function scriptsOf(page: Page, address: string): Promise<number> {
  const scripts: Promise<Buffer>[] = []
  const take = (response: Response) => {
    if (response.url().endsWith('.js')) scripts.push(response.body())
  }
  page.on('response', take)
  await open(page, address, 'canvas')
  page.off('response', take)
  const bytes = (await Promise.all(scripts)).map((script) => gzipSync(script, { level: 9 }).length)
  return bytes.reduce((sum, some) => sum + some, 0) / 1000
}

function open(page: Page, address: string, element: string): Promise<Timing> {
  return timedInPage(page, async () => {
    await page.goto(address)
    await page.locator(element).first().waitFor()
  })
}

async function panned(page: Page, address: string, graph: GeneratedGraph): Promise<Result> {
  await open(page, `${address}/graph?view=assets`, 'canvas')
  await page.getByRole('application').focus()
  await page.keyboard.press('f')
  const peer = await page.context().newPage()
  await peer.evaluate(elements, drawn(graph))
  const timings = await compare(
    repetitions,
    () => dragged(page, drag),
    () => dragged(peer, moveElements),
  )
  const budgets = [{ figure: timings.ours.cpuMs ?? Number.NaN, limit: 8, unit: 'ms' }] as const
  return { what: `panning over ${assets} assets: a frame`, peerName: 'an SVG element for each', ...timings, budgets }
}

/** One frame of those that were painted meanwhile. */
async function dragged(page: Page, work: (page: Page) => Promise<unknown>): Promise<Timing> {
  await page.bringToFront()
  await page.waitForTimeout(400)
  await page.evaluate(countFrames)
  const { wallMs, cpuMs } = await timedInPage(page, () => work(page))
  const frames = await page.evaluate(() => Number(document.body.dataset['frames']))
  return { wallMs: wallMs / frames, cpuMs: cpuMs === undefined ? undefined : cpuMs / frames }
}

/** Runs in the page: counts from 0 on for as long as it is open. */
function countFrames(): void {
  const counts = document.body.dataset['frames'] !== undefined
  document.body.dataset['frames'] = '0'
  const count = () => {
    document.body.dataset['frames'] = String(Number(document.body.dataset['frames']) + 1)
    requestAnimationFrame(count)
  }
  if (!counts) count()
}

async function drag(page: Page): Promise<void> {
  await page.mouse.move(900, 500)
  await page.mouse.down()
  for (let step = 1; step <= steps; step += 1) await page.mouse.move(900 - step * 5, 500 - step * 2)
  await page.mouse.up()
}

function moveElements(page: Page): Promise<void> {
  return page.evaluate(async (frames) => {
    for (let step = 1; step <= frames; step += 1) {
      document.querySelector('g')?.setAttribute('transform', `translate(${-step * 5} ${-step * 2})`)
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  }, steps)
}

interface Drawn {
  readonly nodes: number
  readonly from: readonly number[]
  readonly to: readonly number[]
}

function drawn({ count, edges }: GeneratedGraph): Drawn {
  return { nodes: count, from: [...edges.from], to: [...edges.to] }
}

/** Runs in the page: rectangles with names, and curves, as elements. */
function elements({ nodes, from, to }: Drawn): void {
  const place = (node: number) => [(node % 70) * 20, Math.floor(node / 70) * 12] as const
  const shapes = from.map((source, edge) => {
    const [x, y] = place(source)
    const [toX, toY] = place(to[edge] ?? 0)
    return `<path d="M${x + 14} ${y + 4}C${x + 20} ${y + 4} ${toX - 6} ${toY + 4} ${toX} ${toY + 4}"/>`
  })
  for (let node = 0; node < nodes; node += 1) {
    const [x, y] = place(node)
    shapes.push(`<g transform="translate(${x} ${y})"><rect width="14" height="8"/><text>${node}</text></g>`)
  }
  document.body.innerHTML = `<svg width="1400" height="880" fill="none" stroke="grey"><g>${shapes.join('')}</g></svg>`
}

function answersOf({ count, edges, group }: GeneratedGraph) {
  const info: InfoBody = { project: 'bench', version: '0', readOnly: false, base: '/', position: 0 }
  const groups = Array.from({ length: Math.max(...group) + 1 }, (_, number) => `group_${number}`)
  const each = <T>(value: (asset: number) => T) => Array.from({ length: count }, (_, asset) => value(asset))
  const graph: GraphBody = {
    version: '1',
    keys: each((asset) => `${groups[group[asset] ?? 0]}/asset_${asset}`),
    groups,
    group: [...group],
    kinds: ['sql'],
    kind: each(() => 0),
    ios: [],
    io: each(() => -1),
    external: each(() => 0),
    partitioned: each(() => 1),
    edgeFrom: [...edges.from],
    edgeTo: [...edges.to],
  }
  const status: StatusBody = {
    version: '1',
    position: 0,
    statuses: ['fresh', 'stale', 'failed', 'missing'],
    status: each((asset) => [0, 0, 0, 0, 1, 0, 2, 0, 3][asset % 9] ?? 0),
    total: each(() => 1000),
    fresh: each((asset) => 900 - (asset % 7)),
    stale: each((asset) => asset % 7),
    missing: each(() => 90),
    failed: each(() => 10),
    running: each(() => 0),
    open: each(() => 0),
    late: each(() => 0),
    why: each((asset) => (asset % 9 === 4 ? 'upstream changed' : '')),
    newest: each(() => 1_700_000_000_000),
  }
  return { '/info': info, '/graph': graph, '/status': status }
}
