import { ioOf } from '../graph/index.ts'
import type { Projection } from '../state/index.ts'
import { type InputReading, projectionHash } from '../status/index.ts'
import type { RunContext } from './run-context.ts'
import type { Unit, UnitPartition } from './unit.ts'

/** Of each asset of a unit, the columns whose versions its store is asked for. Readers are asked only where a store can tell. */
export async function columnsWanted(
  run: RunContext,
  { assets }: Pick<Unit, 'assets'>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const wanted = new Map<string, readonly string[]>()
  for (const asset of assets) {
    const definition = run.definition(asset)
    const store = definition && ioOf(run.parts.model, definition)?.store
    const columns = store?.tellsColumns ? await run.parts.columns?.wanted(asset) : undefined
    if (columns) wanted.set(asset, columns)
  }
  return wanted
}

/** What was read of which columns: by partition and dep, where all columns that are read are known, and their versions. */
export async function projectionsOf(
  run: RunContext,
  { step, partitions }: Unit,
): Promise<(partition: UnitPartition, reading: InputReading) => Projection | undefined> {
  const { columns } = run.parts
  const known = new Map<UnitPartition, ReadonlyMap<string, readonly string[]>>()
  for (const partition of partitions) {
    if (columns && partition.verdict.readings.some(tellsColumns))
      known.set(partition, await columns.of(step, partition.key))
  }
  return (partition, reading) => {
    const columns = tellsColumns(reading) ? known.get(partition)?.get(reading.input.dep) : undefined
    const hash = columns && projectionHash(step, reading, columns)
    return columns && hash !== undefined ? { columns, hash } : undefined
  }
}

function tellsColumns({ entries }: InputReading): boolean {
  return entries.length > 0 && entries.every(({ row }) => row.columns)
}
