import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'

/** What the runs of the crash test write: every row says which run wrote it, and how many rows its partition must have. */
export const rowSchema = rowSchemaOf(z.array(z.object({ run: z.int(), index: z.int(), of: z.int(), text: z.string() })))

export function partitionsOf(run: number): readonly string[] {
  return Array.from({ length: 1 + (run % 4) }, (_, index) => `2024-01-0${index + 1}`)
}

export function rowsOf(run: number, partition: string) {
  const of = 500 + ((run * 131 + Number(partition.slice(-1)) * 17) % 3000)
  return Array.from({ length: of }, (_, index) => ({ run, index, of, text: `row ${index} of run ${run}`.repeat(4) }))
}
