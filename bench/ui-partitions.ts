import type { Page } from 'playwright-core'
import type { AssetBody, PartitionsBody } from '../packages/ui/src/contract/assets.ts'
import type { InfoBody } from '../packages/ui/src/contract/live.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { inBrowser, timedInPage } from './browser.ts'
import { compare } from './measure.ts'
import { servePage } from './serve-page.ts'

const repetitions = 5

/** Partitions of which every fifth or so stands otherwise than its neighbours: many runs, which is the worst. */
interface Noisy {
  readonly count: number
  readonly grain: 'daily' | 'hourly'
  readonly limitMs: number
}

const cases: readonly Noisy[] = [
  { count: 10_000, grain: 'daily', limitMs: 40 },
  { count: 100_000, grain: 'hourly', limitMs: 60 },
]

/** What the main thread does to show all partitions of an asset, beside an element for each run of equal status. */
export const uiPartitions: Benchmark = {
  name: 'ui-partitions',
  needsBuild: true,
  measure: async () => {
    const results: Result[] = []
    for (const noisy of cases) results.push(...(await measured(noisy)))
    return results
  },
}

function measured(noisy: Noisy): Promise<readonly Result[]> {
  const partitions = partitionsOf(noisy)
  return servePage(answersOf(partitions), (address) =>
    inBrowser(async (page) => {
      const results: Result[] = []
      const peer = await page.context().newPage()
      await page.goto(`${address}/assets/noisy?tab=partitions&view=list`)
      await page.getByRole('table').waitFor()
      for (const view of ['Calendar', 'Bar'] as const) {
        const timings = await compare(
          repetitions,
          () => shown(page, view),
          () => elementsShown(peer, partitions.series[0]?.runs ?? []),
        )
        const budgets = [{ figure: timings.ours.cpuMs ?? Number.NaN, limit: noisy.limitMs, unit: 'ms' }] as const
        const what = `${noisy.count.toLocaleString('en-US')} ${noisy.grain} partitions: ${view.toLowerCase()}`
        results.push({ what, peerName: 'an element for each run', ...timings, budgets })
      }
      return results
    }),
  )
}

/** From the list, which is on the screen already, to a picture. */
async function shown(page: Page, view: 'Calendar' | 'Bar') {
  await page.bringToFront()
  await page.getByRole('button', { name: 'List', exact: true }).click()
  await page.getByRole('table').waitFor()
  await page.waitForTimeout(200)
  // To find the button takes the main thread too, and is not what is measured.
  const button = await page.getByRole('button', { name: view, exact: true }).elementHandle()
  return timedInPage(page, async () => button?.evaluate((element) => (element as HTMLElement).click()))
}

async function elementsShown(page: Page, runs: readonly number[]) {
  await page.bringToFront()
  return timedInPage(page, () => page.evaluate(elements, runs))
}

/** Runs in the page: `status, count` pairs as elements beside one another. */
function elements(pairs: readonly number[]): void {
  const frame = document.createElement('div')
  frame.style.cssText = 'position:relative;width:1200px;height:24px'
  const total = pairs.reduce((sum, count, index) => sum + (index % 2 === 0 ? 0 : count), 0)
  let start = 0
  for (let index = 0; index < pairs.length; index += 2) {
    const [status = 0, count = 0] = [pairs[index], pairs[index + 1]]
    const span = document.createElement('span')
    span.title = String(start)
    span.style.cssText = `position:absolute;height:24px;left:${(start / total) * 100}%;width:${(count / total) * 100}%`
    span.style.background = ['#9dd', '#ccc', '#c80', '#c33'][status] ?? ''
    frame.append(span)
    start += count
  }
  document.body.replaceChildren(frame)
}

function partitionsOf({ count, grain }: Noisy): PartitionsBody {
  const runs = noisyRuns(count)
  const counts = { total: count, fresh: count, stale: 0, missing: 0, failed: 0, running: 0, open: 0 }
  return {
    asset: 'noisy',
    kind: grain,
    dimensions: [{ name: '', kind: grain, count, zone: 'UTC', grain }],
    along: 0,
    places: [0, grain === 'daily' ? 1 : 60, count],
    counts,
    statuses: ['fresh', 'missing', 'stale', 'failed'],
    series: [{ of: [], runs, starts: runs.filter((_, index) => index % 2 === 0).map(String) }],
    total: 1,
  }
}

function noisyRuns(count: number): number[] {
  const runs: number[] = []
  let last = -1
  for (let index = 0; index < count; index++) {
    const chance = random(index)
    const status = chance < 0.8 ? 0 : chance < 0.9 ? 1 : chance < 0.98 ? 2 : 3
    if (status === last) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1
    else runs.push(status, 1)
    last = status
  }
  return runs
}

/** The same for the same index, from 0 to 1. */
function random(index: number): number {
  let bits = Math.imul(index + 1, 2_654_435_761)
  bits = Math.imul(bits ^ (bits >>> 13), 1_274_126_177)
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
}

function answersOf(partitions: PartitionsBody) {
  const { counts, kind } = partitions
  const info: InfoBody = { project: 'bench', version: '0', readOnly: false, base: '/', position: 0 }
  const asset: AssetBody = {
    key: 'noisy',
    group: '',
    kinds: [],
    owners: [],
    tags: {},
    metadata: {},
    partitions: kind,
    external: false,
    resources: [],
    deps: [],
    downstream: [],
    status: { asset: 'noisy', status: 'stale', counts, why: '', causes: [], failedChecks: [], late: [] },
    columns: [],
    checks: [],
    code: { version: '1', history: [] },
  }
  return { '/info': info, '/assets/noisy': asset, '/assets/noisy/partitions': partitions }
}
