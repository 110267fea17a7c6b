import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { chromiumArguments, findChromium } from '../../../../scripts/find-chromium.mjs'

const executablePath = findChromium()
const builtPage = join(import.meta.dirname, '../../dist/page/index.html')

/** Why pages cannot be opened here; undefined where they can. */
export const noBrowser =
  executablePath === undefined
    ? 'there is no Chromium: `node scripts/install-browser.mjs` installs Debian’s, HEADWATER_CHROMIUM names another one'
    : undefined

if (noBrowser !== undefined) console.warn(`The tests of the web page are skipped: ${noBrowser}.`)

/** That Chromium itself died says nothing of the page: such a test is tried once more, and says so. */
export const unlessItDies = { retry: { count: 1, condition: /Target crashed/ } } as const

let browser: Promise<Browser> | undefined

/** One browser for a file of tests. */
function theBrowser(): Promise<Browser> {
  if (!existsSync(builtPage)) throw new Error(`${builtPage} is not there: \`npm run build\` makes it`)
  browser ??= chromium.launch({ executablePath: executablePath ?? '', args: [...chromiumArguments] })
  return browser
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}

export interface Visit {
  readonly theme?: 'light' | 'dark'
  readonly width?: number
  /** Errors on the console that the test itself provokes. */
  readonly mayFail?: RegExp
}

/** A person with a browser of their own: no cookies, no storage. An error on the console fails the test. */
export async function visitor({ mayFail, ...visit }: Visit = {}): Promise<Page> {
  const context = await person(visit)
  onTestFinished(() => context.close())
  return tabOf(context, mayFail)
}

/** A person who stays for several tests. */
export async function person({ theme = 'light', width = 1400 }: Omit<Visit, 'mayFail'> = {}): Promise<BrowserContext> {
  return (await theBrowser()).newContext({
    colorScheme: theme,
    viewport: { width, height: 860 },
    reducedMotion: 'reduce',
  })
}

/** A tab for one test, which fails where the page reports an error. It is said how the page looked where a test fails. */
export async function tabOf(context: BrowserContext, mayFail?: RegExp): Promise<Page> {
  const page = await context.newPage()
  const errors: string[] = []
  const note = (text: string): void => {
    if (!mayFail?.test(text)) errors.push(text)
  }
  page.on('pageerror', (error) => note(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') note(message.text())
  })
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.error(`at ${page.url()}:\n${await page.locator('body').ariaSnapshot().catch(String)}`)
    await page.close()
    if (errors.length > 0) throw new Error(`the page reported: ${errors.join('; ')}`)
  })
  return page
}
