/** A column that a database has: its type as the database spells it. */
export interface StoredColumn {
  readonly name: string
  readonly type: string
}
