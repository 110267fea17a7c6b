/**
 * The relational tree between parsers and lineage: only what decides which column flows where. Every front end lowers its
 * parser's tree to this one, and the resolver knows nothing else.
 */

/** A name as it is written. */
export interface Ident {
  readonly name: string
  readonly quoted?: boolean
  /** Where it stands, in the parser's own unit: `Parsed.offsetOf` makes an offset of it. */
  readonly at?: number
}

/** A name of several parts, such as `schema.table.column`. */
export type Path = readonly Ident[]

export type Expr =
  | { readonly kind: 'column'; readonly path: Path }
  | Literal
  /** Parentheses: the value stays what it is. */
  | { readonly kind: 'same'; readonly of: Expr }
  | Call
  | { readonly kind: 'case'; readonly tests: readonly Expr[]; readonly values: readonly Expr[] }
  | Subquery
  | { readonly kind: 'lambda'; readonly params: readonly string[]; readonly body: Expr }
  | Star
  /** Something the front end does not know, with the expressions found inside it. */
  | { readonly kind: 'unknown'; readonly what: string; readonly args: readonly Expr[]; readonly at?: number }

export interface Literal {
  readonly kind: 'literal'
  /** Kept for ordinals (`GROUP BY 1`), field names, patterns and units. */
  readonly value?: number | string | undefined
}

/** A function, an operator, a cast: a value made of other values. */
export interface Call {
  readonly kind: 'call'
  /** In lower case; of an operator, a cast and the like in brackets, so that it is no function's. */
  readonly name: string
  /** Before the name: a schema, or in DuckDB the first argument (`name.upper()`). */
  readonly of?: Path | undefined
  readonly args: readonly Expr[]
  /** Of a struct: the names of its fields. */
  readonly fields?: readonly (string | undefined)[]
  /** The `FILTER (WHERE ..)` and the `ORDER BY` of an aggregate. */
  readonly filter?: Expr | undefined
  readonly order?: readonly Expr[]
  readonly over?: Window | undefined
}

export interface Window {
  /** The window of the `WINDOW` clause that it is or extends. */
  readonly base?: string | undefined
  /** Partition keys, order keys, and bounds of the frame. */
  readonly keys: readonly Expr[]
}

export interface Subquery {
  readonly kind: 'subquery'
  readonly query: Query
  /** `in` also stands for `= ANY`, `> ALL` and the like. */
  readonly use: 'scalar' | 'exists' | 'in'
  /** What `in` compares with. */
  readonly args: readonly Expr[]
}

export interface Star {
  readonly kind: 'star'
  readonly of?: Path | undefined
  /** Columns that are left out: of all tables, or of the one that qualifies the name. */
  readonly except?: readonly Path[]
  readonly replace?: readonly { readonly expr: Expr; readonly as: Ident }[]
  readonly rename?: readonly { readonly from: Ident; readonly as: Ident }[]
  /** DuckDB's `COLUMNS('pattern')`: the columns it is about, each filling the whole expression around it. */
  readonly pattern?: string
  /** `*COLUMNS(..)`: all of its columns at once, in one place. */
  readonly unpacked?: boolean
}

/** An item of a select list. */
export interface Projection {
  readonly expr: Expr
  readonly as?: Ident | undefined
  /** What the engine calls it without an alias, where the front end knows. */
  readonly called?: Ident
  /** Of an expression that makes several columns: `explode(map) AS (key, value)`. */
  readonly columns?: readonly Ident[] | undefined
}

/** An alias, with names for the columns in their order. */
interface Aliased {
  readonly as?: Ident | undefined
  readonly columns?: readonly Ident[] | undefined
}

export type From =
  | (Aliased & { readonly kind: 'table'; readonly name: Path })
  | (Aliased & { readonly kind: 'query'; readonly query: Query; readonly lateral: boolean })
  | TableFunction
  | Join
  | Pivot
  | Unpivot
  | { readonly kind: 'unknown'; readonly what: string; readonly args: readonly Expr[]; readonly as?: Ident | undefined }

export interface TableFunction extends Aliased {
  readonly kind: 'function'
  /** In lower case. */
  readonly name: string
  readonly args: readonly Expr[]
  /** A column that counts the rows: its name, or `true` when it is the last one. */
  readonly ordinal?: Ident | true | undefined
  /** A function or path that reads files stands for a table of this name. */
  readonly file?: string | undefined
}

/** Its alias names the whole join. */
export interface Join extends Aliased {
  readonly kind: 'join'
  readonly left: From
  readonly right: From
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'cross'
  readonly on?: Expr | undefined
  readonly using?: readonly Ident[] | undefined
  readonly natural?: boolean
  /** Names the columns of USING: `JOIN b USING (id) AS both`. */
  readonly usingAs?: Ident | undefined
}

export interface Pivot extends Aliased {
  readonly kind: 'pivot'
  readonly from: From
  readonly aggregates: readonly Projection[]
  readonly keys: readonly Expr[]
  /** Names that the values of the keys give to columns; undefined when only the data tell. */
  readonly values: readonly string[] | undefined
  /** The columns that stay; undefined for all that the pivot does not use. */
  readonly groupBy?: readonly Expr[] | undefined
}

export interface Unpivot extends Aliased {
  readonly kind: 'unpivot'
  readonly from: From
  readonly values: readonly Ident[]
  readonly name: Ident
  /** For each row made: the columns that its values come from. */
  readonly entries: readonly (readonly Expr[])[]
}

