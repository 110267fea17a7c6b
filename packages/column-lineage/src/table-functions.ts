/** The columns of built-in table functions that have names of their own. */
const named: Readonly<Record<string, readonly string[]>> = {
  each: ['key', 'value'],
  flatten: ['seq', 'key', 'path', 'index', 'value', 'this'],
  glob: ['file'],
  json_array_elements: ['value'],
  json_array_elements_text: ['value'],
  json_each: ['key', 'value'],
  json_each_text: ['key', 'value'],
  json_tree: ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'],
  jsonb_array_elements: ['value'],
  jsonb_array_elements_text: ['value'],
  jsonb_each: ['key', 'value'],
  jsonb_each_text: ['key', 'value'],
  posexplode: ['pos', 'col'],
  posexplode_outer: ['pos', 'col'],
}

/** Functions of one column, which is called as they are. */
const single = new Set(
  `array explode explode_outer generate_series generate_array generate_date_array generate_subscripts generate_timestamp_array json_object_keys
  jsonb_object_keys jsonb_path_query range regexp_matches regexp_split_to_table repeat_row sequence split string_split
  string_to_table unnest regexp_extract_all jsonb_path_query_array`.split(/\s+/),
)

/** Where a dialect differs: DuckDB's `json_each` has the columns of `json_tree`. */
const ofDialects: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  duckdb: { json_each: named['json_tree'] ?? [] },
  spark: { range: ['id'] },
}

/** Functions that read files: they stand for a table that is named as the call is written. */
const reading = /^(?:read_\w+|parquet_scan|csv_scan|iceberg_scan|delta_scan|sniff_csv|scan_\w+)$/

/** The columns of a built-in table function; undefined for one that is not known. */
export function columnsOfFunction(name: string, dialect: string): readonly string[] | 'alias' | undefined {
  return ofDialects[dialect]?.[name] ?? named[name] ?? (single.has(name) ? 'alias' : undefined)
}

export function readsFiles(name: string): boolean {
  return reading.test(name)
}
