import type { Dialect } from './dialects.ts'

/** How a value of a source column becomes the output value (OpenLineage ColumnLineageDatasetFacet 1-2-0, `DIRECT`). */
export type DirectTransformation = 'IDENTITY' | 'TRANSFORMATION' | 'AGGREGATION'

/** How a source column decides about an output without giving it a value (OpenLineage, `INDIRECT`). */
export type IndirectTransformation = 'JOIN' | 'GROUP_BY' | 'FILTER' | 'SORT' | 'WINDOW' | 'CONDITIONAL'

/** A column of a table that a statement reads. */
export interface SourceColumn {
  /** As the schema names it; else as the statement does. */
  readonly table: string
  /** `*` where it is not known which columns of the table are read: all may be. Fields of structs count as their column. */
  readonly column: string
}

/** A source column whose values flow into the output. */
export interface DirectInput extends SourceColumn {
  /** The strongest step on the way: AGGREGATION over TRANSFORMATION over IDENTITY. */
  readonly transformation: DirectTransformation
  /** The value itself cannot be told from the output's: it is counted or hashed on every way. */
  readonly masking?: true
}

/** A source column that decides about the output. */
export interface IndirectInput extends SourceColumn {
  readonly transformation: IndirectTransformation
}

/** A column that a statement makes. */
export interface OutputColumn {
  /** `*` stands for all columns of a table that the schema does not list. */
  readonly name: string
  readonly direct: readonly DirectInput[]
  /** What decides about this column alone: tests of CASE, keys of windows, FILTER clauses. */
  readonly indirect: readonly IndirectInput[]
  /** Not all is known by column. The tables that it may come from are inputs with the column `*`. */
  readonly unknown: boolean
}

/** What a statement does to its target. */
export type OutputKind = 'query' | 'create' | 'view' | 'insert' | 'update' | 'delete' | 'merge' | 'unknown'

/** What one statement makes. */
export interface Output {
  /** The table that is written, as the schema names it; null for a query whose rows are the result. */
  readonly target: string | null
  readonly kind: OutputKind
  /** In the order of the statement. A DELETE has none. */
  readonly columns: readonly OutputColumn[]
  /** What decides about every column: filters, join keys, group keys, sort keys. */
  readonly dataset: readonly IndirectInput[]
  /** The tables that this statement reads, also through temporary tables. */
  readonly inputs: readonly string[]
  /** The columns are not all known: any column of `inputs` may have gone into any column of the target. */
  readonly unknown: boolean
}

/** What makes lineage doubtful. */
export type ProblemCode =
  /** No parser reads the statement. */
  | 'PARSE_FAILED'
  /** The statement may move data in a way that is not followed. */
  | 'STATEMENT_UNSUPPORTED'
  /** A clause or function in a statement is not followed. */
  | 'SYNTAX_UNSUPPORTED'
  /** A table is not in the schema: its columns are believed to be what the statement says. */
  | 'TABLE_UNKNOWN'
  /** A name stands for no column of the tables in its reach. */
  | 'COLUMN_UNKNOWN'
  /** Two tables have a column of this name. */
  | 'COLUMN_AMBIGUOUS'
  /** The column may be of more than one table that the schema does not list. */
  | 'COLUMN_UNPLACED'
  /** Numbers of columns differ where they must be the same. */
  | 'COLUMN_COUNT'
  /** A table function that is not built in: its columns, and what it reads, are not known. */
  | 'FUNCTION_UNKNOWN'
  /** The statement is nested so deep, or so large, that it is not resolved. */
  | 'TOO_COMPLEX'

/** Where something stands in the SQL. */
export interface Position {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** From 0, in UTF-16 units. */
  readonly offset: number
}

/** A doubt about the lineage. Without one, it is complete. */
export interface Problem {
  readonly code: ProblemCode
  readonly message: string
  /** Of the name in doubt; else of the statement. */
  readonly position: Position
}

/** The parser whose tree was read. */
export type ParserName = 'libpg-query' | 'sqlparser-ts'

/** What an SQL script makes of which columns: plain data. */
export interface ColumnLineage {
  readonly dialect: Dialect
  /**
   * One for each statement that makes rows, in order. Temporary tables are followed through, and listed only by a script
   * that makes nothing else.
   */
  readonly outputs: readonly Output[]
  /** All tables that are read, in the order of their first use. */
  readonly inputs: readonly string[]
  /**
   * Every column on which anything that the script makes may depend. Beside the columns of `outputs` these are such as
   * only decide how many rows there are, and all that the script names: `unnest(tags)` in a subquery whose other columns
   * are used. What else changes in a table, but for its number of rows, changes no output. Complete without a problem.
   */
  readonly reads: readonly SourceColumn[]
  readonly problems: readonly Problem[]
  /** Undefined where no statement was parsed. */
  readonly parser: ParserName | undefined
}
