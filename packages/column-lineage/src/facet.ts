import type { DirectInput, IndirectInput, Output } from './result.ts'

/** A column in OpenLineage's words. */
export interface InputField {
  readonly namespace: string
  readonly name: string
  readonly field: string
  readonly transformations: readonly {
    readonly type: 'DIRECT' | 'INDIRECT'
    readonly subtype: string
    readonly description: string
    readonly masking: boolean
  }[]
}

/** Data of OpenLineage's ColumnLineageDatasetFacet 1-2-0, without `_producer` and `_schemaURL`. */
export interface ColumnLineageFacet {
  readonly fields: Readonly<Record<string, { readonly inputFields: readonly InputField[] }>>
  readonly dataset: readonly InputField[]
}

/** Where the datasets of a facet are. */
export interface FacetOptions {
  /** OpenLineage's namespace of the tables, such as `postgres://host:5432`. */
  readonly namespace: string
  /** What OpenLineage calls a table. Default: as in the lineage. */
  readonly name?: (table: string) => string
}

/**
 * The facet of what a statement makes. Columns that are not known (`*`) have no place in it: where
 * {@link Output.unknown} or an input's `*` says so, the facet tells less than there is.
 */
export function openLineageFacet(output: Output, options: FacetOptions): ColumnLineageFacet {
  const fields: Record<string, { readonly inputFields: readonly InputField[] }> = {}
  for (const { name, direct, indirect } of output.columns) {
    if (name === '*') continue
    const known = fields[name]?.inputFields ?? []
    fields[name] = { inputFields: [...known, ...inputFields(direct, indirect, options)] }
  }
  return { fields, dataset: inputFields([], output.dataset, options) }
}

/** One field for each source column, with all that is done to it. */
function inputFields(
  direct: readonly DirectInput[],
  indirect: readonly IndirectInput[],
  { namespace, name = (table) => table }: FacetOptions,
): readonly InputField[] {
  const fields = new Map<string, InputField>()
  const add = (input: DirectInput | IndirectInput, type: 'DIRECT' | 'INDIRECT', masking: boolean) => {
    if (input.column === '*') return
    const key = JSON.stringify([input.table, input.column])
    const field = fields.get(key) ?? { namespace, name: name(input.table), field: input.column, transformations: [] }
    const transformation = { type, subtype: input.transformation, description: '', masking }
    fields.set(key, { ...field, transformations: [...field.transformations, transformation] })
  }
  for (const input of direct) add(input, 'DIRECT', input.masking ?? false)
  for (const input of indirect) add(input, 'INDIRECT', false)
  return [...fields.values()]
}
