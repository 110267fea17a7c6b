import type { DialectRules } from '../dialects.ts'
import type { Ident } from '../ir.ts'
import type { SourceColumn } from '../result.ts'
import { collected, addValue, type Dependencies, either } from './dependencies.ts'

/** A column of a relation. */
export interface Column {
  readonly name: string
  /** What its name is looked up by. */
  readonly key: string
  readonly value: Dependencies
  /** As the schema states it, where the column is one of the schema. */
  readonly type?: string | undefined
  /** This stands for all columns of a relation that are not listed. */
  readonly rest?: Rest | undefined
}

/** Columns that are not listed: of a table that the schema does not know, of a function that is not built in. */
export interface Rest {
  value(name: string): Dependencies
  /** All of them together. */
  readonly all: Dependencies
}

/** Something with columns that a FROM clause names. */
export interface Relation {
  /** Keys of its name, the last one of which qualifies columns by itself. Empty where it has none. */
  readonly names: readonly string[]
  readonly columns: readonly Column[]
  /** Present where it has more columns than are listed. */
  readonly rest?: Rest | undefined
  /** Where its value may be a struct: the fields of it, whose names are columns too. */
  readonly fields?: Rest | undefined
  /** Its columns must be qualified (EXCLUDED). */
  readonly qualifiedOnly?: boolean
  /** What its own name means as a value; else the row of all its columns. */
  readonly value?: Dependencies | undefined
  /** Of that value. */
  readonly type?: string | undefined
}

/** An item of a FROM clause: its relations, and what `*` stands for. */
export interface Item {
  readonly relations: readonly Relation[]
  readonly columns: readonly Column[]
  readonly rests: readonly Rest[]
}

/** The result of a query: columns, and what decides about its rows. */
export interface Rows {
  readonly columns: readonly Column[]
  readonly uses: ReadonlyMap<SourceColumn, number>
}

/** A FROM item of one relation. */
export function itemOf(relation: Relation): Item {
  return {
    relations: [relation],
    columns: relation.qualifiedOnly ? [] : relation.columns,
    rests: relation.rest && !relation.qualifiedOnly ? [relation.rest] : [],
  }
}

/** The relation that a query's columns are under a name. */
export function relationOf(names: readonly string[], columns: readonly Column[]): Relation {
  const rests = columns.flatMap(({ rest }) => (rest ? [rest] : []))
  if (rests.length === 0) return { names, columns }
  return { names, columns: columns.filter(({ rest }) => !rest), rest: joinedRest(rests) }
}

/** The column that stands for a rest where `*` is expanded. */
export function restColumn(rest: Rest): Column {
  return { name: '*', key: '*', value: rest.all, rest }
}

/** A name may be in any of the rests. */
export function joinedRest(rests: readonly Rest[]): Rest {
  const [only] = rests
  if (rests.length === 1 && only) return only
  return {
    value: (name) => either(rests.map((rest) => rest.value(name))),
    all: either(rests.map(({ all }) => all)),
  }
}

/** Columns renamed by a list such as `AS t(a, b)`; those beyond the list keep their names. */
export function renamed(
  columns: readonly Column[],
  names: readonly Ident[] | undefined,
  name: (ident: Ident) => Pick<Column, 'name' | 'key'>,
): readonly Column[] {
  if (!names || names.length === 0) return columns
  return columns.map((column, index) => {
    const ident = names[index]
    return ident ? { ...column, ...name(ident) } : column
  })
}

/** Columns of a table that a query makes, each with a name of its own where the dialect sees to that. */
export function tableColumns(columns: readonly Column[], rules: DialectRules): readonly Column[] {
  if (!rules.numbersDuplicates || new Set(columns.map(({ key }) => key)).size === columns.length) return columns
  const keys = new Set<string>()
  return columns.map((column) => {
    let suffix = ''
    for (let count = 1; keys.has(column.key + suffix); count += 1) suffix = `_${count}`
    keys.add(column.key + suffix)
    return suffix === '' || column.rest ? column : { ...column, name: column.name + suffix, key: column.key + suffix }
  })
}

/** The row of all columns as one value. */
export function rowValue({ columns, rest, value }: Relation): Dependencies {
  if (value) return value
  const row = collected()
  for (const column of columns) addValue(row, column.value, 1)
  if (rest) addValue(row, rest.all, 1)
  return row
}
