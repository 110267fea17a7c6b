import { anyColumn, type ColumnProblem, pathBelow } from '../define/index.ts'
import { type ColumnAt, type ColumnBearing, type ColumnEdge, overlaps } from './column-edge.ts'

/** A column at some distance. */
export interface ReachedColumn extends ColumnAt {
  /** The best of the ways there: `DIRECT` where values flow all along, `UNKNOWN` where no way is known to its end. */
  readonly bearing: ColumnBearing
}

/** What is found in one direction. */
export interface ColumnReach {
  /** What is reached with certainty first. */
  readonly columns: readonly ReachedColumn[]
  /** Between what was reached: what bears on all columns of an asset bears on those, and a field stands for its own. */
  readonly edges: readonly ColumnEdge[]
  /** What keeps lineage on these ways from being known, and columns that are read though they are not there. */
  readonly problems: readonly (ColumnProblem & { readonly asset: string })[]
}

/** The edges of one direction, by the asset at their near end. */
export interface Direction {
  readonly edges: ReadonlyMap<string, readonly ColumnEdge[]>
  readonly near: 'from' | 'to'
}

const bearings: readonly ColumnBearing[] = ['DIRECT', 'INDIRECT', 'UNKNOWN']

/** Everything that is reached from a column along the edges. */
export function walkColumns(start: ColumnAt, direction: Direction): Omit<ColumnReach, 'problems'> {
  const reached = new Map<string, ReachedColumn>()
  const edges = new Map<string, ColumnEdge>()
  // A queue for each bearing: what is best is followed first, so that the first way to a column is the best one.
  const queues: readonly Queue[] = bearings.map(() => ({ columns: [], head: 0 }))
  queues[0]?.columns.push({ ...start, bearing: 'DIRECT' })
  for (let at = next(queues); at; at = next(queues)) {
    const name = nameOf(at)
    if (reached.has(name)) continue
    reached.set(name, at)
    for (const edge of edgesAt(at, direction)) {
      edges.set(keyOf(edge), edge)
      const rank = Math.max(bearings.indexOf(at.bearing), bearings.indexOf(edge.bearing))
      const far = direction.near === 'to' ? edge.from : edge.to
      queues[rank]?.columns.push({ ...far, bearing: bearings[rank] ?? 'UNKNOWN' })
    }
  }
  reached.delete(nameOf(start))
  return { columns: [...reached.values()], edges: [...edges.values()] }
}

/** Taking the first of an array away would move all others. */
interface Queue {
  readonly columns: ReachedColumn[]
  /** How many of them have had their turn. */
  head: number
}

function next(queues: readonly Queue[]): ReachedColumn | undefined {
  const queue = queues.find(({ columns, head }) => head < columns.length)
  return queue?.columns[queue.head++]
}

function keyOf({ from, to, dep, bearing, transformation }: ColumnEdge): string {
  return `${nameOf(from)}\t${nameOf(to)}\t${dep}\t${bearing}\t${transformation}`
}

function nameOf({ asset, column }: ColumnAt): string {
  return `${asset}\t${column}`
}

function edgesAt({ asset, column }: ColumnAt, { edges, near }: Direction): readonly ColumnEdge[] {
  const there = (edges.get(asset) ?? []).filter((edge) => overlaps(edge[near].column, column))
  return there.map((edge) => narrowed(edge, near, column))
}

/** The same edge for a field of what it is about, or for one column where it bears on all. */
function narrowed(edge: ColumnEdge, near: Direction['near'], column: string): ColumnEdge {
  const { from, to, transformation } = edge
  const at = { ...edge[near], column }
  if (edge[near].column === anyColumn) return { ...edge, [near]: at }
  const below = column === anyColumn ? undefined : pathBelow(column, edge[near].column)
  if (!below) return edge
  // A field of a column that is taken over as it is comes from that field, and goes into it.
  if (transformation === 'IDENTITY')
    return { ...edge, from: { ...from, column: from.column + below }, to: { ...to, column: to.column + below } }
  // Nobody said which of its fields the column was made of, or went on.
  return { from, to, dep: edge.dep, bearing: 'UNKNOWN', [near]: at }
}
