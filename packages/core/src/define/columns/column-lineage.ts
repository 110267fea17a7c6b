import type { Json } from '../../base/json.ts'
import type { PartitionKey } from '../../partitions/index.ts'

/** How a value becomes the value of another column: OpenLineage's DIRECT (ColumnLineageDatasetFacet 1-2-0). */
export type DirectTransformation = 'IDENTITY' | 'TRANSFORMATION' | 'AGGREGATION'

/** How a column decides about another one without giving it a value: OpenLineage's INDIRECT. */
export type IndirectTransformation = 'JOIN' | 'GROUP_BY' | 'FILTER' | 'SORT' | 'WINDOW' | 'CONDITIONAL'

/** A column of an upstream, by the dep's name and the column's path: see `columnPath`. */
export interface DirectSource {
  readonly dep: string
  readonly column: string
  readonly transformation: DirectTransformation
}

/** The same for a column that only decides; `*` where any column of the dep may. */
export interface IndirectSource {
  readonly dep: string
  readonly column: string
  readonly transformation: IndirectTransformation
}

/** What one column is made of. */
export interface ColumnOrigin {
  /** Its path; `*` for all columns that are not listed. */
  readonly column: string
  readonly direct: readonly DirectSource[]
  /** What decides about this column alone. */
  readonly indirect: readonly IndirectSource[]
  /** Deps of which any column may have gone into it. Empty: all that it is made of is listed. */
  readonly unknown: readonly string[]
}

/** Something that keeps lineage from being known, or a column that is not there. */
export interface ColumnProblem {
  /** `COLUMN_UNKNOWN`: a column is read that its upstream does not have. `LINEAGE_UNKNOWN`: everything else. */
  readonly code: 'COLUMN_UNKNOWN' | 'LINEAGE_UNKNOWN'
  readonly message: string
  /** Where it stands in the text of a query; line and column count from 1. */
  readonly position?: { readonly line: number; readonly column: number } | undefined
}

/** What the columns of an asset are made of. Nothing is guessed: what cannot be told is said to be unknown. */
export interface ColumnLineage {
  /** A column that is not listed is not known either. */
  readonly columns: readonly ColumnOrigin[]
  /** What decides about every column: filters, join keys, group keys. */
  readonly dataset: readonly IndirectSource[]
  /** Columns that bear on it beside those: by how many rows there are, say. Absent: none do. */
  readonly reads?: readonly Pick<IndirectSource, 'dep' | 'column'>[] | undefined
  readonly problems: readonly ColumnProblem[]
}

/** The columns of one upstream, as its schema tells them. */
export interface UpstreamColumns {
  readonly asset: string
  /** Its top-level columns, in order. Undefined: its schema does not tell. */
  readonly columns: readonly string[] | undefined
  /** One row as JSON Schema. */
  readonly rowSchema: Json | undefined
}

/** What an asset is given when it is asked for its column lineage. */
export interface ColumnCatalog {
  /** A key as one of its partitions may have: null where it is not partitioned. */
  readonly partition: PartitionKey
  /** Its own top-level columns, in order. Undefined: its schema does not tell. */
  readonly columns: readonly string[] | undefined
  /** By the dep's name. */
  readonly deps: { readonly [dep: string]: UpstreamColumns }
}

/** How an asset answers what its columns are made of. It is asked when somebody wants to know, and once. */
export interface ColumnAnswer {
  (catalog: ColumnCatalog): ColumnLineage | Promise<ColumnLineage>
  /** The text of what it says, where that is no part of the code version. */
  readonly declaration?: string | undefined
}
