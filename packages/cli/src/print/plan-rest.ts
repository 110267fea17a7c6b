import type { Plan, PlanSkip } from '@headwater/core'
import type { Screen } from './screen.ts'
import { table } from './table.ts'
import { count, indented, namesOf, number, whichOnes } from './words.ts'

/** Lines of one kind that are shown; more of them are counted. */
const shown = 10

/** What there is to say when there is nothing to make. */
export function nothingText(screen: Screen, plan: Plan): string {
  const blocked = blockedLines(screen, plan)
  if (blocked.length > 0) return `Nothing can be made.\n\n${blocked.join('\n')}\n`
  const { skips } = plan
  if (skips.length === 0) return `${nothingThere(plan)}\n`
  if (!skips.every(({ reason }) => reason.startsWith(upToDate))) return `${leftAlone(plan)}\n`
  const headline = `${screen.paint('green', screen.glyphs.good)} Everything is up to date: ${tally(skips)}. Nothing to do.`
  const though = Map.groupBy(
    skips.filter(({ reason }) => reason !== upToDate),
    ({ reason }) => reason.slice(`${upToDate}: `.length),
  )
  const lines = [...though].map(([reason, group]) => indented(`${tally(group)}: ${reason}`))
  return `${[headline, ...lines].join('\n')}\n`
}

const upToDate = 'up to date'

/** Nothing was left alone either: no partition is what was asked for. */
function nothingThere({ options: { partitions } }: Plan): string {
  switch (partitions) {
    case undefined:
    case 'all':
      return 'Nothing to do: nothing of this selection is there to be made.'
    case 'missing':
    case 'stale':
      return `Nothing is ${partitions}. Nothing to do.`
    default:
      return `There are no partitions in ${partitions}. Nothing to do.`
  }
}

/** What was asked for and is not made, though it could be, in one line; empty when there is no such thing. */
export function leftAlone({ skips }: Plan): string {
  const groups = Map.groupBy(
    skips.filter(({ fine }) => fine),
    ({ reason }) => reason,
  )
  const words = [...groups].map(([reason, group]) => `${tally(group)} ${reason}`)
  return words.length === 0 ? '' : `Left alone: ${words.join('; ')}.`
}

/** What was asked for and cannot be made, a line for each reason. */
export function blockedLines(screen: Screen, { skips }: Plan): readonly string[] {
  const mark = screen.paint('yellow', screen.glyphs.warning)
  const groups = Map.groupBy(
    skips.filter(({ fine }) => !fine),
    ({ reason }) => reason,
  )
  const lines = [...groups].map(([reason, group]) => {
    const [only] = group
    const partitions = group.length === 1 ? (only?.partitions ?? '') : count(countOf(group), 'partition')
    return `${mark} ${namesOf(group.map(({ asset }) => asset))} cannot be made${partitions && ` (${partitions})`}: ${reason}`
  })
  return atMost(lines, (rest) => screen.paint('dim', `and ${number(rest)} more like these; --json has them all`))
}

/** What reads what is made and is not made itself: the reach of the plan. */
export function downstreamText(screen: Screen, { downstream }: Plan): string {
  if (downstream.length === 0) return ''
  const rows = downstream
    .slice(0, shown)
    .map(({ asset, count: of, partitions }) => [asset, number(of), whichOnes(partitions)])
  const rest = downstream.slice(shown)
  const lines = table(screen, [{ title: '' }, { title: '', align: 'right' }, { title: '' }], rows)
  const more = rest.length > 0 ? `\nand ${count(rest.length, 'more asset')}, ${count(countOf(rest), 'partition')}` : ''
  return `Downstream, stale afterwards where other values come out:\n${indented(screen.paint('dim', `${lines}${more}`))}`
}

/** What is recorded under another name, or cut otherwise. */
export function movesText({ moves }: Plan, title = 'History that the next run takes over:'): string {
  if (moves.length === 0) return ''
  const lines = moves.map(({ asset, words }) => `${asset} ${words}`)
  return `${title}\n${atMost(lines, (rest) => `and ${count(rest, 'more asset')}`)
    .map((line) => indented(line))
    .join('\n')}`
}

/** What is copied from one store into another before it can be read; values that functions are handed are not meant. */
export function copiesText({ steps }: Plan): string {
  const copies = steps.flatMap(({ asset, reads = [] }) =>
    reads.flatMap(({ dep, how, store }) => (how === 'by copy' ? [`${asset} reads ${dep} from ${store}`] : [])),
  )
  if (copies.length === 0) return ''
  const lines = atMost(copies, (rest) => `and ${number(rest)} more like these; --json has them all`)
  return `Read by copy:\n${lines.map((line) => indented(line)).join('\n')}`
}

function atMost(lines: readonly string[], more: (rest: number) => string): readonly string[] {
  return lines.length <= shown ? lines : [...lines.slice(0, shown), more(lines.length - shown)]
}

function tally(skips: readonly PlanSkip[]): string {
  return `${count(new Set(skips.map(({ asset }) => asset)).size, 'asset')}, ${count(countOf(skips), 'partition')}`
}

function countOf(parts: readonly { readonly count: number }[]): number {
  return parts.reduce((sum, part) => sum + part.count, 0)
}
