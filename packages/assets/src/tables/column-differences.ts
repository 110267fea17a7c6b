import type { StoredColumn } from './stored-column.ts'

/** A column that only one of two tables has, or that differs in type. */
export interface ColumnDifference {
  readonly name: string
  /** The type that it has. Absent: it is new. */
  readonly before: string | undefined
  /** The type that it is to have. Absent: it is to go. */
  readonly after: string | undefined
}

/** How the columns of a table differ from others. Their order is no difference. */
export function columnDifferences(
  has: readonly StoredColumn[],
  gets: readonly StoredColumn[],
): readonly ColumnDifference[] {
  const before = new Map(has.map(({ name, type }) => [name, type]))
  const after = new Map(gets.map(({ name, type }) => [name, type]))
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((difference) => difference.before !== difference.after)
}

/** `+ volume bigint`, `- close`, `~ symbol text -> bigint`. */
export function differenceInWords({ name, before, after }: ColumnDifference): string {
  if (before === undefined) return `+ \`${name}\` ${after}`
  return after === undefined ? `- \`${name}\` ${before}` : `~ \`${name}\` ${before} -> ${after}`
}
