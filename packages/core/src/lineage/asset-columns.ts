import type { Json } from '../base/json.ts'
import {
  anyColumn,
  type AssetDefinition,
  type ColumnCatalog,
  type ColumnLineage,
  columnPath,
  type ColumnProblem,
  namesOfPath,
  type UpstreamColumns,
} from '../define/index.ts'
import { inputsOf, type ProjectModel } from '../graph/index.ts'
import { didYouMean, nearestNames } from '../keys/index.ts'
import { type PartitionKey, sampleKey } from '../partitions/index.ts'
import { type ColumnEdge, overlaps } from './column-edge.ts'
import { columnsIn, fieldPaths, hasField } from './row-fields.ts'

/** What is known of the columns of one asset. */
export interface AssetColumns {
  readonly asset: string
  /** What they are made of, in its upstreams. */
  readonly edges: readonly ColumnEdge[]
  /** By the names of deps, the columns that it reads of them. Of a dep that is not here it may read all. */
  readonly reads: ReadonlyMap<string, readonly string[]>
  /** Why some of that is unknown, and columns that it reads though they are not there. */
  readonly problems: readonly ColumnProblem[]
}

/** What assets are asked about. */
export interface Asked {
  readonly model: ProjectModel
  /** One row of an asset as JSON Schema, as `rowSchemaOf` tells it. */
  readonly rowSchema: (asset: string) => Json | undefined
}

/**
 * Asks an asset what its columns are made of, by default in the first of its partitions. What it leaves open is unknown, and so
 * is what it fails to answer.
 */
export async function askForColumns(
  asked: Asked,
  definition: AssetDefinition,
  partition: PartitionKey = sampleKey(definition.partitions),
): Promise<AssetColumns> {
  const { key: asset } = definition
  const catalog = { ...catalogOf(asked, definition), partition }
  // Without deps its columns come from nowhere that is known here, and nothing is open.
  if (Object.keys(catalog.deps).length === 0) return { asset, edges: [], reads: new Map(), problems: [] }
  const answer = await answerOf(definition, catalog)
  const edges = edgesOf(asset, answer, catalog)
  const problems = [...answer.problems, ...absentColumns(answer, catalog)]
  // A doubt about one dep may hide what is read of another.
  const reads = problems.length > 0 ? new Map() : columnsRead(edges, answer, catalog)
  return { asset, edges, reads, problems }
}

/** The columns of an asset and of its upstreams, as their schemas tell them. */
function catalogOf(
  { model, rowSchema: schemaOf }: Asked,
  { step, key }: AssetDefinition,
): Omit<ColumnCatalog, 'partition'> {
  // What is read through a view is read as the view's columns.
  const inputs = inputsOf(model, step).filter(({ through }) => through === undefined)
  const deps = inputs.map(({ dep, asset, self }): readonly [string, UpstreamColumns] => {
    const upstream = self ? key : asset
    const rowSchema = schemaOf(upstream)
    return [dep, { asset: upstream, columns: columnsIn(rowSchema), rowSchema }]
  })
  return { columns: columnsIn(schemaOf(key)), deps: Object.fromEntries(deps) }
}

async function answerOf({ columnLineage }: AssetDefinition, catalog: ColumnCatalog): Promise<ColumnLineage> {
  if (!columnLineage) return unknownFor('nothing says what its columns are made of')
  try {
    return await columnLineage(catalog)
  } catch (error) {
    return unknownFor(
      `it cannot be told what its columns are made of: ${error instanceof Error ? error.message : error}`,
    )
  }
}

function unknownFor(message: string): ColumnLineage {
  return { columns: [], dataset: [], problems: [{ code: 'LINEAGE_UNKNOWN', message }] }
}

function edgesOf(asset: string, answer: ColumnLineage, catalog: ColumnCatalog): readonly ColumnEdge[] {
  return [...claimsOf(answer, catalog)].map(({ to, dep, column, bearing, transformation }) => ({
    from: { asset: catalog.deps[dep]?.asset ?? dep, column },
    to: { asset, column: to },
    dep,
    // Nobody knows which of all the columns it is.
    ...(column === anyColumn ? { bearing: 'UNKNOWN' } : { bearing, transformation }),
  }))
}

function columnsRead(
  edges: readonly ColumnEdge[],
  { reads = [] }: ColumnLineage,
  { deps }: ColumnCatalog,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const name of Object.keys(deps)) {
    const paths = [
      ...edges.filter(({ dep }) => dep === name).map(({ from }) => from.column),
      ...reads.filter(({ dep }) => dep === name).map(({ column }) => column),
    ]
    const columns = paths.map((path) => (path === anyColumn ? undefined : namesOfPath(path)?.[0]))
    const known = columns.filter((column) => column !== undefined)
    if (known.length === columns.length) found.set(name, [...new Set(known)].sort())
  }
  return found
}

/** That a column of a dep bears on a column of the asset. */
interface Claim extends Pick<ColumnEdge, 'dep' | 'bearing' | 'transformation'> {
  readonly to: string
  readonly column: string
}

function* claimsOf(answer: ColumnLineage, catalog: ColumnCatalog): Generator<Claim> {
  for (const { column: to, direct, indirect, unknown } of answer.columns) {
    for (const source of direct) yield { to, ...source, bearing: 'DIRECT' }
    for (const source of indirect) yield { to, ...source, bearing: 'INDIRECT' }
    for (const dep of unknown) yield { to, dep, column: anyColumn, bearing: 'UNKNOWN' }
  }
  for (const to of unlisted(answer, catalog))
    for (const dep of Object.keys(catalog.deps)) yield { to, dep, column: anyColumn, bearing: 'UNKNOWN' }
  for (const source of answer.dataset) yield { to: anyColumn, ...source, bearing: 'INDIRECT' }
}

/** The columns of the asset of which the answer says nothing: all of them at once, where it says nothing at all. */
function unlisted(answer: ColumnLineage, { columns }: ColumnCatalog): readonly string[] {
  if (answer.columns.length === 0) return [anyColumn]
  const own = columns?.map((name) => columnPath([name])) ?? []
  return own.filter((path) => !answer.columns.some(({ column }) => overlaps(column, path)))
}

/** Columns that the answer names and the upstream does not have: types were bypassed, or the upstream changed. */
function absentColumns(answer: ColumnLineage, { deps }: ColumnCatalog): readonly ColumnProblem[] {
  const sources = [...answer.columns.flatMap(({ direct, indirect }) => [...direct, ...indirect]), ...answer.dataset]
  const named = new Map(sources.map((source) => [`${source.dep}\t${source.column}`, source]))
  return [...named.values()].flatMap(({ dep, column }) => {
    const upstream = deps[dep]
    const isThere = column === anyColumn || hasField(upstream?.rowSchema, namesOfPath(column) ?? [column]) !== false
    if (upstream && isThere) return []
    return [{ code: 'COLUMN_UNKNOWN' as const, message: absentWords({ dep, column }, upstream) }]
  })
}

function absentWords(
  { dep, column }: { readonly dep: string; readonly column: string },
  upstream: UpstreamColumns | undefined,
): string {
  if (!upstream) return `reads \`${column}\` of \`${dep}\`, which is none of its deps`
  const meant = didYouMean(nearestNames(column, fieldPaths(upstream.rowSchema)))
  return `reads \`${dep}.${column}\`, and \`${upstream.asset}\` has no such column${meant === undefined ? '' : `. ${meant}`}`
}
