import { networkInterfaces } from 'node:os'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { served } from '../server/served.ts'
import { closeBrowser, noBrowser, tabOf, visitor } from './chromium.ts'

const token = 'a-token-that-nobody-can-guess-0123456789'
/** An address that other machines reach, which browsers trust less than the loopback; where there is none, the loopback. */
const host =
  Object.values(networkInterfaces())
    .flat()
    .find((each) => each && !each.internal && each.family === 'IPv4')?.address ?? '127.0.0.1'
/** What a browser says by itself of answers without the token, and of an address without TLS. */
const mayFail = /401|Cross-Origin-Opener-Policy/

afterAll(closeBrowser)

describe.skipIf(noBrowser)('under a token', () => {
  it('a person is asked for it, gives it, works, reloads, opens a second tab and sees there what goes on', async () => {
    const { server } = await served({ host, token, name: 'prices' })
    const page = await visitor({ mayFail })
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${server.url}assets/market%2Fprices?tab=partitions`)
    await page.getByRole('heading', { level: 1, name: 'This server asks for its token' }).waitFor()
    const waiting = await tabOf(page.context(), mayFail)
    await waiting.goto(server.url)
    await waiting.getByLabel(/^Token/).waitFor()
    await giveToken(page, token)
    await page.getByText('10 missing').first().waitFor()
    await waiting.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await waiting.getByText(/^Live/).waitFor()
    expect(page.url()).toBe(`${server.url}assets/market%2Fprices?tab=partitions`)
    await page.reload()
    await page.getByText(/^Live/).waitFor()
    const other = await tabOf(page.context(), mayFail)
    await other.goto(`${server.url}assets/market%2Fmeans?materialize=market/prices&partitions=2024-01-01..2024-01-03`)
    await other.getByRole('button', { name: 'Materialize 3 partitions' }).click()
    await page.getByText('3 fresh').first().waitFor()
    expect(asked.filter((url) => url.includes(token))).toEqual([])
    await expectNoTrace(page)
  })

  it('a person who has the whole address comes in at once, and the address loses the token', async () => {
    const { server } = await served({ host, token })
    const page = await visitor({ mayFail })
    await page.goto(`${server.url}runs?q=x&token=${token}`)
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor()
    await page.getByText(/^Live/).waitFor()
    expect(page.url()).toBe(`${server.url}runs?q=x`)
    await expectNoTrace(page)
  })

  it('a person reads that a token is wrong, typed or in the address, and can paste the address with the right one', async () => {
    const { server } = await served({ host, token })
    const page = await visitor({ mayFail })
    await page.goto(`${server.url}?token=${token}x`)
    const alert = page.getByRole('alert').filter({ hasText: 'not the token of this server' })
    await alert.waitFor()
    await giveToken(page, 'another-one')
    await alert.waitFor()
    expect(
      await page
        .getByRole('textbox')
        .or(page.getByLabel(/^Token/))
        .first()
        .getAttribute('aria-invalid'),
    ).toBe('true')
    await giveToken(page, `${server.url}?token=${token}`)
    await page.getByText(/^Live/).waitFor()
    expect(page.url()).toBe(server.url)
  })

  it('a page that is open asks for it once the server has another one', async () => {
    const first = await served({ host, token })
    const page = await visitor({ mayFail: /401|Cross-Origin-Opener-Policy|ERR_|Failed to/ })
    await page.goto(`${first.server.url}?token=${token}`)
    await page.getByText(/^Live/).waitFor()
    await first.server.close()
    const { server } = await served({ host, token: `${token}-2`, port: first.server.port })
    expect(server.url).toBe(first.server.url)
    await page.getByRole('heading', { level: 1, name: 'This server asks for its token' }).waitFor()
    await giveToken(page, `${token}-2`)
    await page.getByText(/^Live/).waitFor()
  })
})

async function giveToken(page: Page, text: string): Promise<void> {
  await page.getByLabel(/^Token/).fill(text)
  await page.getByRole('button', { name: 'Open the page' }).click()
}

/** The token is nowhere that a script, or who borrows the browser, could find it. */
async function expectNoTrace(page: Page): Promise<void> {
  const kept = await page.evaluate(() => [
    document.documentElement.outerHTML,
    document.cookie,
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]),
    ...performance.getEntries().map(({ name }) => name),
  ])
  expect(
    kept.concat(JSON.stringify(await page.context().storageState())).filter((text) => text.includes(token)),
  ).toEqual([])
}
