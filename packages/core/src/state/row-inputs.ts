import { type InputColumns, valueAt } from '../events/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { InputRecord } from './state-store.ts'

/** Stands for the partition of the reader itself. */
const own = '='

/** Through what something was read: the same for all partitions of an event. */
export type ReadDep = readonly [dep: string, asset: string]
/** What one partition read through a dep. */
export type ReadPart = readonly [partitions: string, hash: string]

export function depsOf(inputs: readonly InputColumns[]): readonly ReadDep[] {
  return inputs.map(({ dep, asset }) => [dep, asset])
}

/** What the partition that stands at a position read, dep by dep. */
export function partsAt(inputs: readonly InputColumns[], position: number): readonly ReadPart[] {
  return inputs.map(({ partitions, hash }) => [valueAt(partitions, position) ?? '', valueAt(hash, position) ?? ''])
}

/** Puts together what was kept of the inputs of one partition. */
export function inputRecords(
  deps: readonly ReadDep[],
  parts: readonly ReadPart[],
  { cell, asOf }: { readonly cell: Cell; readonly asOf: number },
): readonly InputRecord[] {
  return deps.map(([dep, asset], index) => {
    const [partitions, hash] = parts[index] ?? ['', '']
    return { dep, asset, partitions: partitions === own ? Subset.of([cell]).encode() : partitions, hash, asOf }
  })
}
