import { afterAll, describe, expect, it } from 'vitest'
import { served, smallProject } from '../server/served.ts'
import { closeBrowser, noBrowser, visitor } from './chromium.ts'

afterAll(closeBrowser)

async function failedRun() {
  const project = smallProject({ fails: true })
  const { runId } = await project.materialize('market/prices')
  return { ...(await served({ readOnly: true }, project)), runId }
}

describe.skipIf(noBrowser)('a page that only shows', () => {
  it('has nothing to press on an asset, its runs and its backfills, but commands to copy', async () => {
    const { server, runId } = await failedRun()
    const page = await visitor()
    for (const path of [
      'assets/market%2Fprices',
      'assets/market%2Fprices?tab=partitions',
      'backfills',
      `runs/${runId}`,
    ]) {
      await page.goto(`${server.url}${path}`)
      await page
        .getByText(/failed/i)
        .first()
        .waitFor()
      await page.getByText(/· read-only$/).waitFor()
      expect(
        await page.getByRole('button', { name: /^(?:Materialize|Cancel(?: run)?$|Resume|Re-run|Run checks)/ }).count(),
      ).toBe(0)
    }
    await page.goto(`${server.url}backfills`)
    await page.getByRole('button', { name: `Copy \`headwater backfill --resume ${runId}\`` }).waitFor()
  })

  it('plans, and says where to make what it planned', async () => {
    const { server } = await failedRun()
    const page = await visitor()
    await page.goto(server.url)
    await page.getByRole('button', { name: /^Materialize \d+ / }).click()
    const dialog = page.getByRole('dialog', { name: 'Materialize' })
    await dialog.getByText('This server is read-only: copy the command instead.').waitFor()
    await dialog.getByText('headwater materialize').waitFor()
    expect(await dialog.getByRole('button', { name: /^Materialize/ }).isDisabled()).toBe(true)
  })
})
