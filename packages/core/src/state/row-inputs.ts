import { type InputColumns, type PerPartition, valueAt } from '../events/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { InputRecord } from './state-store.ts'

/** Stands for the partition of the reader itself. */
const own = '='

/** Through what something was read: the same for all partitions of an event. */
export type ReadDep = readonly [dep: string, asset: string]
/** What one partition read through a dep; the last two are those of its projection. */
export type ReadPart = readonly [partitions: string, hash: string, columns?: string, columnsHash?: string]

export function depsOf(inputs: readonly InputColumns[]): readonly ReadDep[] {
  return inputs.map(({ dep, asset }) => [dep, asset])
}

/** What the partition that stands at a position read, dep by dep. */
export function partsAt(inputs: readonly InputColumns[], position: number): readonly ReadPart[] {
  const at = (column: PerPartition<string>): string => valueAt(column, position) ?? ''
  return inputs.map(({ partitions, hash, projection }): ReadPart => {
    const [read, whole] = [at(partitions), at(hash)]
    return projection ? [read, whole, at(projection.columns), at(projection.hash)] : [read, whole]
  })
}

/** Puts together what was kept of the inputs of one partition. */
export function inputRecords(
  deps: readonly ReadDep[],
  parts: readonly ReadPart[],
  { cell, asOf }: { readonly cell: Cell; readonly asOf: number },
): readonly InputRecord[] {
  return deps.map(([dep, asset], index) => {
    const [partitions, hash, columns = '', columnsHash = ''] = parts[index] ?? ['', '']
    const read = { dep, asset, partitions: partitions === own ? Subset.of([cell]).encode() : partitions, hash, asOf }
    return columns === '' ? read : { ...read, projection: { columns: namesIn(columns), hash: columnsHash } }
  })
}

function namesIn(columns: string): readonly string[] {
  return JSON.parse(columns) as readonly string[]
}
