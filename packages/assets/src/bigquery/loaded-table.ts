import type { Field } from './column-types.ts'

/** What a table is made like that is loaded. */
export interface LoadedTable {
  readonly fields: readonly Field[]
  readonly description?: string | undefined
}

/** A file that is loaded: the first one of a table, or one that comes after others. Absent: the first. */
export interface LoadedFile {
  readonly content: Uint8Array
  readonly isFirst?: boolean | undefined
}
