/** An SQL dialect that column lineage is told for. */
export type Dialect = 'postgres' | 'redshift' | 'bigquery' | 'duckdb' | 'spark'

/** Where dialects differ in what names mean. */
export interface DialectRules {
  readonly name: Dialect
  /** Whether `"Name"` and `name` are two names; if not, case never tells names apart. */
  readonly quotesKeepCase: boolean
  /** Whether unquoted names are stored and shown in lower case. */
  readonly lowersNames: 'unquoted' | 'all' | 'none'
  /** Whether an item of a select list may use the alias of an earlier one, where no column has that name. */
  readonly lateralAliases: boolean
  /** Whether `WHERE` may use aliases too. */
  readonly aliasesInWhere: boolean
  /** The schema that unqualified tables are in when nothing else is said. */
  readonly defaultSchema: string | undefined
  /** Whether a name in `HAVING` means the alias rather than a column that is no group key. */
  readonly aliasesFirstInHaving: boolean
  /** Whether a name in `ORDER BY lower(name)` means the alias rather than the column. */
  readonly aliasesFirstInOrder: boolean
  /** Whether subqueries in FROM see the tables before them without `LATERAL`. */
  readonly alwaysLateral: boolean
  /** Whether `*` keeps the columns of USING at their places, rather than before all others. */
  readonly mergesInPlace: boolean
  /** Whether a table made of columns of one name numbers them: `a`, `a_1`. */
  readonly numbersDuplicates: boolean
  /** Whether the fields of unnested structs are columns themselves. */
  readonly unnestsFields: boolean
  /** What the one column of a table function is called where it has an alias: by the alias, or as the function. */
  readonly functionColumn: 'alias' | 'function'
  /** How the columns of a PIVOT are called, of the key's value and the alias of the aggregate. */
  readonly pivotName: (value: string, alias: string | undefined, severalAggregates: boolean) => string
  /** What VALUES calls its columns, from 0. */
  readonly valuesColumn: (index: number) => string
  /** UNPIVOT lists the name before the values. */
  readonly unpivotNameFirst: boolean
  /** `name.upper()` is `upper(name)`. */
  readonly functionsAsMethods: boolean
  /** Columns that tables have without listing them, in lower case: where a row stands, not what is in it. */
  readonly hiddenColumns: ReadonlySet<string>
}

const valueFirst: DialectRules['pivotName'] = (value, alias) => (alias === undefined ? value : `${value}_${alias}`)

const common = {
  quotesKeepCase: false,
  lowersNames: 'none',
  lateralAliases: true,
  aliasesInWhere: false,
  aliasesFirstInHaving: false,
  aliasesFirstInOrder: false,
  alwaysLateral: false,
  mergesInPlace: false,
  numbersDuplicates: false,
  unnestsFields: false,
  functionColumn: 'alias',
  pivotName: valueFirst,
  unpivotNameFirst: true,
  valuesColumn: (index: number) => `column${index + 1}`,
  functionsAsMethods: false,
  hiddenColumns: new Set<string>(),
} as const

/** The rules of each dialect. */
export const dialects: Readonly<Record<Dialect, DialectRules>> = {
  postgres: {
    ...common,
    name: 'postgres',
    quotesKeepCase: true,
    lowersNames: 'unquoted',
    lateralAliases: false,
    defaultSchema: 'public',
    hiddenColumns: new Set(['cmax', 'cmin', 'ctid', 'tableoid', 'xmax', 'xmin']),
  },
  redshift: { ...common, name: 'redshift', lowersNames: 'all', aliasesInWhere: true, defaultSchema: 'public' },
  bigquery: {
    ...common,
    name: 'bigquery',
    lateralAliases: false,
    defaultSchema: undefined,
    unnestsFields: true,
    aliasesFirstInOrder: true,
    // 1.5 is `_1_point_5`.
    pivotName: (value, alias) => {
      const name = /^\d/.test(value) && Number.isFinite(Number(value)) ? `_${value.replace('.', '_point_')}` : value
      return alias === undefined ? name : `${alias}_${name}`
    },
    hiddenColumns: new Set([
      '_change_sequence_number',
      '_change_timestamp',
      '_change_type',
      '_file_name',
      '_partitiondate',
      '_partitiontime',
      '_table_suffix',
    ]),
    unpivotNameFirst: false,
  },
  duckdb: {
    ...common,
    name: 'duckdb',
    aliasesInWhere: true,
    aliasesFirstInHaving: true,
    defaultSchema: 'main',
    alwaysLateral: true,
    mergesInPlace: true,
    numbersDuplicates: true,
    functionColumn: 'function',
    valuesColumn: (index) => `col${index}`,
    functionsAsMethods: true,
    hiddenColumns: new Set(['file_row_number', 'filename', 'rowid']),
  },
  spark: {
    ...common,
    name: 'spark',
    aliasesFirstInHaving: true,
    aliasesFirstInOrder: true,
    defaultSchema: 'default',
    functionColumn: 'function',
    pivotName: (value, alias, several) => (several && alias !== undefined ? `${value}_${alias}` : value),
    valuesColumn: (index) => `col${index + 1}`,
    hiddenColumns: new Set(['_metadata']),
  },
}
