/** One value for all partitions of an event, or one for each in the order of `Subset.cells()`. */
export type PerPartition<T> = { readonly same: T } | { readonly each: readonly T[] }

/** The shortest way to write these values. Values are compared by identity, so objects stay one each. */
export function perPartition<T>(values: readonly T[]): PerPartition<T> {
  const first = values[0]
  return first !== undefined && values.every((value) => value === first) ? { same: first } : { each: values }
}

/** The value of the partition that stands at a position. */
export function valueAt<T>(column: PerPartition<T>, position: number): T | undefined {
  return 'same' in column ? column.same : column.each[position]
}
