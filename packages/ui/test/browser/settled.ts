import type { Page } from 'playwright-core'

/** Waits until a page shows what it read: it has its heading, and nothing of it is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
}
