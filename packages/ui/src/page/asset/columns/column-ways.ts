import type { ColumnLineageBody } from '../../../contract/graph.ts'

type Edge = ColumnLineageBody['edges'][number]
export type Column = Edge['from']

/** What a column is made of, or what is made of it, by how it bears on it. */
export interface ColumnWays {
  /** Its values go into the values. */
  readonly direct: readonly ColumnWay[]
  /** It decides which rows there are, or their order: filters, joins, groups. */
  readonly indirect: readonly ColumnWay[]
  /** It may be part of it, and nobody can tell how. */
  readonly unknown: readonly ColumnWay[]
  /** What these are made of in turn, however far. */
  readonly further: readonly Column[]
}

export interface ColumnWay {
  readonly column: Column
  readonly kinds: readonly string[]
}

/** What a column is made of (`up`), or what is made of it (`down`). */
export function waysOf(edges: readonly Edge[], of: Column, direction: 'up' | 'down'): ColumnWays {
  const [near, far] = direction === 'up' ? (['to', 'from'] as const) : (['from', 'to'] as const)
  const beside = edges.filter((edge) => isSame(edge[near], of))
  const by = (bearing: Edge['bearing']) =>
    beside.filter((edge) => edge.bearing === bearing).map((edge) => ({ column: edge[far], kinds: edge.kinds }))
  const [direct, indirect, unknown] = [by('DIRECT'), by('INDIRECT'), by('UNKNOWN')]
  const next = Map.groupBy(edges, (edge) => nameOf(edge[near]))
  const seen = new Set([of, ...beside.map((edge) => edge[far])].map(nameOf))
  const further: Column[] = []
  const front = beside.map((edge) => edge[far])
  for (let column = front.pop(); column !== undefined; column = front.pop()) {
    for (const edge of next.get(nameOf(column)) ?? []) {
      if (seen.has(nameOf(edge[far]))) continue
      seen.add(nameOf(edge[far]))
      further.push(edge[far])
      front.push(edge[far])
    }
  }
  return { direct, indirect, unknown, further: further.sort((a, b) => nameOf(a).localeCompare(nameOf(b))) }
}

function isSame(one: Column, other: Column): boolean {
  return one.asset === other.asset && one.column === other.column
}

function nameOf({ asset, column }: Column): string {
  return `${asset}\n${column}`
}
