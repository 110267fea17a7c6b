import { afterAll, describe, expect, it } from 'vitest'
import { served, smallProject } from '../server/served.ts'
import { closeBrowser, noBrowser, visitor } from './chromium.ts'

afterAll(closeBrowser)

describe.skipIf(noBrowser)('a page that only shows', () => {
  it.each(['/', '/assets', '/graph?sel=market/prices', '/assets/market%2Fprices', '/backfills', '/runs'])(
    'has nothing to press that changes something, but commands to copy: %s',
    async (path) => {
      const project = smallProject({ fails: true })
      await project.materialize('market/prices')
      const { server } = await served({ readOnly: true }, project)
      const page = await visitor()
      await page.goto(new URL(path, server.url).href)
      await page
        .getByText('market/prices')
        .or(page.getByRole('heading', { name: 'prices' }))
        .first()
        .waitFor()
      await page.getByText(/· read-only$/).waitFor()
      expect(await page.getByRole('button', { name: /^(Materialize|Cancel|Resume|Re-run|Run checks)/ }).count()).toBe(0)
      if (path === '/backfills')
        await page.getByRole('button', { name: /^Copy `headwater backfill --resume/ }).waitFor()
    },
  )
})
