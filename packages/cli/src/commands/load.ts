import { inspect } from 'node:util'
import { Option } from 'commander'
import type { Answer, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { limitFlag } from '../flags.ts'
import { partitionNamed } from '../partition-named.ts'
import { csvText } from '../print/csv.ts'
import { jsonText } from '../print/json.ts'
import { type Row, rowColumns, scalarText } from '../print/rows.ts'
import type { Screen } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { count, number } from '../print/words.ts'

/** Rows of a table on the screen, when no limit is given. */
const screenful = 20

export const load: Command = {
  args: '<asset> [partition]',
  about: 'Reads what was published last. Lists of objects are printed as a table, other values as they are.',
  flags: [
    new Option('--format <format>', 'how to print it').choices(['table', 'json', 'csv']).default('table'),
    limitFlag(`rows at most; 0 for all; default: ${screenful} in a table, else all`),
  ],
  examples: [
    ['headwater load market/fct_prices 2014-01-28', 'one partition'],
    ['headwater load market/fct_prices latest', 'the last complete one'],
    ['headwater load market/dim_company --format csv > companies.csv', 'all rows, for a spreadsheet'],
    ["headwater load raw/quote '2014-01-28|AAPL'", 'a partition along two dimensions'],
  ],
  run: ({ args: [asset = '', partition], flags: { format, limit }, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      const named = await partitionNamed(project, asset, partition)
      const value = await project.loadByKey(asset, named)
      const most = limit ?? 0
      const some = Array.isArray(value) && most > 0 ? value.slice(0, most) : value
      const data = {
        asset,
        partition: named,
        rows: Array.isArray(value) ? value.length : undefined,
        value: some,
      }
      switch (format) {
        case 'json':
          return { data, text: () => `${jsonText(some)}\n` }
        case 'csv':
          return { data, text: () => csvText(asRows(some) ?? noRows(asset)) }
        default:
          return { data, text: (screen) => valueText(screen, value, limit ?? screenful) }
      }
    }),
}

/** The value as rows; undefined when it is none. */
function asRows(value: unknown): readonly Row[] | undefined {
  return Array.isArray(value) && value.every(isRow) ? value : undefined
}

function isRow(value: unknown): value is Row {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !ArrayBuffer.isView(value)
  )
}

function noRows(asset: string): never {
  throw new CommandError('USAGE_INVALID', {
    message: `the value of \`${asset}\` is not a list of rows, so it cannot be printed as csv`,
    hint: 'Use `--format json`.',
  })
}

function valueText(screen: Screen, value: unknown, limit: number): string {
  const rows = asRows(value)
  if (!rows)
    return `${value instanceof Uint8Array ? count(value.byteLength, 'byte') : inspect(value, { depth: 8, colors: screen.paint('dim', 'x') !== 'x', breakLength: Math.min(screen.width, 120), maxArrayLength: limit === 0 ? null : Math.max(limit, 100) })}\n`
  if (rows.length === 0) return 'No rows.\n'
  const some = limit === 0 ? rows : rows.slice(0, limit)
  const columns = rowColumns(some)
  const isNumber = (column: string): boolean =>
    some.every((row) => ['number', 'bigint', 'undefined'].includes(typeof row[column]) || row[column] === null)
  const titles = columns.map((title) => (isNumber(title) ? ({ title, align: 'right' } as const) : { title }))
  const cells = some.map((row) =>
    columns.map(
      (column) => scalarText(row[column]) || (row[column] === null ? ({ text: 'null', style: 'dim' } as const) : ''),
    ),
  )
  const more = some.length < rows.length ? `; the first ${number(some.length)} are shown, --limit 0 shows all` : ''
  return `${table(screen, titles, cells)}\n\n${screen.paint('dim', `${count(rows.length, 'row')}${more}`)}\n`
}
