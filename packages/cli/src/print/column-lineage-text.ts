import type { ColumnAt, ColumnEdge, ColumnReach } from '@headwater/core'
import type { Screen } from './screen.ts'
import { type Branch, tree } from './tree.ts'
import { count } from './words.ts'

/** What a column is made of and what is made of it, each where it was asked for. */
export interface ColumnFound extends ColumnAt {
  readonly upstream?: ColumnReach | undefined
  readonly downstream?: ColumnReach | undefined
}

/** The lineage of a column for people: a tree each way. */
export function columnLineageText(screen: Screen, found: ColumnFound): string {
  const { upstream, downstream } = found
  const blocks = [
    screen.paint('bold', columnText(found)),
    ...(upstream && upstream.columns.length > 0 ? [reachText(screen, found, { reach: upstream, near: 'to' })] : []),
    ...(downstream && downstream.columns.length > 0
      ? [reachText(screen, found, { reach: downstream, near: 'from' })]
      : []),
  ]
  return `${blocks.length === 1 ? `${blocks[0]} stands alone in this direction.` : blocks.join('\n\n')}\n`
}

/** `market/prices.close`. */
export function columnText({ asset, column }: ColumnAt): string {
  return `${asset}.${column}`
}

/** One direction: which end of its edges is the near one. */
interface Seen {
  readonly reach: ColumnReach
  readonly near: 'from' | 'to'
}

function reachText(screen: Screen, start: ColumnAt, { reach: { columns, edges, problems }, near }: Seen): string {
  const mark = screen.paint('yellow', screen.glyphs.warning)
  const lines = problems.map(({ asset, message, position }) => {
    const place = position ? ` (line ${position.line}, column ${position.column} of its query)` : ''
    return `${mark} ${asset}: ${message}${place}`
  })
  const title = `${near === 'to' ? 'comes from' : 'goes into'} ${tally(columns)}`
  return [title, ...tree(screen, branchesOf(start, edges, near)), ...lines].join('\n')
}

/** `2 columns by value, 3 by deciding, 1 perhaps`. */
function tally(columns: ColumnReach['columns']): string {
  const kinds = [
    ['DIRECT', 'by value'],
    ['INDIRECT', 'by deciding'],
    ['UNKNOWN', 'perhaps'],
  ] as const
  const parts = kinds.flatMap(([kind, words]) => {
    const of = columns.filter(({ bearing }) => bearing === kind).length
    return of === 0 ? [] : [`${of} ${words}`]
  })
  return `${count(columns.length, 'column')}: ${parts.join(', ')}`
}

/** What is reached from a column along the edges. What hangs together in several ways is drawn out once. */
function branchesOf(start: ColumnAt, edges: readonly ColumnEdge[], near: 'from' | 'to'): readonly Branch[] {
  const far = near === 'to' ? 'from' : 'to'
  const byAsset = Map.groupBy(edges, (edge) => edge[near].asset)
  const drawn = new Set([columnText(start)])
  const below = (at: ColumnAt): readonly Branch[] => {
    const here = (byAsset.get(at.asset) ?? []).filter((edge) => isWithin(edge[near].column, at.column))
    const ways = Map.groupBy(here, (edge) => columnText(edge[far]))
    return [...ways].map(([name, together]) => {
      const words = `${name}  ${how(together)}`
      const next = together[0]?.[far]
      if (!next || drawn.has(name))
        return { text: byAsset.has(next?.asset ?? '') ? `${words}, as above` : words, below: [] }
      drawn.add(name)
      return { text: words, below: below(next) }
    })
  }
  return below(start)
}

/** Whether a column is this one, or a field in it. */
function isWithin(column: string, of: string): boolean {
  return of === '*' || column === of || column.startsWith(`${of}.`)
}

/** `transformation, group by`; `?` where nobody knows. */
export function how(edges: readonly ColumnEdge[]): string {
  const words = edges.map(({ transformation }) => transformation?.toLowerCase().replaceAll('_', ' ') ?? '?')
  return [...new Set(words)].join(', ')
}
