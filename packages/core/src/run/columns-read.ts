import { ioOf } from '../graph/index.ts'
import type { InputReading } from '../status/index.ts'
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

/** By partition and dep, the columns that were read, where versions of columns are known of all that was read. */
export async function columnsRead(
  run: RunContext,
  { step, partitions }: Unit,
): Promise<(partition: UnitPartition, reading: InputReading) => readonly string[] | undefined> {
  const { columns } = run.parts
  const known = new Map<UnitPartition, ReadonlyMap<string, readonly string[]>>()
  for (const partition of partitions) {
    if (columns && partition.verdict.readings.some(tellsColumns))
      known.set(partition, await columns.of(step, partition.key))
  }
  return (partition, reading) => (tellsColumns(reading) ? known.get(partition)?.get(reading.input.dep) : undefined)
}

function tellsColumns({ entries }: InputReading): boolean {
  return entries.length > 0 && entries.every(({ row }) => row.columns)
}
