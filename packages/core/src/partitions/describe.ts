import { IntervalSet } from './interval-set.ts'
import type { Layout } from './layout.ts'
import { ordinalsOfSeries, type Subset } from './subset.ts'

/** Keys are listed up to this many; more are counted. */
const listed = 3

/** A subset in words for people: how many partitions, from where to where, how many missing between; a few apart by their keys. */
export function describeSubset(layout: Layout, subset: Subset): string {
  const { main } = layout
  if (main === undefined) return ''
  const count = `${formatted(subset.count)} ${subset.count === 1 ? 'partition' : 'partitions'}`
  if (subset.isEmpty) return count
  if (subset.count === 1) return `${count}: ${[...subset.cells()].map((cell) => layout.textOf(cell)).join()}`
  const along = [...new Set(subset.series().values())].reduce((all, some) => all.union(some), IntervalSet.empty)
  const others = othersOf(layout, subset)
  const box = others.reduce((size, { ordinals }) => size * ordinals.count, 1)
  const range = main.axis.time ? rangeOf(layout, along) : undefined
  // Of two days with years between them the years are not what matters.
  const isScattered = range !== undefined && along.count <= listed && range.size > along.count
  const { text, size } = range && !isScattered ? range : { text: listOf(along, main.axis.textOf), size: along.count }
  const missing = size * box - subset.count
  const across = others.map(({ ordinals, textOf }) => ` x ${listOf(ordinals, textOf)}`).join('')
  return `${count}: ${text}${across}${missing > 0 ? `, ${formatted(missing)} missing` : ''}`
}

/** From the first to the last key along time, and how many partitions the calendar has between. */
function rangeOf(layout: Layout, along: IntervalSet): { readonly text: string; readonly size: number } {
  const axis = layout.main?.axis
  const [first = 0, last = 0] = [along.first, along.last]
  if (axis?.time === undefined) return { text: '', size: 0 }
  // Partitions that a later definition leaves out are still there: they count as if the calendar had them.
  const size = axis.time.through(last).clip(first, last).union(along).count
  if (along.count === 1) return { text: axis.textOf(first), size }
  return { text: `${axis.textOf(first)}..${axis.textOf(last)}`, size }
}

function othersOf(layout: Layout, subset: Subset) {
  const series = [...subset.series().keys()].map(ordinalsOfSeries)
  return layout.dimensions.toSpliced(layout.mainIndex, 1).map(({ axis }, index) => ({
    ordinals: IntervalSet.fromValues(series.map((ordinals) => ordinals[index] ?? 0)),
    textOf: axis.textOf,
  }))
}

function listOf(ordinals: IntervalSet, textOf: (ordinal: number) => string): string {
  const first = Array.from({ length: Math.min(ordinals.count, listed) }, (_, rank) =>
    textOf(ordinals.at(rank) ?? 0),
  ).join(', ')
  const more = ordinals.count - listed
  return more > 0 ? `${first} and ${formatted(more)} more` : first
}

function formatted(count: number): string {
  return count.toLocaleString('en-US')
}
