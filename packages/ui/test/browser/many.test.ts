import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
})
