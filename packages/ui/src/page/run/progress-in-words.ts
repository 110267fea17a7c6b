import type { RunItem } from '../../contract/runs.ts'
import { countsInWords } from '../runs/counts-in-words.ts'
import { plural } from '../words/format.ts'
import { statusWords } from '../words/mark.ts'

/** How far a run is, for who hears the page: another text at each quarter and at the end, and not at every partition. */
export function progressInWords({ outcome, done, partitions, counts }: RunItem): string {
  if (outcome !== 'running') return [statusWords[outcome], countsInWords(counts)].filter(Boolean).join(': ')
  const quarters = partitions === 0 ? 0 : Math.floor((4 * done) / partitions)
  return `Running: ${quarters * 25}% of ${plural(partitions, 'partition')} done`
}
