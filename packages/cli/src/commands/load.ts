import { inspect, type InspectOptions } from 'node:util'
import type { Project } from '@headwater/core'
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
import { versionNamed } from '../version-named.ts'

/** Rows of a table on the screen, when no limit is given. */
const screenful = 20

export const load: Command = {
  args: '<asset> [partition]',
  about:
    'Reads what was published last; of a model also a version, as `<asset>@<alias or number>`. Lists of objects are printed as a table, other values as they are.',
  flags: [
    new Option('--format <format>', 'how to print it').choices(['table', 'json', 'csv']).default('table'),
    limitFlag(`rows at most; 0 for all; default: ${screenful} in a table, else all`),
  ],
  examples: [
    ['headwater load market/fct_prices 2014-01-28', 'one partition'],
    ['headwater load market/fct_prices latest', 'the last complete one'],
    ['headwater load forecast/model@champion', 'the version of a model that holds an alias'],
    ['headwater load market/dim_company --format csv > companies.csv', 'all rows, for a spreadsheet'],
    ["headwater load raw/quote '2014-01-28|AAPL'", 'a partition along two dimensions'],
  ],
  run: ({ args: [named = '', wanted], flags: { format, limit, json }, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      const { asset, partition, version, value } = await valueNamed(project, named, wanted)
      const most = limit ?? (format === 'table' && !json ? screenful : 0)
      const list = await listOf(value, most)
      const some = list?.items ?? value
      const data = { asset, partition, version, rows: list?.total, value: some }
      switch (format) {
        case 'json':
          return { data, text: () => `${jsonText(some)}\n` }
        case 'csv':
          return { data, text: () => csvText(asRows(some) ?? noRows(asset)) }
        default:
          return { data, text: (screen) => (list ? listText(screen, list) : valueText(screen, value)) }
      }
    }),
}

/** A value, and what it is of. */
interface Loaded {
  readonly asset: string
  readonly partition: string | null
  /** Of a model, where one was named. */
  readonly version?: number
  readonly value: unknown
}

/** No key has an `@`. */
async function valueNamed(project: Project, named: string, partition: string | undefined): Promise<Loaded> {
  const [asset = '', which, ...rest] = named.split('@')
  if (which === undefined) {
    const key = await partitionNamed(project, asset, partition)
    return { asset, partition: key, value: await project.loadByKey(asset, key) }
  }
  if (partition !== undefined || rest.length > 0 || which === '') {
    throw new CommandError('USAGE_INVALID', {
      message: `\`${[named, partition].filter(Boolean).join(' ')}\` does not name one version of a model`,
      hint: 'Write `headwater load models/net@champion` or `headwater load models/net@118`, without a partition: a version is of one.',
    })
  }
  const model = project.model(asset)
  const found = await model.version(versionNamed(which))
  const { version } = found
  return { asset: model.asset, partition: found.partition, version, value: await model.load(version) }
}

/** The items of a value that is a list, as many as were asked for. */
interface List {
  readonly items: readonly unknown[]
  /** How many there are. Undefined: nobody counted them. */
  readonly total: number | undefined
}

/** A list, columns of a table, or a stream of columns, of which no more is read than `most`; 0 is everything. */
async function listOf(value: unknown, most: number): Promise<List | undefined> {
  if (isStream(value)) return firstOf(value, most)
  const items = isColumns(value) ? value.toJSON() : value
  if (!Array.isArray(items)) return undefined
  return { items: most === 0 ? items : items.slice(0, most), total: items.length }
}

async function firstOf(batches: AsyncIterable<Iterable<unknown>>, most: number): Promise<List> {
  const items: unknown[] = []
  for await (const batch of batches) {
    for (const item of batch) items.push(item)
    if (most > 0 && items.length > most) return { items: items.slice(0, most), total: undefined }
  }
  return { items, total: items.length }
}

function isStream(value: unknown): value is AsyncIterable<Iterable<unknown>> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** What holds a table by its columns gives rows as its JSON. */
function isColumns(value: unknown): value is { toJSON(): unknown } {
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value
  return isIterable && 'toJSON' in value && !ArrayBuffer.isView(value)
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

/** Whatever is no list. */
function valueText(screen: Screen, value: unknown): string {
  if (value instanceof Uint8Array) return `${count(value.byteLength, 'byte')}\n`
  return `${inspect(value, shownWhole(screen))}\n`
}

function shownWhole(screen: Screen): InspectOptions {
  const colors = screen.paint('dim', 'x') !== 'x'
  return { depth: 8, colors, breakLength: Math.min(screen.width, 120), maxArrayLength: null }
}

function listText(screen: Screen, { items, total }: List): string {
  const some = asRows(items)
  const isAll = items.length === total
  const more = isAll ? '' : `; the first ${number(items.length)} are shown, --limit 0 shows all`
  const all = total === undefined ? 'more rows' : count(total, 'row')
  if (!some) return `${inspect(items, shownWhole(screen))}\n${isAll ? '' : `${screen.paint('dim', all + more)}\n`}`
  if (some.length === 0) return 'No rows.\n'
  const columns = rowColumns(some)
  const isNumber = (column: string): boolean =>
    some.every((row) => ['number', 'bigint', 'undefined'].includes(typeof row[column]) || row[column] === null)
  const titles = columns.map((title) => (isNumber(title) ? ({ title, align: 'right' } as const) : { title }))
  const cells = some.map((row) =>
    columns.map(
      (column) => scalarText(row[column]) || (row[column] === null ? ({ text: 'null', style: 'dim' } as const) : ''),
    ),
  )
  return `${table(screen, titles, cells)}\n\n${screen.paint('dim', all + more)}\n`
}
