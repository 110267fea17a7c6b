import type { Plan, PlanBreak } from '@headwater/core'
import type { Screen } from './screen.ts'
import { number } from './words.ts'

/** Readers that are named; more of them are counted. */
const named = 5

/** What a plan does to columns that are read, and columns that are read and not there, a line each. */
export function columnLines(screen: Screen, { breaks = [], mistakes = [] }: Plan): readonly string[] {
  const mark = screen.paint('yellow', screen.glyphs.warning)
  return [
    ...breaks.map((broken) => `${mark} ${breakWords(broken)}`),
    ...mistakes.map(({ message }) => `${mark} ${message}`),
  ]
}

/** `dropping close of market/prices breaks market/fct_prices.close, features/trend.mean`. */
function breakWords({ asset, column, change, readers: all }: PlanBreak): string {
  // Where single columns of an asset are named, nobody needs to hear of all of them.
  const readers = all.filter(
    (of) => of.column !== '*' || !all.some((other) => other !== of && other.asset === of.asset),
  )
  const surely = readers.filter(({ bearing }) => bearing !== 'UNKNOWN')
  const perhaps = readers.filter(({ bearing }) => bearing === 'UNKNOWN')
  const [does, may] = change === 'dropped' ? ['breaks', 'may break'] : ['bears on', 'may bear on']
  const parts = [
    ...(surely.length > 0 ? [`${does} ${listed(surely)}`] : []),
    ...(perhaps.length > 0 ? [`${may} ${listed(perhaps)}`] : []),
  ]
  return `${change === 'dropped' ? 'dropping' : 'changing'} ${column} of ${asset} ${parts.join(', and ')}`
}

function listed(readers: PlanBreak['readers']): string {
  const names = readers.slice(0, named).map(({ asset, column }) => `${asset}.${column}`)
  const rest = readers.length - names.length
  return names.join(', ') + (rest > 0 ? ` and ${number(rest)} more` : '')
}
