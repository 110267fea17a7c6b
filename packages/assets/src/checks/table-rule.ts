import type { CheckResult, Location, StoreHome } from '@headwater/core/io'
import type { ColumnKind } from '../sql/columns.ts'
import type { Spelling } from '../sql/spelling.ts'
import type { TableSource } from '../sql/warehouse.ts'
import type { TableDialect } from '../tables/table-dialect.ts'
import type { TableSession } from '../tables/table-session.ts'
import type { ResolvedSource } from '../tables/table-source.ts'

/**
 * How a check finds out about rows in a database, in SQL. What it finds must be what its function finds with the same rows
 * in memory, facts included.
 */
export interface TableRule {
  /** Undefined where SQL cannot tell the same: then the rows are read. Called before the table is opened. */
  readonly plan: (table: TableShape) => TablePlan | undefined | Promise<TablePlan | undefined>
}

/** What is known of a table before it is opened. */
export interface TableShape {
  readonly dialect: CheckDialect
  /** The database that it lies in. */
  readonly home: StoreHome
  /** A column of the asset; undefined where its schema knows none of that name. */
  readonly cell: (column: string) => Cell | undefined
}

/** How a database says what checks ask of it. Everything else is SQL that all of them take. */
export interface CheckDialect extends Pick<TableDialect, 'comparable' | 'literal' | 'matches'> {
  readonly spelling: Spelling
  /** How many days after 1970 a moment is, in UTC. */
  dayNumber(moment: string): string
  /** What rows have in common that have the same values in these columns: it can be grouped by, and told by `in`. */
  keyTerms(cells: readonly Cell[]): readonly string[]
}

/** A column in SQL. */
export interface Cell {
  readonly sql: string
  readonly kind: ColumnKind
  /** How the database stores it. */
  readonly type: string
}

/** What a check asks of a table. */
export interface TablePlan {
  /** Conditions that every row is to meet: in one pass over the table those are counted that do not, for all checks. */
  readonly conditions: readonly string[]
  /** Makes the results from these counts, with what else they take. */
  readonly conclude: (table: OpenTable) => Promise<(value: Counted) => CheckResult>
  /** The tables that it reads beside. */
  readonly reads?: readonly Location[] | undefined
  /** Whether it makes temporary tables. */
  readonly makesTables?: boolean | undefined
  /** Whether it runs SQL of a user, which the database may refuse. */
  readonly runsUserSql?: boolean | undefined
}

/** One value, and how many rows it has: all, and those that do not meet each of the plan's conditions. */
export interface Counted {
  readonly partition: string | null
  readonly rows: number
  readonly failed: readonly number[]
}

/** The name of the table within its statements, for conditions that look into other tables too. */
export const checkedAlias = 'checked'

/** What their results call the partition of a row. */
export const partitionAlias = '_of'

/** Rows in a database: those of one or more partitions of a table. */
export interface OpenTable extends TableShape {
  readonly session: Pick<TableSession, 'rows'>
  /** What stands after `from`, with the condition that chooses the partitions: `"main"."prices" as checked where ...`. */
  readonly rows: string
  /** An expression for the partition of a row. */
  readonly partition: string
  /** The column of it, where there is one: what comes before other terms behind `partition by`. */
  readonly partitionTerms: readonly string[]
  /** The columns as readers get them, with commas between. */
  readonly columns: string
  /** The `order by` terms of the order in which readers get the rows. */
  readonly order: string
  /** What each value came to. */
  readonly values: readonly Counted[]
  /** Other tables, for all plans together. */
  readonly sources: { resolve(source: TableSource): Promise<ResolvedSource> }
  /** The condition that chooses one partition. */
  readonly isOf: (partition: string | null) => string
  /** The first rows that meet a condition, by partition: in order, and no more than are kept. */
  readonly first: (condition: string) => Promise<RowsByPartition>
  /** The rows of a query for `columns` and the partition as `partitionAlias`, by partition: in its order, and as readers get them. */
  readonly select: (query: string) => Promise<RowsByPartition>
}

export type RowsByPartition = (partition: string | null) => readonly object[]

/** Whether a rule is one for tables: other stores have words of their own. */
export function isTableRule(rule: object): rule is TableRule {
  return 'plan' in rule && typeof rule.plan === 'function'
}
