import { existsSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import type { Timing } from './benchmark.ts'

/** Where Debian has it; elsewhere the variable says. */
const executablePath = process.env['HEADWATER_CHROMIUM'] ?? '/usr/bin/chromium'

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** Does something with a page of headless Chromium, without a GPU. Throws where there is no Chromium. */
export async function inBrowser<T>(work: (page: Page) => Promise<T>): Promise<T> {
  if (!existsSync(executablePath))
    throw new Error(`there is no Chromium at ${executablePath}: install it, or say where it is in HEADWATER_CHROMIUM`)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    return await work(await context.newPage())
  } finally {
    await browser.close()
  }
}

/** Times what the main thread of a page does, its processor time apart from the clock, until what was done is painted. */
export async function timedInPage(page: Page, work: () => Promise<unknown>): Promise<Timing> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await taskMs()
  const start = performance.now()
  await work()
  await page.evaluate(painted)
  const wallMs = performance.now() - start
  const cpuMs = (await taskMs()) - before
  await session.detach()
  return { wallMs, cpuMs }

  async function taskMs(): Promise<number> {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
}

/** Two frames later what was changed is on the screen. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}
