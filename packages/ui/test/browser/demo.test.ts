import { AxeBuilder } from '@axe-core/playwright'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outage } from '../projects/demo.ts'
import { heard } from './accessible.ts'
import { closeBrowser, noBrowser, person, tabOf, unlessItDies, visitor } from './chromium.ts'
import { pages } from './pages.ts'
import { serveProject, type ServedProject } from './served-project.ts'
import { settled } from './settled.ts'

const slow = 60_000

let folder: string
let demo: ServedProject

// To build it takes longer than to look at it: both parts look at the same.
beforeAll(async () => {
  if (noBrowser) return
  folder = await mkdtemp(join(tmpdir(), 'headwater-demo-'))
  demo = await serveProject('demo', folder)
}, 300_000)

afterAll(async () => {
  await closeBrowser()
  await demo?.crash()
  if (folder) await rm(folder, { recursive: true, force: true })
})

describe.skipIf(noBrowser)('every page', unlessItDies, () => {
  let reader: BrowserContext
  beforeAll(async () => {
    reader = await person()
  })

  it.each(pages)('$name can be used by everybody, in both themes and on a phone', async ({ path }) => {
    const page = await tabOf(reader)
    await page.goto(`${demo.url}${await path(demo.url)}`)
    await settled(page)
    const light = await mistakesOf(new AxeBuilder({ page }))
    const said = await heard(page)
    // What another theme changes is colours.
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('[data-theme=dark]').waitFor()
    const dark = await mistakesOf(new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']))
    await page.setViewportSize({ width: 390, height: 860 })
    await page.reload()
    await settled(page)
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect({ light, dark, beyond: Math.max(0, beyond), ...said }).toEqual({
      light: [],
      dark: [],
      beyond: 0,
      headings: 1,
      unnamed: [],
    })
  })

  it('that is gone to has the focus at its heading, and what lay over it gives the focus back', async () => {
    const page = await tabOf(reader)
    await page.goto(demo.url)
    await settled(page)
    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await expectFocusOn(page, 'Runs')
    await page.getByRole('link', { name: /vendor\/earnings/ }).click()
    await page.waitForURL(/\/runs\/./)
    await expectFocusOn(page, new URL(page.url()).pathname.replace('/runs/', ''))
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Jump to' }).fill('dim_company')
    await page.getByRole('option', { name: /^market\/dim_company/ }).waitFor()
    await page.keyboard.press('Enter')
    await expectFocusOn(page, 'dim_company')
    const materialize = page.getByRole('main').getByRole('button', { name: 'Materialize…', exact: true })
    await materialize.click()
    await page.getByRole('dialog', { name: 'Materialize' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await materialize.evaluate((button) => button === document.activeElement)).toBe(true)
  })
})

/** What axe finds wrong. Without its own tab for putting the frames of a page together: ours has none. */
async function mistakesOf(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

async function expectFocusOn(page: Page, heading: string): Promise<void> {
  await page.locator('h1:focus', { hasText: heading }).waitFor()
}

describe.skipIf(noBrowser)('a person', () => {
  it('sees what needs attention, finds an asset by name and reads why it is stale', async () => {
    const page = await visitor()
    await page.goto(demo.url)
    const attention = page.getByRole('region', { name: 'Needs attention' })
    await attention.getByRole('link', { name: 'vendor/earnings, Failed' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Jump to' }).fill('dim_company')
    await page.getByRole('option', { name: /^market\/dim_company/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'dim_company' }).waitFor()
    await page.getByRole('heading', { name: 'upstream changed: erp/companies' }).waitFor()
    expect(page.url()).toBe(`${demo.url}/assets/market%2Fdim_company`)
  })

  it('materializes a range that a plan showed before, and watches the run to its end', async () => {
    const page = await visitor()
    await page.goto(`${demo.url}/assets/vendor%2Fheadlines?tab=partitions`)
    await page.getByRole('main').getByRole('button', { name: 'Materialize…' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Materialize' })
    await dialog.getByRole('textbox', { name: 'Partitions' }).fill('2018-04-01..2018-04-03')
    const start = dialog.getByRole('button', { name: 'Materialize 3 partitions' })
    await start.waitFor()
    expect(await dialog.getByRole('list', { name: 'Will be made' }).textContent()).toContain('2018-04-01..2018-04-03')
    expect(await dialog.textContent()).toContain(
      'headwater materialize vendor/headlines --partitions 2018-04-01..2018-04-03',
    )
    await start.click()
    await page.waitForURL(/\/runs\//)
    await page.getByRole('main').getByText('Running').first().waitFor()
    await page.getByRole('link', { name: /^Logs/ }).click()
    await page.getByText('page 4').first().waitFor({ timeout: slow })
    await page.getByRole('main').getByText('Succeeded').first().waitFor({ timeout: slow })
    await page.goto(`${demo.url}/assets/vendor%2Fheadlines?tab=partitions`)
    await page.getByText('3 fresh').first().waitFor()
  })

  it('reads the bad rows of a check that failed', async () => {
    const page = await visitor()
    await page.goto(`${demo.url}/assets/market%2Ffct_stock_price`)
    await page.getByRole('link', { name: 'Bad rows' }).click()
    const rows = page.getByRole('region', { name: 'Bad rows' })
    await rows.getByRole('cell', { name: 'AAPL' }).first().waitFor()
    expect(await rows.getByRole('columnheader', { name: 'move' }).count()).toBe(1)
  })

  it('makes the rest of a run that failed, once what made it fail is over', async () => {
    const page = await visitor()
    await page.goto(`${demo.url}/assets/vendor%2Fearnings`)
    await page.goto(`${demo.url}/runs`)
    await page
      .getByRole('link', { name: /vendor\/earnings/ })
      .first()
      .click()
    await page.getByText('the vendor answered 503').first().waitFor()
    rmSync(join(folder, outage))
    await page.getByRole('button', { name: 'Re-run from failure' }).click()
    await page.getByRole('main').getByText('Succeeded').first().waitFor({ timeout: slow })
    await page.getByText('5 of 5').first().waitFor()
  })

  it('sees in one tab what was started in another, also after the server died in between', async () => {
    const mayFail = /ERR_|Failed to load|Failed to fetch|Unable to preload|network/i
    const [page, other] = [await visitor({ mayFail }), await visitor({ mayFail })]
    await page.goto(`${demo.url}/assets/vendor%2Fsurprise?tab=partitions`)
    await page.getByText('13 missing').first().waitFor()
    await demo.crash()
    await page
      .getByText(/^Connecting/)
      .first()
      .waitFor({ timeout: slow })
    await demo.start()
    await page.getByText(/^Live/).first().waitFor({ timeout: slow })
    await other.goto(`${demo.url}/assets/vendor%2Fsurprise`)
    await other.getByRole('main').getByRole('button', { name: 'Materialize…' }).first().click()
    const dialog = other.getByRole('dialog', { name: 'Materialize' })
    await dialog.getByRole('textbox', { name: 'Partitions' }).fill('2018-01-22..2018-01-26')
    await dialog.getByRole('button', { name: 'Materialize 5 partitions' }).click()
    await page.getByText('5 fresh').first().waitFor({ timeout: slow })
  })

  it('cancels a backfill, having read what that means, and resumes it', async () => {
    const page = await visitor()
    await page.goto(
      `${demo.url}/assets/vendor%2Fheadlines?materialize=vendor/headlines&partitions=2018-04-08..2018-04-27`,
    )
    await page.getByRole('button', { name: 'Materialize 20 partitions' }).click()
    await page.waitForURL(/\/runs\//)
    await page.getByRole('link', { name: /^Backfills/ }).click()
    const backfills = page.getByRole('list', { name: 'Backfills' })
    const [first, second] = [backfills.getByRole('listitem').first(), backfills.getByRole('listitem').nth(1)]
    await first.getByText(/^[1-9] of 20/).waitFor({ timeout: slow })
    await first.getByRole('button', { name: 'Cancel', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Cancel this run?' })
    expect(await dialog.textContent()).toMatch(
      /what is made stays.*headwater cancel \w+.*headwater backfill --resume \w+/,
    )
    await dialog.getByRole('button', { name: 'Cancel run' }).click()
    await first.getByText('Cancelled').waitFor({ timeout: slow })
    await first.getByText(/^[1-9] of 20 partitions made/).waitFor()
    await first.getByRole('button', { name: 'Resume', exact: true }).click()
    await first.getByText('Running').waitFor({ timeout: slow })
    await first.getByText('the rest of').waitFor()
    await second.getByText('resumed by').waitFor()
    expect(await second.getByRole('button', { name: 'Resume' }).count()).toBe(0)
  })
})
