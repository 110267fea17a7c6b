import { valueAt } from '../events/index.ts'
import { assetsOf, inputsOf, type ProjectModel } from '../graph/index.ts'
import { type Cell, type Grid, Subset } from '../partitions/index.ts'
import type { InputRecord, LedgerRow, StateStore } from '../state/index.ts'
import { CurrentNames } from '../run/index.ts'
import { gridOfCut, type Row, type Snapshot } from '../status/index.ts'

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
    inputsOf(model, step).flatMap(({ dep, asset, self, mapping, alias, through }) =>
      (through === undefined ? assetsOf(step) : []).map(({ key }) => ({
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
  const row = await snapshot.ledger(asset).row(cell)
  return row && rowLineage(snapshot, store, { asset, row })
}

/** What made a partition at some time: the row may be of a version that others have followed. */
export async function rowLineage(
  snapshot: Snapshot,
  store: StateStore,
  { asset, row }: { readonly asset: string; readonly row: Row },
): Promise<PartitionLineage> {
  const { partition, dataVersion, codeVersion, runId } = row
  const names = await CurrentNames.read(store, snapshot.model)
  const inputs: InputLineage[] = []
  for (const record of row.inputs) {
    const now = names.of({ asset: record.asset, position: row.position })
    inputs.push(await inputLineage(snapshot, store, { record, now, reader: row }))
  }
  return { asset, partition, dataVersion, codeVersion, runId, inputs }
}

/** What was read, and the point of the log and the run that read it. */
interface Read {
  readonly record: InputRecord
  /** What the upstream is called now. */
  readonly now: string
  readonly reader: Pick<LedgerRow, 'position' | 'runId'>
}

async function inputLineage(snapshot: Snapshot, store: StateStore, read: Read): Promise<InputLineage> {
  const { dep, partitions } = read.record
  const { now: asset } = read
  const subset = Subset.decode(partitions)
  const { count } = subset
  const cells = [...subset.cells()].slice(-sampleLength)
  const grid = snapshot.has(asset) ? snapshot.grid(asset) : await recordedGrid(snapshot, store, read.record.asset)
  const words = grid ? grid.describe(subset) : `${count} partition${count === 1 ? '' : 's'}`
  const versions = await versionsRead(store, read, cells)
  const sample = cells.flatMap((cell, index) => {
    const dataVersion = versions[index]
    return dataVersion === undefined ? [] : [{ partition: grid ? grid.textOf(cell) : null, dataVersion }]
  })
  return { dep, asset, partitions: words, count, sample }
}

/** The asset may have left the project since, and its grid with it: the log still knows how it was cut. */
async function recordedGrid(snapshot: Snapshot, store: StateStore, asset: string): Promise<Grid | undefined> {
  const { of } = await store.ledger.records([asset])
  return gridOfCut(of.get(asset)?.cut, snapshot.ids)
}

/** The data versions that were read: of the newest event that the reading run knew of, or brought about itself. */
async function versionsRead(
  store: StateStore,
  { record: { asset, asOf }, reader: { position, runId } }: Read,
  cells: readonly Cell[],
): Promise<readonly (string | undefined)[]> {
  const versions = new Map<Cell, string>()
  const query = { types: ['materialized', 'observed'] as const, asset, until: position, newestFirst: true }
  for (const event of await store.events(query)) {
    if (versions.size === cells.length) break
    if (event.position > asOf && event.runId !== runId) continue
    const made = Subset.decode(event.partitions)
    for (const cell of cells) {
      if (versions.has(cell) || !made.has(cell)) continue
      const version = valueAt(event.dataVersion, positionIn(made, cell))
      if (version !== undefined) versions.set(cell, version)
    }
  }
  return cells.map((cell) => versions.get(cell))
}

/** How many cells of a subset come before one of them. */
function positionIn(subset: Subset, { series, ordinal }: Cell): number {
  let before = 0
  for (const [name, ordinals] of subset.series()) {
    if (name === series) return before + ordinals.rank(ordinal)
    before += ordinals.count
  }
  return before
}
