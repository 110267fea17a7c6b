import { anyColumn } from '../define/index.ts'
import type { AssetColumns } from './asset-columns.ts'
import type { ColumnEdge } from './column-edge.ts'

/** A column that another one is made of, as OpenLineage writes it. `name` is the key of the asset. */
export interface FacetInput {
  readonly namespace: string
  readonly name: string
  readonly field: string
  readonly transformations: readonly { readonly type: 'DIRECT' | 'INDIRECT'; readonly subtype: string }[]
}

/**
 * The data of OpenLineage's ColumnLineageDatasetFacet 1-2-0 (https://openlineage.io/docs/spec/facets/dataset-facets/column_lineage_facet):
 * what is known and nothing else, since it has no word for the unknown. Whoever sends it adds producer and schema.
 */
export interface ColumnLineageFacet {
  readonly fields: { readonly [column: string]: { readonly inputFields: readonly FacetInput[] } }
  /** What decides about every column. */
  readonly dataset?: readonly FacetInput[] | undefined
}

/** The facet of an asset, for datasets of one namespace. Undefined where nothing is known of its columns. */
export function columnLineageFacet({ edges }: AssetColumns, namespace: string): ColumnLineageFacet | undefined {
  const known = edges.filter(({ bearing }) => bearing !== 'UNKNOWN')
  if (known.length === 0) return undefined
  const byColumn = Map.groupBy(known, ({ to }) => to.column)
  const fields = [...byColumn]
    .filter(([column]) => column !== anyColumn)
    .map(([column, of]) => [column, { inputFields: inputsOf(of, namespace) }])
  const dataset = inputsOf(byColumn.get(anyColumn) ?? [], namespace)
  return { fields: Object.fromEntries(fields), ...(dataset.length > 0 && { dataset }) }
}

function inputsOf(edges: readonly ColumnEdge[], namespace: string): readonly FacetInput[] {
  const bySource = Map.groupBy(edges, ({ from }) => JSON.stringify([from.asset, from.column]))
  return [...bySource.values()].flatMap((of) => {
    const [first] = of
    if (!first) return []
    const transformations = of.flatMap(({ bearing, transformation }) =>
      bearing === 'UNKNOWN' || transformation === undefined ? [] : [{ type: bearing, subtype: transformation }],
    )
    return [{ namespace, name: first.from.asset, field: first.from.column, transformations }]
  })
}
