import type { Json } from '../base/json.ts'
import { fail } from '../errors/index.ts'
import { anyColumn, type AssetDefinition, columnPath, namesOfPath } from '../define/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import { didYouMean, nearestNames } from '../keys/index.ts'
import type { PartitionKey } from '../partitions/index.ts'
import { rowSchemaOf } from '../status/index.ts'
import { askForColumns, type AssetColumns } from './asset-columns.ts'
import type { ColumnAt, ColumnEdge } from './column-edge.ts'
import { type ColumnReach, walkColumns } from './column-walk.ts'
import { columnsIn, fieldPaths, hasField } from './row-fields.ts'

/** Where a column comes from and where it goes, across assets. */
export interface ColumnPaths extends ColumnAt {
  readonly upstream: ColumnReach
  readonly downstream: ColumnReach
}

/** The column lineage of a project. Assets are asked when somebody wants to know, and once. */
export class ColumnGraph {
  readonly #model: ProjectModel
  readonly #former: ReadonlyMap<string, Json>
  readonly #asked = new Map<string, Promise<AssetColumns>>()

  /** `former` holds row schemas that stand in for what some assets declare now. */
  constructor(model: ProjectModel, former: ReadonlyMap<string, Json> = new Map()) {
    this.#model = model
    this.#former = former
  }

  /** What is known of the columns of some assets. */
  of(assets: Iterable<string>): Promise<readonly AssetColumns[]> {
    return Promise.all([...assets].flatMap((asset) => this.#ask(asset) ?? []))
  }

  /** What is known of the columns of one asset in one of its partitions. */
  inPartition(definition: AssetDefinition, partition: PartitionKey): Promise<AssetColumns> {
    return askForColumns({ model: this.#model, rowSchema: (key) => this.#rowSchema(key) }, definition, partition)
  }

  /** The top-level columns of an asset, as its schema tells them. */
  columnsOf(asset: string): readonly string[] | undefined {
    return columnsIn(this.#rowSchema(asset))
  }

  /** Both ways from a column; from all columns of the asset, where it is `*`. Throws COLUMN_UNKNOWN. */
  async paths({ asset, column }: ColumnAt): Promise<ColumnPaths> {
    const start = { asset, column: this.#pathOf(asset, column) }
    const { graph } = this.#model
    const around = await this.of(new Set([asset, ...graph.ancestors([asset]), ...graph.descendants([asset])]))
    const edges = around.flatMap((of) => of.edges)
    const up = walkColumns(start, { near: 'to', edges: Map.groupBy(edges, ({ to }) => to.asset) })
    const down = walkColumns(start, { near: 'from', edges: Map.groupBy(edges, ({ from }) => from.asset) })
    return {
      ...start,
      upstream: { ...up, problems: problemsOn(up.edges, around) },
      downstream: { ...down, problems: problemsOn(down.edges, around) },
    }
  }

  #ask(asset: string): Promise<AssetColumns> | undefined {
    const definition = this.#model.assets.get(asset)
    const of = { model: this.#model, rowSchema: (key: string) => this.#rowSchema(key) }
    const asked = this.#asked.get(asset) ?? (definition && askForColumns(of, definition))
    if (asked) this.#asked.set(asset, asked)
    return asked
  }

  #rowSchema(asset: string): Json | undefined {
    return this.#former.get(asset) ?? rowSchemaOf(this.#model.assets.get(asset)?.schema)
  }

  /** The path of a column as lineage has it. One without fields may be named as it is, whatever dots it has. */
  #pathOf(asset: string, column: string): string {
    if (column === anyColumn) return column
    const rowSchema = this.#rowSchema(asset)
    const names = namesOfPath(column)
    if (names && (rowSchema === undefined || hasField(rowSchema, names) !== false)) return columnPath(names)
    if (columnsIn(rowSchema)?.includes(column)) return columnPath([column])
    const paths = fieldPaths(rowSchema)
    const some = paths.slice(0, shown).map((path) => `\`${path}\``)
    return fail('COLUMN_UNKNOWN', {
      asset,
      message: `asset \`${asset}\` has no column \`${column}\`; it has ${some.join(', ') || 'none that its schema tells'}${paths.length > shown ? ', ...' : ''}`,
      hint: didYouMean(nearestNames(column, paths)) ?? 'Name one of these; a field of a column follows it after a dot.',
    })
  }
}

/** Of the problems of assets, those that bear on some edges. */
function problemsOn(edges: readonly ColumnEdge[], assets: readonly AssetColumns[]): ColumnReach['problems'] {
  const met = new Set(edges.map(({ to }) => to.asset))
  const open = new Set(edges.flatMap(({ to, bearing }) => (bearing === 'UNKNOWN' ? [to.asset] : [])))
  return assets.flatMap(({ asset, problems }) =>
    problems.flatMap((problem) =>
      (problem.code === 'COLUMN_UNKNOWN' ? met : open).has(asset) ? [{ asset, ...problem }] : [],
    ),
  )
}

/** So many columns are named where another one was looked for. */
const shown = 12
