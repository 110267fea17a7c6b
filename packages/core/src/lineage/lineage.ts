import type { InputRecord } from '../events/index.ts'
import { assetsOf, inputsOf, type ProjectModel } from '../graph/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { StateStore } from '../state/index.ts'
import type { Snapshot } from '../status/index.ts'

/** One edge of asset lineage: what is read, by whom, through which mapping. */
export interface LineageEdge {
  readonly from: string
  readonly to: string
  /** The dep's name in its reader. */
  readonly dep: string
  /** `identity`, `lookback`, `every`... */
  readonly mapping: string
}

/** How assets hang together. */
export interface AssetLineage {
  readonly asset: string
  /** In topological order. */
  readonly upstream: readonly string[]
  readonly downstream: readonly string[]
  readonly edges: readonly LineageEdge[]
}

/** Which upstream partitions made one partition, at which data versions: recorded, not derived. */
export interface PartitionLineage {
  readonly asset: string
  readonly partition: string | null
  readonly dataVersion: string
  readonly codeVersion: string
  readonly runId: string | undefined
  readonly inputs: readonly InputLineage[]
}

export interface InputLineage {
  readonly dep: string
  readonly asset: string
  /** In words. */
  readonly partitions: string
  readonly count: number
  /** Up to `sampleLength` of them, the newest last. */
  readonly sample: readonly { readonly partition: string | null; readonly dataVersion: string }[]
}

const sampleLength = 20

/** Everything up and down from one asset. */
export function assetLineage(model: ProjectModel, asset: string): AssetLineage {
  const upstream = model.graph.ancestors([asset])
  const downstream = model.graph.descendants([asset])
  const around = new Set([asset, ...upstream, ...downstream])
  const others = (keys: Iterable<string>): readonly string[] => [...keys].filter((key) => key !== asset)
  return {
    asset,
    upstream: others(upstream),
    downstream: others(downstream),
    edges: edgesOf(model).filter(({ from, to }) => around.has(from) && around.has(to)),
  }
}

/** Every edge of the project. */
export function edgesOf(model: ProjectModel): readonly LineageEdge[] {
  return model.steps.flatMap((step) =>
    inputsOf(model, step).flatMap(({ dep, asset, self, mapping, alias }) =>
      assetsOf(step).map(({ key }) => ({
        from: self ? key : asset,
        to: key,
        dep,
        mapping: alias === undefined ? mapping.kind : `alias ${alias}`,
      })),
    ),
  )
}

/** What made one partition. Undefined when it is not materialized. */
export async function partitionLineage(
  snapshot: Snapshot,
  store: StateStore,
  of: { readonly asset: string; readonly cell: Cell },
): Promise<PartitionLineage | undefined> {
  const { asset, cell } = of
  const row = snapshot.ledger(asset).row(cell)
  if (!row) return undefined
  const { partition, dataVersion, codeVersion, runId } = row
  const inputs: InputLineage[] = []
  for (const record of row.inputs) inputs.push(await inputLineage(snapshot, store, record))
  return { asset, partition, dataVersion, codeVersion, runId, inputs }
}

async function inputLineage(snapshot: Snapshot, store: StateStore, record: InputRecord): Promise<InputLineage> {
  const { dep, asset, asOf } = record
  const subset = Subset.decode(record.partitions)
  const { count } = subset
  const cells = [...subset.cells()].slice(-sampleLength)
  // The asset may have left the project since, and its grid with it: the log still knows its partitions.
  const partitions = snapshot.has(asset)
    ? snapshot.grid(asset).describe(subset)
    : `${count} partition${count === 1 ? '' : 's'}`
  return { dep, asset, partitions, count, sample: await versionsAsOf(store, { asset, asOf, cells }) }
}

/** What partitions were at a position of the log: what their newest event until then says. */
async function versionsAsOf(
  store: StateStore,
  of: { readonly asset: string; readonly asOf: number; readonly cells: readonly Cell[] },
): Promise<InputLineage['sample']> {
  const { asset, asOf, cells } = of
  const wanted = new Map<string, InputLineage['sample'][number] | undefined>(
    cells.map((cell) => [nameOf(cell), undefined]),
  )
  let left = wanted.size
  for (const event of await store.events({
    types: ['materialized', 'observed'],
    asset,
    until: asOf,
    newestFirst: true,
  })) {
    if (left === 0) break
    for (const made of event.type === 'materialized' ? event.partitions : [event]) {
      const name = nameOf(made)
      if (!wanted.has(name) || wanted.get(name)) continue
      wanted.set(name, { partition: made.partition, dataVersion: made.dataVersion })
      left -= 1
    }
  }
  return [...wanted.values()].flatMap((version) => version ?? [])
}

function nameOf({ series, ordinal }: Cell): string {
  return `${series}:${ordinal}`
}
