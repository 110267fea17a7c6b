import type { Path } from '../ir.ts'
import type { Context } from '../resolve/context.ts'
import type { Column } from '../resolve/relation.ts'
import type { OutputKind, SourceColumn } from '../result.ts'
import type { Table } from '../schema.ts'
import type { Session } from './session.ts'

/** Where the rows of a statement go. */
export interface Written {
  readonly kind: OutputKind
  /** Undefined for the result of a query. */
  readonly target: Path | undefined
  readonly columns: readonly Column[]
  readonly uses: ReadonlyMap<SourceColumn, number>
}

/** What statements need besides what queries do: a place for what they make, and for what they leave behind. */
export interface StatementContext extends Context {
  readonly session: Session
  /** The tables that the statement has read so far. */
  readonly inputs: ReadonlySet<string>
  write(written: Written): void
  /** Falls back to tables for a statement that is not understood. */
  writeUnknown(what: string): void
  /** The columns of a table that is written, where they are known. */
  targetColumns(name: Path): readonly Column[] | undefined
  /** What a session knows a table by. */
  keyOf(name: Path): string
  /** A table that the script makes, as later statements read it. */
  tableOf(name: Path, columns: readonly Column[]): Table
  rename(from: Path, to: Path): void
}
