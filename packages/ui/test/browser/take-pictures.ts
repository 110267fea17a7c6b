/** `npm run pictures`: every page of the demo project, and the graph of 5,000 assets, into docs/images in both themes. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { chromiumArguments, findChromium } from '../../../../scripts/find-chromium.mjs'
import { pages, type ShownPage } from './pages.ts'
import { serveProject } from './served-project.ts'
import { settled } from './settled.ts'

const images = join(import.meta.dirname, '../../../../docs/images')
const themes = ['light', 'dark'] as const
const manyAssets = [{ name: 'graph-5000', path: () => Promise.resolve('/graph') }]

const executablePath = findChromium()
if (executablePath === undefined) throw new Error('there is no Chromium: see scripts/install-browser.mjs')
await mkdir(images, { recursive: true })
const folder = await mkdtemp(join(tmpdir(), 'headwater-pictures-'))
const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] })
try {
  await takeAll(browser, await serveProject('demo', folder), pages)
  await takeAll(browser, await serveProject('large'), manyAssets)
} finally {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
}

async function takeAll(
  browser: Browser,
  { url, crash }: Awaited<ReturnType<typeof serveProject>>,
  shown: readonly ShownPage[],
): Promise<void> {
  for (const theme of themes) {
    const page = await browser.newPage({
      colorScheme: theme,
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    })
    for (const { name, path } of shown) {
      await page.goto(`${url}${await path(url)}`)
      await settled(page)
      // What is drawn on a canvas shows in no element.
      await page.waitForTimeout(1000)
      await page.screenshot({ path: join(images, `${name}-${theme}.png`) })
      console.log(`${name}-${theme}.png`)
    }
    await page.close()
  }
  await crash()
}
