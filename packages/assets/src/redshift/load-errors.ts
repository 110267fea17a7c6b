import { fail } from '@headwater/core/io'
import type { Batch, TableRow } from '../tables/table-session.ts'
import { redshiftDialect } from './redshift-dialect.ts'
import { failOn, type LineShape, type RowLine, rowLines } from './row-lines.ts'
import type { StagedPart } from './staged-parts.ts'

/** A row of `sys_load_error_detail`: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html */
export type FoundError = TableRow

/** Looks up what Redshift wrote down of a load from a folder; undefined where it did not come to reading rows. */
export async function findLoadError(
  ask: (sql: string) => Promise<readonly FoundError[]>,
  folder: string,
): Promise<FoundError | undefined> {
  const start = `${folder}/`
  const [found] = await ask(
    `select trim(file_name) as file, line_number as line, trim(column_name) as name, trim(error_message) as words
     from sys_load_error_detail where left(file_name, ${start.length}) = ${redshiftDialect.literal(start)}
     order by file_name, line_number limit 1`,
  )
  return found
}

/** A load that failed, with what it was to load. */
export interface FailedRows {
  readonly folder: string
  readonly parts: readonly StagedPart[]
  readonly shape: LineShape
  readonly batches: Iterable<Batch>
}

/** Throws VALUE_UNSTORABLE naming row, column and value: each line of a part is a row. */
export function failOnLoad(error: FoundError, { folder, parts, shape, batches }: FailedRows): never {
  const words = String(error['words'])
  const file = String(error['file'])
  const part = parts.findIndex(({ key }) => file.endsWith(`/${key}`))
  const before = parts.slice(0, part)
  const position = before.reduce((sum, { rows }) => sum + rows, 0) + Number(error['line'])
  const source = lineAt(rowLines(shape, batches), position)
  const column = shape.columns.find(({ name }) => name === error['name'])
  if (source && column) failOn(column, source, `what it has room for (Redshift: ${words})`)
  fail('REDSHIFT_LOAD_FAILED', {
    message: `Redshift could not load line ${String(error['line'])} of \`${file || folder}\`: ${words}`,
    hint: 'Look at the table: it may have been changed by hand. sys_load_error_detail has more.',
  })
}

/** The line at a position, from 1. */
function lineAt(lines: Iterable<RowLine>, position: number): RowLine | undefined {
  let at = 0
  for (const line of lines) {
    at += 1
    if (at === position) return line
  }
  return undefined
}
