import type { MadeColumns } from './event.ts'
import { perPartition, valueAt } from './per-partition.ts'

/** Versions of single columns of a table: equal ones have equal cells in all rows, in the same order. */
export interface ColumnVersions {
  /** What holds for all of them: engine and algorithm, the names and types of all columns of the table, how many rows it has. */
  readonly shared: string
  readonly of: { readonly [column: string]: string }
}

/** The column versions of the partitions of an event. */
type VersionColumns = NonNullable<MadeColumns['columns']>

/** Those of partitions in order; undefined unless all of them have the same columns. */
export function columnVersionsOf(each: readonly (ColumnVersions | undefined)[]): VersionColumns | undefined {
  const names = Object.keys(each[0]?.of ?? {})
  const known = each.filter((one) => one !== undefined && names.every((name) => Object.hasOwn(one.of, name)))
  if (known.length === 0 || known.length < each.length) return undefined
  const column = (of: (one: ColumnVersions) => string) =>
    // The schemas of events say nothing of being readonly.
    perPartition(each.map((one) => (one ? of(one) : ''))) as VersionColumns['shared']
  return {
    shared: column(({ shared }) => shared),
    of: Object.fromEntries(names.map((name) => [name, column(({ of }) => of[name] ?? '')])),
  }
}

/** The column versions of the partition that stands at a position. */
export function columnVersionsAt(columns: VersionColumns | undefined, position: number): ColumnVersions | undefined {
  if (!columns) return undefined
  const of = Object.entries(columns.of).map(([name, versions]) => [name, valueAt(versions, position) ?? ''] as const)
  return { shared: valueAt(columns.shared, position) ?? '', of: Object.fromEntries(of) }
}
