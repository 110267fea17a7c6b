import { AxeBuilder } from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import type { Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heard } from './accessible.ts'
import { closeBrowser, noBrowser, visitor } from './chromium.ts'
import { serveProject, type ServedProject } from './served-project.ts'

afterAll(closeBrowser)

describe.skipIf(noBrowser)('of 5,000 assets', () => {
  let large: ServedProject
  beforeAll(async () => {
    large = await serveProject('large')
  }, 300_000)
  afterAll(() => large?.crash())

  it('a person sees groups, selects some, and is told where a selection is wrong', async () => {
    const page = await visitor()
    await page.goto(`${large.url}/graph`)
    await page.getByText('5,000 of 5,000').waitFor()
    const drawn = page.getByRole('treegrid', { name: 'What is drawn' })
    await drawn.getByRole('row').first().waitFor()
    const field = page.getByRole('combobox', { name: 'Select assets' })
    await field.fill('group:search_9 and kind:sql')
    await page.getByText(/^\d\d? of 5,000$/).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toContain('group:search_9')
    await field.fill('group:search_9 andd kind:sql')
    await page.getByRole('search').getByRole('status').filter({ hasText: /\S/ }).waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
  })

  it('a person goes along the edges with the keyboard and opens what is chosen', async () => {
    const page = await visitor()
    await page.goto(`${large.url}/graph?q=${encodeURIComponent('group:search_9')}&view=assets`)
    await page.getByText('25 of 5,000').waitFor()
    await page.getByRole('application', { name: /^Asset graph/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(/sel=/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/assets\/search_9%2F/)
  })

  it('a person takes what is drawn along as a file', async () => {
    const page = await visitor()
    await page.goto(`${large.url}/graph?q=${encodeURIComponent('group:search_9')}&view=assets`)
    await page.getByText('25 of 5,000').waitFor()
    await page.getByRole('treegrid').getByRole('row').first().waitFor()
    const svg = (await exported(page, 'SVG')).toString()
    expect(svg).toMatch(/^<svg .*<\/svg>\n$/s)
    expect(svg.match(/<g><title>search_9\//g)).toHaveLength(25)
    expect(svg).not.toContain('oklch')
    const png = await exported(page, 'PNG')
    expect(png.subarray(1, 4).toString()).toBe('PNG')
  })

  it('a person saves a selection under a name, uses it on another page, and deletes it, by the keyboard', async () => {
    const page = await visitor()
    await page.goto(`${large.url}/graph?q=${encodeURIComponent('group:search_9')}`)
    await page.getByText('25 of 5,000').waitFor()
    await page.getByRole('button', { name: 'Saved selections' }).press('Enter')
    await page.keyboard.type('Search nine')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Delete Search nine' }).waitFor()
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(violations).toEqual([])
    expect((await heard(page)).unnamed).toEqual([])
    await page.goto(`${large.url}/assets`)
    await page.getByRole('button', { name: 'Saved selections' }).press('Enter')
    await page.getByRole('button', { name: /^Search nine/ }).press('Enter')
    await page.waitForURL(/q=group:search_9/)
    await page.getByRole('button', { name: 'Saved selections' }).press('Enter')
    await page.getByRole('button', { name: 'Delete Search nine' }).press('Enter')
    await page.getByRole('button', { name: 'Delete Search nine' }).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Saved selections' }).waitFor({ state: 'detached' })
    expect(await page.evaluate(() => localStorage.getItem('headwater-selections:large'))).toBe('[]')
  })

  it('a person finds one in the catalog, of which few rows are ever on the page', async () => {
    const page = await visitor()
    await page.goto(`${large.url}/assets`)
    await page.getByText('5,000').first().waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(120)
    await page.getByRole('combobox', { name: 'Select assets' }).fill('billing_10/*')
    await page
      .getByRole('link', { name: /billing_10\// })
      .first()
      .click()
    await page.waitForURL(/\/assets\/billing_10%2F/)
  })
})

async function exported(page: Page, kind: 'SVG' | 'PNG'): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: new RegExp(`^${kind}`) }).click(),
  ])
  return readFile(await download.path())
}

describe.skipIf(noBrowser)('of 100,000 partitions', () => {
  let long: ServedProject
  beforeAll(async () => {
    long = await serveProject('long')
  }, 300_000)
  afterAll(() => long?.crash())

  it('a person sees which failed, drags over a range and gets the plan for it', async () => {
    const page = await visitor()
    await page.goto(`${long.url}/assets/clean%2Freadings?tab=partitions&view=bar`)
    await page
      .getByText(/\d+ failed/)
      .first()
      .waitFor()
    const picture = page.getByRole('application', { name: /partitions of clean\/readings/ })
    const box = await picture.boundingBox()
    if (!box) throw new Error('the bar is not drawn')
    const [left, right, middle] = [box.x + box.width * 0.4, box.x + box.width * 0.6, box.y + box.height / 2]
    await page.mouse.move(left, middle)
    await page.mouse.down()
    await page.mouse.move(right, middle, { steps: 12 })
    await page.mouse.up()
    await page
      .getByRole('button', { name: /^Materialize (this range|range|these|\d)/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: 'Materialize' })
    expect(await dialog.getByRole('textbox', { name: 'Partitions' }).inputValue()).toMatch(/^201\d-.*\.\.201\d-/)
    await dialog.getByRole('button', { name: /^Materialize [\d,]+ partitions?$/ }).waitFor()
  })

  it('a person reads them as a list that never has them all', async () => {
    const page = await visitor()
    await page.goto(`${long.url}/assets/clean%2Freadings?tab=partitions&view=list`)
    await page.getByRole('main').getByRole('row').nth(3).waitFor()
    expect(await page.getByRole('main').getByRole('row').count()).toBeLessThan(200)
  })

  it('a person opens one series of a product', async () => {
    const page = await visitor()
    await page.goto(`${long.url}/assets/market%2Fquotes?tab=partitions`)
    await page.getByText('40 series').first().waitFor()
    await page.getByRole('application', { name: /^Series of market\/quotes/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/series=/)
    await page.getByRole('button', { name: 'All series' }).waitFor()
  })

  it('a person drags over a range of several series of a product and gets the plan for exactly that', async () => {
    const page = await visitor()
    await page.goto(`${long.url}/assets/market%2Fquotes?tab=partitions`)
    const picture = page.getByRole('application', { name: /^Series of market\/quotes/ })
    const box = await picture.boundingBox()
    if (!box) throw new Error('the series are not drawn')
    const [left, right] = [box.x + box.width * 0.95, box.x + box.width - 1]
    await page.mouse.move(left, box.y + 14)
    await page.mouse.down()
    await page.mouse.move(right, box.y + 14 + 2 * 28, { steps: 8 })
    await page.mouse.up()
    const selected = page.getByRole('group', { name: 'Selected' })
    await selected.getByText('SYM01 to SYM03 (3 series)').waitFor()
    const count = /^[\d,]+/.exec((await selected.getByText(/ partitions$/).textContent()) ?? '')?.[0]
    await selected.getByRole('button', { name: 'Materialize range…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Materialize' })
    expect(await dialog.getByRole('textbox', { name: 'Partitions' }).inputValue()).toMatch(
      /^2023-\d\d-\d\d\.\.2023-09-30,symbol=SYM01,symbol=SYM02,symbol=SYM03$/,
    )
    await dialog.getByRole('checkbox', { name: 'Also what is fresh' }).check()
    await dialog.getByRole('button', { name: `Materialize ${count} partitions` }).waitFor()
  })

  it('a person selects series with the keyboard', async () => {
    const page = await visitor()
    await page.goto(`${long.url}/assets/market%2Fquotes?tab=partitions`)
    await page.getByRole('application', { name: /^Series of market\/quotes/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    const selected = page.getByRole('group', { name: 'Selected' })
    await selected.getByText('SYM01 to SYM02 (2 series), 2021-01-01..2023-10-01').waitFor()
    await page.keyboard.press('Escape')
    await selected.waitFor({ state: 'detached' })
  })

  it('a person sees what 100,000 keys are called without having them all, and finds one', async () => {
    const page = await visitor()
    const read: Promise<{ keys: unknown[] }>[] = []
    const note = (response: Response) => {
      if (response.url().includes('partition-keys')) read.push(response.json())
    }
    page.on('response', note)
    await page.goto(`${long.url}/assets/shop%2Fitems?tab=partitions&view=bar`)
    for (const key of ['item-00000', 'item-40000', 'item-79999']) await page.getByText(key, { exact: true }).waitFor()
    const box = await page.getByRole('application', { name: /partitions of shop\/items/i }).boundingBox()
    if (!box) throw new Error('the bar is not drawn')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.getByText(/^item-(49|50)\d{3}$/).waitFor()
    page.off('response', note)
    expect((await Promise.all(read)).reduce((sum, { keys }) => sum + keys.length, 0)).toBeLessThan(3000)
    await page.getByRole('button', { name: 'List' }).click()
    await page.getByRole('searchbox', { name: 'Find a key' }).fill('4995')
    await page.getByText('20 keys with this text').waitFor()
    await page.getByRole('button', { name: 'item-49957' }).click()
    await page.getByRole('heading', { name: 'item-49957' }).waitFor()
    await page.getByRole('button', { name: 'Grid' }).click()
    await page.getByRole('application', { name: /partitions of shop\/items/i }).focus()
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByRole('group', { name: 'Selected' }).getByText('item-49957..item-49958').waitFor()
  })
})
