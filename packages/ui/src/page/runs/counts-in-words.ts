import { formatCount } from '../words/format.ts'

/** What the counts of a run are called; checks that passed are no news. */
const words: Readonly<Record<string, string>> = {
  made: 'made',
  cutOff: 'unchanged',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
  checksFailed: 'checks failed',
}

/** How the partitions of a run ended: `14 made, 2 failed`; what is zero is left out. */
export function countsInWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(words)
    .flatMap(([name, word]) => (counts[name] ? [`${formatCount(counts[name])} ${word}`] : []))
    .join(', ')
}
