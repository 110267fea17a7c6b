import type { SchemaChange } from '../sql/schema-change.ts'
import type { TableName } from '../sql/warehouse.ts'

/** A table by name, and what its database is told of it where it is made: text that stands behind the columns. */
export interface TablePlace extends TableName {
  readonly layout?: string | undefined
  /** Absent: `fail`. */
  readonly schemaChange?: SchemaChange | undefined
}
