import { AxeBuilder } from '@axe-core/playwright'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeBrowser, noBrowser, visitor } from './chromium.ts'
import { pages } from './pages.ts'
import { serveProject, type ServedProject } from './served-project.ts'
import { settled } from './settled.ts'

describe.skipIf(noBrowser)('every page', () => {
  let folder: string
  let demo: ServedProject

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headwater-axe-'))
    demo = await serveProject('demo', folder)
  }, 300_000)

  afterAll(async () => {
    await closeBrowser()
    await demo?.crash()
    await rm(folder, { recursive: true, force: true })
  })

  it.each((['light', 'dark'] as const).flatMap((theme) => pages.map(({ name, path }) => ({ name, path, theme }))))(
    '$name can be used by everybody in the $theme theme',
    async ({ path, theme }) => {
      const page = await visitor({ theme })
      await page.goto(`${demo.url}${await path(demo.url)}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
      )
      expect(found).toEqual([])
    },
  )

  it.each(pages)('$name fits a phone', async ({ path }) => {
    const page = await visitor({ width: 390 })
    await page.goto(`${demo.url}${await path(demo.url)}`)
    await settled(page)
    const { inner, scroll } = await page.evaluate(() => ({
      inner: innerWidth,
      scroll: document.documentElement.scrollWidth,
    }))
    expect(scroll).toBeLessThanOrEqual(inner)
  })
})
