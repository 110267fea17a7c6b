import type { DialectRules } from './dialects.ts'
import { fromSource } from './resolve/dependencies.ts'
import type { Column } from './resolve/relation.ts'

/**
 * The tables that statements may read and write. Keys are names as statements may write them in full, parts joined by
 * dots (`orders`, `shop.orders`, `project.shop.orders`), in the case that the database stores; DuckDB's files stand under
 * their path or call (`read_parquet('raw/*.parquet')`). Values are the columns in their order: names, or names with
 * types. Types matter for structs alone (`STRUCT<a INT64>`, `struct<a:int>`, `STRUCT(a INTEGER)`).
 */
export type Schema = Readonly<Record<string, readonly string[] | Readonly<Record<string, string>>>>

/** A table of the schema, made ready for look-ups. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
}

/** The schema by the names that a dialect reads the same. */
export type Catalog = ReadonlyMap<string, readonly Table[]>

const catalogs = new WeakMap<Schema, Map<string, Catalog>>()

/** The catalog of a schema, made once for each schema object and dialect: schemas are not to be changed. */
export function catalogOf(schema: Schema, rules: DialectRules): Catalog {
  const made = catalogs.get(schema) ?? new Map<string, Catalog>()
  catalogs.set(schema, made)
  const known = made.get(rules.name)
  if (known) return known
  const catalog = new Map<string, Table[]>()
  for (const [name, columns] of Object.entries(schema)) {
    const key = storedKey(name, rules)
    catalog.set(key, [...(catalog.get(key) ?? []), makeTable(name, columns, rules)])
  }
  made.set(rules.name, catalog)
  return catalog
}

/** The key of a name that is written as the database stores it. */
export function storedKey(name: string, rules: DialectRules): string {
  return rules.quotesKeepCase ? name : name.toLowerCase()
}

/**
 * Finds a table by the parts of its name, each already the key that the dialect makes of it: as it is written, then with
 * what is missing of the default schema, then without the default schema.
 */
export function findTable(
  catalog: Catalog,
  parts: readonly string[],
  defaultSchema: readonly string[],
): Table | undefined {
  const [only, ...more] = catalog.get(parts.join('.')) ?? []
  if (only && more.length === 0) return only
  const missing = defaultSchema.slice(0, Math.max(0, defaultSchema.length + 1 - parts.length))
  const candidates = [[...missing, ...parts]]
  for (let cut = 1; cut <= defaultSchema.length; cut += 1) {
    const prefix = parts.slice(0, cut)
    if (parts.length > cut && isEqual(prefix, defaultSchema.slice(defaultSchema.length - cut))) {
      candidates.push(parts.slice(cut))
    }
  }
  for (const candidate of candidates) {
    const tables = catalog.get(candidate.join('.'))
    if (tables?.length === 1) return tables[0]
  }
  return undefined
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index])
}

function makeTable(name: string, columns: Schema[string], rules: DialectRules): Table {
  const entries = Array.isArray(columns)
    ? columns.map((column: string) => [column, undefined] as const)
    : Object.entries(columns as Readonly<Record<string, string>>)
  return {
    name,
    columns: entries.map(([column, type]) => ({
      name: column,
      key: storedKey(column, rules),
      value: fromSource({ table: name, column }),
      type,
    })),
  }
}
