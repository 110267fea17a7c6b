import type { Layout } from '../layout.ts'
import type { Mapping } from './mapping.ts'

/** The positions of dimensions whose ordinals must be equal, in the reader and in the upstream. */
export type DimensionPair = readonly [reader: number, upstream: number]

/** Which dimensions `identity`, `every` and `along` hold equal. All others run free. */
export function dimensionPairs(mapping: Mapping, reader: Layout, upstream: Layout): readonly DimensionPair[] {
  const names = upstream.dimensions.map(({ name }) => name)
  if (mapping.kind === 'along') return pairsOf([[mapping.dimension, names[0] ?? '']], reader, upstream)
  if (mapping.kind === 'every') {
    if (mapping.dimensions.length === 0) return []
    const rest = names.filter((name) => !mapping.dimensions.includes(name))
    const alone = reader.dimensions[0]?.name === ''
    return pairsOf(
      rest.map((name) => [alone ? '' : name, name]),
      reader,
      upstream,
    )
  }
  return pairsOf(
    names.map((name) => [name, name]),
    reader,
    upstream,
  )
}

function pairsOf(
  names: readonly (readonly [reader: string, upstream: string])[],
  reader: Layout,
  upstream: Layout,
): readonly DimensionPair[] {
  return names.map(([mine, theirs]) => [positionOf(reader, mine), positionOf(upstream, theirs)])
}

function positionOf({ dimensions }: Layout, wanted: string): number {
  return dimensions.findIndex(({ name }) => name === wanted)
}