export interface Cte {
  readonly name: Ident
  readonly columns?: readonly Ident[] | undefined
  /** A query, or a statement whose `RETURNING` rows it is. */
  readonly body: Query | Statement
  /** Columns that SEARCH and CYCLE add: made of others, or only telling whether these came again. */
  readonly added?: readonly { readonly name: Ident; readonly of: readonly Ident[]; readonly isMark?: boolean }[]
}

/** The WITH clause before a query or a change. */
export interface WithClause {
  readonly ctes: readonly Cte[]
  readonly recursive: boolean
}

export interface Query extends WithClause {
  readonly kind: 'select-query'
  readonly body: Body
  /** `all` is DuckDB's `ORDER BY ALL`. */
  readonly order: readonly Expr[] | 'all'
  readonly limit?: readonly Expr[]
  /** Clauses that the front end does not understand. */
  readonly doubts?: readonly { readonly what: string; readonly at?: number | undefined }[]
}

export type Body =
  | Select
  | SetOperation
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expr[])[] }
  | { readonly kind: 'nested'; readonly query: Query }

export interface Select {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly distinctOn?: readonly Expr[] | undefined
  readonly projections: readonly Projection[]
  readonly from: readonly From[]
  readonly where?: Expr | undefined
  /** `all` is `GROUP BY ALL`. */
  readonly group: readonly Expr[] | 'all'
  readonly having?: Expr | undefined
  readonly qualify?: Expr | undefined
  /** By name in lower case. */
  readonly windows: Readonly<Record<string, Window>>
}

export interface SetOperation {
  readonly kind: 'set'
  readonly op: 'union' | 'except' | 'intersect'
  readonly left: Body
  readonly right: Body
  readonly byName: boolean
}

/** `SET column = expression`; several columns take the columns of one row. */
export interface Assignment {
  readonly columns: readonly Ident[]
  readonly expr: Expr
  /** Only a field or an element of the column is set. */
  readonly partial?: boolean
}

export interface Insert extends WithClause {
  readonly kind: 'insert'
  readonly name: Path
  readonly as?: Ident | undefined
  readonly columns?: readonly Ident[] | undefined
  readonly query: Query
  readonly byName: boolean
  /** The columns of a `PARTITION (..)` clause: those with a constant, and those that the query gives last. */
  readonly partition?: { readonly constants: readonly Ident[]; readonly dynamic: readonly Ident[] } | undefined
  readonly conflict?: { readonly set: readonly Assignment[]; readonly where?: Expr | undefined } | undefined
  readonly returning?: readonly Projection[] | undefined
}

export interface Update extends WithClause {
  readonly kind: 'update'
  readonly target: From
  readonly set: readonly Assignment[]
  readonly from: readonly From[]
  readonly where?: Expr | undefined
  readonly returning?: readonly Projection[] | undefined
}

export interface Delete extends WithClause {
  readonly kind: 'delete'
  readonly target: From
  readonly using: readonly From[]
  readonly where?: Expr | undefined
  readonly returning?: readonly Projection[] | undefined
}

export interface MergeClause {
  /** The only side whose names it knows: that of the target for NOT MATCHED BY SOURCE, of the source for NOT MATCHED. */
  readonly sees?: 'target' | 'source' | undefined
  readonly condition?: Expr | undefined
  readonly set?: readonly Assignment[]
  readonly insert?: { readonly columns?: readonly Ident[] | undefined; readonly values: readonly Expr[] }
  /** Every column of the target takes the source's column of its name; `adding`: which may add columns. */
  readonly star?: boolean | 'adding'
}

export interface Merge extends WithClause {
  readonly kind: 'merge'
  readonly target: From
  readonly source: From
  readonly on: Expr
  readonly clauses: readonly MergeClause[]
  readonly returning?: readonly Projection[] | undefined
}

export interface Create {
  readonly kind: 'create'
  readonly name: Path
  readonly columns?: readonly Ident[] | undefined
  readonly query: Query
  readonly temporary: boolean
  readonly view: boolean
}

/** A column that is added (no `from`), dropped (no `to`) or renamed. */
export interface ColumnChange {
  readonly from?: Ident | undefined
  readonly to?: Ident | undefined
}

export type Statement =
  | { readonly kind: 'query'; readonly query: Query }
  | Create
  | Insert
  | Update
  | Delete
  | Merge
  /** A table without rows: known to the statements after it. */
  | (Pick<Create, 'name' | 'temporary'> & {
      readonly kind: 'declare-table'
      readonly columns: readonly Ident[]
      readonly like?: Path | undefined
    })
  /** `TRUNCATE` and `DROP TABLE`. */
  | { readonly kind: 'empty'; readonly names: readonly Path[]; readonly drop: boolean }
  | { readonly kind: 'rename'; readonly from: Path; readonly to: Path }
  /** Columns that a table has from now on. */
  | { readonly kind: 'alter'; readonly name: Path; readonly changes: readonly ColumnChange[] }
  /** A variable of a script. */
  | { readonly kind: 'declare'; readonly names: readonly Ident[]; readonly value?: Expr | undefined }
  /** Where tables without a schema are from now on, the first that has them. */
  | { readonly kind: 'use'; readonly schemas: readonly Path[] }
  | { readonly kind: 'nothing' }
  /** May move data, and the front end cannot say how. */
  | { readonly kind: 'unknown'; readonly what: string }
