import { isHeadwaterError, type Project } from '@headwater/core'
import { backfillAssets, backfillDays } from './backfill-project.ts'

/**
 * Loads whatever is there of backfills, over and over: the schema refuses what is not whole. Answers with how many values it has
 * read.
 */
export async function readAllTheTime(projects: readonly Project[], isOver: () => boolean): Promise<number> {
  const first = Date.parse(backfillDays.start)
  let read = 0
  for (let turn = 0; !isOver(); turn += 1) {
    const day = new Date(first + ((turn * 7) % 24) * 86_400_000).toISOString().slice(0, 10)
    try {
      await projects[turn % projects.length]?.loadByKey(backfillAssets[(turn >> 2) % 2] ?? '', day)
      read += 1
    } catch (error) {
      if (!isHeadwaterError(error) || error.code !== 'NOT_MATERIALIZED') throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return read
}
