export {
  columnLineage,
  type ColumnLineageOptions,
  type ColumnLineageReader,
  openColumnLineage,
  type Sql,
} from './column-lineage.ts'
export type { Dialect } from './dialects.ts'
export type {
  ColumnLineage,
  DirectInput,
  DirectTransformation,
  IndirectInput,
  IndirectTransformation,
  Output,
  OutputColumn,
  OutputKind,
  ParserName,
  Position,
  Problem,
  ProblemCode,
  SourceColumn,
} from './result.ts'
export type { Schema } from './schema.ts'
export { type ColumnLineageFacet, type FacetOptions, type InputField, openLineageFacet } from './facet.ts'
