import type { StepDefinition } from '../define/index.ts'
import { assetsOf, inputsOf, type ProjectModel } from '../graph/index.ts'
import type { PartitionKey } from '../partitions/index.ts'
import { hasTransforms } from '../status/index.ts'
import type { ColumnGraph } from './column-graph.ts'

/** Which columns steps read of assets, as far as the answers of the readers tell all of them. */
export class ColumnReads {
  readonly #model: ProjectModel
  readonly #columns: ColumnGraph
  readonly #wanted = new Map<string, Promise<readonly string[] | undefined>>()

  constructor(model: ProjectModel, columns: ColumnGraph) {
    this.#model = model
    this.#columns = columns
  }

  /** The columns of an asset whose versions are worth knowing: those of readers that do not read all. Undefined: there are none. */
  wanted(asset: string): Promise<readonly string[] | undefined> {
    const known = this.#wanted.get(asset) ?? this.#wantedOf(asset)
    this.#wanted.set(asset, known)
    return known
  }

  /** The columns that one partition of a step reads, by dep. Of a dep that is not there it may read all. */
  async of(step: StepDefinition, partition: PartitionKey): Promise<ReadonlyMap<string, readonly string[]>> {
    const [first, ...others] = await Promise.all(
      assetsOf(step).map(async (made) => (await this.#columns.inPartition(made, partition)).reads),
    )
    const known = [...(first ?? [])].filter(([dep]) => others.every((reads) => reads.has(dep)))
    return new Map(
      known.map(([dep, columns]) => {
        const all = [...columns, ...others.flatMap((reads) => reads.get(dep) ?? [])]
        return [dep, [...new Set(all)].sort()] as const
      }),
    )
  }

  async #wantedOf(asset: string): Promise<readonly string[] | undefined> {
    const readers = this.#readersOf(asset)
    if (readers.length === 0) return undefined
    const all = this.#columns.columnsOf(asset)
    if (!all || hasTransforms(this.#model.assets.get(asset)?.schema)) return undefined
    const known = await this.#columns.of(readers.map(({ key }) => key))
    const some = known.flatMap(({ asset: reader, reads }) => {
      const step = this.#model.assets.get(reader)?.step
      const inputs = step ? inputsOf(this.#model, step) : []
      const own = inputs.filter((input) => (input.self ? reader : input.asset) === asset)
      const lists = own.flatMap(({ dep }) => (reads.has(dep) ? [reads.get(dep) ?? []] : []))
      return lists.filter((columns) => columns.length < all.length)
    })
    return some.length === 0 ? undefined : [...new Set(some.flat())].sort()
  }

  /** Those that can tell what they read. */
  #readersOf(asset: string) {
    const { graph, assets } = this.#model
    const keys = [...graph.downstream(asset), ...(graph.asset(asset).selfDep ? [asset] : [])]
    return keys.flatMap((key) => {
      const definition = assets.get(key)
      return definition?.columnLineage ? [definition] : []
    })
  }
}
