import type {
  ColumnLineage,
  IndirectInput,
  Output,
  OutputColumn,
  Problem,
  Schema,
  SourceColumn,
} from '@headwater/column-lineage'
import type { PartitionKey } from '@headwater/core'
import { type ColumnAnswer, type ColumnCatalog, columnPath } from '@headwater/core/extend'
import { compileQuery, type QueryMaking, withoutRun } from './compile-query.ts'
import type { TableMaking } from './produce-tables.ts'
import type { TableDialectName } from './type-mapping.ts'
import { storedColumns } from './stored-columns.ts'

type Answer = Awaited<ReturnType<ColumnAnswer>>

/**
 * How a SQL asset answers what its columns are made of: its query is compiled and read, for the first of its partitions, and
 * not run. The deps are the tables that it knows.
 */
export function queryColumns(asset: string, making: TableMaking): ColumnAnswer {
  // Thousands of partitions mostly have one text, with other parameters.
  let last: { readonly asked: string; readonly lineage: Promise<ColumnLineage> } | undefined
  return async (catalog) => {
    const text = await queryText(asset, making, catalog.partition)
    const schema = schemaOf(catalog)
    const asked = JSON.stringify([text, schema])
    if (last?.asked !== asked) last = { asked, lineage: lineageOf(text, making.warehouse.dialect, schema) }
    const { outputs, reads, problems } = await last.lineage
    const deps = Object.keys(catalog.deps)
    // What a script makes before its last statement are temporary tables, which are followed through.
    const answer = storedColumns(answerOf(outputs.at(-1), problems, deps), making.write)
    return { ...answer, reads: sourcesOf(reads, deps) }
  }
}

async function lineageOf(sql: string, dialect: TableDialectName, schema: Schema): Promise<ColumnLineage> {
  const { columnLineage } = await import('@headwater/column-lineage')
  return columnLineage(sql, { dialect, schema })
}

/** All statements that make one partition as one text, as they are sent: values are parameters. */
export async function queryText(asset: string, making: QueryMaking, partition: PartitionKey): Promise<string> {
  const context = { ...withoutRun, partition }
  const { temporary = [], text } = await compileQuery(making, { asset, partition: null }, context)
  return [...temporary.map((table) => `create temp table ${table.name} as ${table.text}`), text].join(';\n')
}

function schemaOf({ deps }: ColumnCatalog): Schema {
  return Object.fromEntries(Object.entries(deps).flatMap(([dep, { columns }]) => (columns ? [[dep, columns]] : [])))
}

function answerOf(output: Output | undefined, problems: readonly Problem[], deps: readonly string[]): Answer {
  const told = problems.map(({ code, message, position }) => ({
    code: code === 'COLUMN_UNKNOWN' ? ('COLUMN_UNKNOWN' as const) : ('LINEAGE_UNKNOWN' as const),
    message,
    ...(position && { position: { line: position.line, column: position.column } }),
  }))
  if (!output) return { columns: [], dataset: [], problems: told }
  const listed = output.columns.map((column) => originOf(column, deps))
  const open = output.unknown ? [{ column: '*', direct: [], indirect: [], unknown: deps }] : []
  return { columns: [...listed, ...open], dataset: decidingOf(output.dataset, deps), problems: told }
}

/** Which columns of a table went in is unknown where all of them are named. */
function originOf(
  { name, direct, indirect, unknown }: OutputColumn,
  deps: readonly string[],
): Answer['columns'][number] {
  const open = direct.filter(({ column }) => column === '*').map(({ table }) => table)
  return {
    column: name === '*' ? name : columnPath([name]),
    direct: direct.flatMap(({ table, column, transformation }) =>
      column !== '*' && deps.includes(table) ? [{ dep: table, column: columnPath([column]), transformation }] : [],
    ),
    indirect: decidingOf(indirect, deps),
    unknown: !unknown ? [] : open.length > 0 ? deps.filter((dep) => open.includes(dep)) : deps,
  }
}

/** A table that is no dep was told of as a problem. */
function sourcesOf(reads: readonly SourceColumn[], deps: readonly string[]): NonNullable<Answer['reads']> {
  return reads.flatMap(({ table, column }) =>
    deps.includes(table) ? [{ dep: table, column: column === '*' ? column : columnPath([column]) }] : [],
  )
}

function decidingOf(inputs: readonly IndirectInput[], deps: readonly string[]): Answer['dataset'] {
  return inputs.flatMap(({ table, column, transformation }) =>
    deps.includes(table)
      ? [{ dep: table, column: column === '*' ? column : columnPath([column]), transformation }]
      : [],
  )
}
