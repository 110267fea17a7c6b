import type { RunItem } from '../../contract/runs.ts'
import { formatCount, plural } from '../words/format.ts'
import { countsInWords } from './counts-in-words.ts'

/** How many partitions a run made, or found unchanged. */
export function madeIn({ made = 0, cutOff = 0 }: Readonly<Record<string, number>>): number {
  return made + cutOff
}

/** Whether a run that is over left something to make. */
export function hasRest({ outcome, counts, partitions }: RunItem): boolean {
  return outcome !== 'succeeded' && madeIn(counts) < partitions
}

/** What became of the partitions of a run that is over. */
export function endedInWords({ outcome, counts, partitions }: RunItem): string {
  if (outcome === 'succeeded') return countsInWords(counts) || plural(partitions, 'partition')
  // Nobody was there any more to record how it ended.
  if (Object.keys(counts).length === 0) return `it died; of ${plural(partitions, 'partition')}, what it made stays`
  const { failed = 0, checksFailed = 0 } = counts
  return [
    `${formatCount(madeIn(counts))} of ${plural(partitions, 'partition')} made`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(checksFailed > 0 ? [`${plural(checksFailed, 'check')} failed`] : []),
  ].join(', ')
}
