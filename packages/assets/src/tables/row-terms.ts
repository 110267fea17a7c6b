import { identifier } from './quote.ts'
import type { StoredColumn } from './stored-column.ts'
import type { TableDialect } from './table-dialect.ts'

/** Conditions over the columns of a table, for SQL that compares its rows. */
export class RowTerms {
  readonly #dialect: TableDialect
  readonly #types: ReadonlyMap<string, string>

  constructor(dialect: TableDialect, columns: readonly StoredColumn[]) {
    this.#dialect = dialect
    this.#types = new Map(columns.map(({ name, type }) => [name, type]))
  }

  /** Whether the rows of two relations have the same key, of columns that are never null. */
  sameKey(one: string, other: string, key: readonly string[]): string {
    return key
      .map((name) => `${this.comparable(name, `${one}.`)} = ${this.comparable(name, `${other}.`)}`)
      .join(' and ')
  }

  /** Whether pairs of cells are equal, where null equals null. Neither true nor false for some that are not. */
  equal(pairs: readonly (readonly [string, string])[]): string {
    if (pairs.length === 0) return '1 = 1'
    return pairs.map(([one, other]) => `(${one} = ${other} or (${one} is null and ${other} is null))`).join(' and ')
  }

  /** A column as it is compared and grouped by. */
  comparable(name: string, prefix = ''): string {
    return this.#dialect.comparable(`${prefix}${identifier(name)}`, this.#typeOf(name))
  }

  /** A column as something that comes before or after others: texts by their bytes. */
  ordered(name: string, prefix = ''): string {
    return this.orderedAs(name, `${prefix}${identifier(name)}`)
  }

  /** The same of any cell of the type of a column. */
  orderedAs(name: string, cell: string): string {
    return this.#dialect.ordered(cell, this.#typeOf(name))
  }

  #typeOf(name: string): string {
    return this.#types.get(name) ?? this.#dialect.types.string
  }
}
