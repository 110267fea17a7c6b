import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outage } from '../projects/demo.ts'
import { closeBrowser, noBrowser, visitor } from './chromium.ts'
import { serveProject, type ServedProject } from './served-project.ts'

const slow = 60_000

describe.skipIf(noBrowser)('a person', () => {
  let folder: string
  let demo: ServedProject

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headwater-person-'))
    demo = await serveProject('demo', folder)
  }, 300_000)

  afterAll(async () => {
    await closeBrowser()
    await demo?.crash()
    await rm(folder, { recursive: true, force: true })
  })

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
})
