import type { MaterializedPartition } from '../events/index.ts'
import { assetsOf, inputsOf, type ProjectModel } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
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
  readonly sample: readonly { readonly partition: string | null; readonly dataVersion: string | undefined }[]
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
  of: { readonly asset: string; readonly partition: string | null },
): Promise<PartitionLineage | undefined> {
  const ledger = snapshot.ledger(of.asset)
  const cell = of.partition === null ? { series: '', ordinal: 0 } : ledger.grid.parse(of.partition, snapshot.now)
  const row = ledger.row(cell)
  if (!row) return undefined
  const inputs: InputLineage[] = []
  for (const { dep, asset, partitions, asOf } of row.inputs) {
    const subset = Subset.decode(partitions)
    const { grid } = snapshot.ledger(asset)
    const cells = [...subset.cells()].slice(-sampleLength)
    const versions = await versionsAsOf(store, asset, asOf, new Set(cells.map((at) => grid.textOf(at))))
    inputs.push({
      dep,
      asset,
      partitions: grid.describe(subset),
      count: subset.count,
      sample: cells.map((at) => ({ partition: grid.textOf(at), dataVersion: versions.get(grid.textOf(at)) })),
    })
  }
  return {
    asset: of.asset,
    partition: row.partition,
    dataVersion: row.dataVersion,
    codeVersion: row.codeVersion,
    runId: row.runId,
    inputs,
  }
}

/** The data versions that partitions had at a position of the log: that of their newest event until then. */
async function versionsAsOf(
  store: StateStore,
  asset: string,
  asOf: number,
  wanted: ReadonlySet<string | null>,
): Promise<ReadonlyMap<string | null, string>> {
  const events = await store.events({ types: ['materialized', 'observed'], asset, until: asOf, newestFirst: true })
  const versions = new Map<string | null, string>()
  for (const event of events) {
    const made: readonly Pick<MaterializedPartition, 'partition' | 'dataVersion'>[] =
      event.type === 'materialized' ? event.partitions : [event]
    for (const { partition, dataVersion } of made)
      if (wanted.has(partition) && !versions.has(partition)) versions.set(partition, dataVersion)
    if (versions.size === wanted.size) break
  }
  return versions
}
