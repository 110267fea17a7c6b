import type { Source } from '../define/definition.ts'
import { byPartition } from '../define/by-partition.ts'
import type { ViewSource } from '../define/dep.ts'
import { fail } from '../errors/index.ts'
import { ioOf } from '../graph/index.ts'
import { inParallel } from '../io/in-parallel.ts'
import type { Grid, Mapping, PartitionKey } from '../partitions/index.ts'
import { isTime } from '../partitions/index.ts'
import type { InputReading } from '../status/index.ts'
import type { RunContext } from './run-context.ts'

/**
 * The sources of one dep, in the order of its mapping; partitions that are not materialized are left out. Throws
 * NOT_MATERIALIZED for an alias that no version holds.
 */
export function sourcesOf(run: RunContext, reading: InputReading): readonly Source[] {
  const { asset: key, input, entries } = reading
  if (input.alias !== undefined && entries.length === 0) failUnheld(key, input.alias)
  const asset =
    run.definition(key) ??
    fail('INTERNAL', {
      asset: key,
      message: `asset \`${key}\` is not in the project`,
      hint: 'This is a mistake in Headwater: please report it.',
    })
  const grid = run.parts.snapshot.grid(key)
  return entries.map(({ cell, row }) => ({
    asset,
    // Only the keys of products are written otherwise than they are recorded.
    key: grid.partitions.kind === 'product' ? grid.keyOf(cell) : row.partition,
    partition: row.partition,
    location: row.location,
    dataVersion: row.dataVersion,
    io: ioOf(run.parts.model, asset),
    value: () => run.parts.reader.read(asset, row),
    batches: (batch) => run.parts.reader.batches(asset, row, batch),
  }))
}

/** The plan cannot tell: a version that the run makes may take the alias. */
function failUnheld(asset: string, alias: string): never {
  return fail('NOT_MATERIALIZED', {
    message: `no version of model \`${asset}\` holds the alias \`${alias}\`, which is to be read`,
    hint: `Give it to one: \`headwater models ${asset} --move ${alias}=<version>\`, or let \`promote\` of the model do so.`,
    asset,
  })
}

/** Every value may take an open file, and there are only so many of those. */
const readAtOnce = 256

/** What arrives at the function for one dep: a value, several by partition, or undefined for an `offset` into nothing. */
export async function inputValue(run: RunContext, reading: InputReading): Promise<unknown> {
  const sources = sourcesOf(run, reading)
  const { mapping, views } = reading.input
  const open = (source: Source): Promise<unknown> =>
    views.reduce<() => Promise<unknown>>((inner, view) => () => view.open(viewSource(source, inner)), source.value)()
  if (isSingle(mapping)) return sources[0] ? open(sources[0]) : undefined
  const grid = run.parts.snapshot.grid(reading.asset)
  const values = await inParallel(
    sources,
    readAtOnce,
    async (source) => [innerKey(mapping, grid, source.key), await open(source)] as const,
  )
  return byPartition(values)
}

function viewSource(source: Source, value: () => Promise<unknown>): ViewSource {
  const { asset, partition, location, io, batches } = source
  return { asset: asset.key, partition, location, io, schema: asset.schema, value, batches }
}

function isSingle(mapping: Mapping): boolean {
  return (
    mapping.kind === 'identity' || mapping.kind === 'along' || mapping.kind === 'latest' || mapping.kind === 'offset'
  )
}

/** The key under which one upstream partition is found in what `every()` and `lookback()` give: only what varies. */
function innerKey(mapping: Mapping, grid: Grid, key: PartitionKey): PartitionKey {
  if (key === null || typeof key === 'string') return key
  const names = mapping.kind === 'every' ? mapping.dimensions : mapping.kind === 'lookback' ? [timeDimension(grid)] : []
  const [only] = names
  if (only === undefined) return key
  return names.length === 1 ? (key[only] ?? null) : Object.fromEntries(names.map((name) => [name, key[name] ?? '']))
}

function timeDimension(grid: Grid): string {
  const { partitions } = grid
  const dimensions =
    partitions.kind === 'product' ? Object.entries<Parameters<typeof isTime>[0]>(partitions.dimensions) : []
  return dimensions.find(([, dimension]) => isTime(dimension))?.[0] ?? ''
}
