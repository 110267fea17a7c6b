import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `headwater`: a project. `by-hand`: the same zod schemas, functions and Kysely queries without Headwater. */
export type Flavour = 'headwater' | 'by-hand'

const assetsPerFile = 25

/**
 * Writes a project of so many assets over files of 25: 60 % functions over zod schemas, 40 % SQL written with Kysely.
 * Each has nine columns and reads two earlier assets, the one before it and one out of the file before.
 */
export function writeProject(folder: string, assets: number, flavour: Flavour): void {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  const files = Math.ceil(assets / assetsPerFile)
  const write = (name: string, lines: readonly string[]): void => writeFileSync(join(folder, name), lines.join('\n'))
  write('package.json', ['{ "type": "module" }'])
  write('tsconfig.json', [JSON.stringify(tsconfig)])
  for (let file = 0; file < files; file += 1) {
    const first = file * assetsPerFile
    const last = Math.min(first + assetsPerFile, assets)
    write(join('assets', `group-${file}.ts`), groupFile(flavour, file, first, last))
  }
  if (flavour === 'by-hand') return
  write('stores.ts', stores)
  write('headwater.config.ts', configFile(files))
}

const tsconfig = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    types: [],
  },
  include: ['**/*.ts'],
}

const stores = [
  `import { daily } from '@headwater/core'`,
  `import { duckdb, files } from '@headwater/assets'`,
  `export const days = daily({ start: '2024-01-02' })`,
  `export const lake = files({ root: 'lake' })`,
  `export const warehouse = duckdb({ path: 'warehouse.duckdb' })`,
]

function configFile(files: number): readonly string[] {
  const groups = Array.from({ length: files }, (_, file) => `group${file}`)
  return [
    `import { defineProject } from '@headwater/core'`,
    ...groups.map((group, file) => `import * as ${group} from './assets/group-${file}.ts'`),
    `export default defineProject({ assets: [${groups.join(', ')}] })`,
  ]
}

function groupFile(flavour: Flavour, file: number, first: number, last: number): readonly string[] {
  const numbers = Array.from({ length: last - first }, (_, index) => first + index)
  const reads = new Set(numbers.flatMap((asset) => upstreamOf(asset)).filter((asset) => asset < first))
  const names = [...reads].sort((a, b) => a - b)
  const imported = flavour === 'headwater' ? names.map((asset) => `asset${asset}`) : names.map((asset) => `Row${asset}`)
  return [
    ...(flavour === 'headwater' ? importsOfProject : importsByHand),
    ...(file > 0 ? [`import { ${imported.join(', ')} } from './group-${file - 1}.ts'`] : []),
    ...numbers.flatMap((asset) => [rowOf(asset), ...declarationOf(flavour, file, asset)]),
  ]
}

const importsOfProject = [
  `import { asset } from '@headwater/core'`,
  `import { sqlAsset } from '@headwater/assets'`,
  `import { z } from 'zod'`,
  `import { days, lake, warehouse } from '../stores.ts'`,
]

const importsByHand = [`import type { Kysely } from 'kysely'`, `import { z } from 'zod'`]

function declarationOf(flavour: Flavour, file: number, asset: number): readonly string[] {
  const isSql = asset >= 2 && asset % 5 < 2
  if (flavour === 'by-hand') return isSql ? queryByHand(asset) : functionByHand(asset)
  return isSql ? sqlAsset(file, asset) : functionAsset(file, asset)
}

function upstreamOf(asset: number): readonly number[] {
  return asset < 2 ? [] : [asset - 1, Math.max(0, asset - 2 - ((asset * 7) % 20))]
}

function rowOf(asset: number): string {
  return `
export const Row${asset} = z.object({ symbol: z.string(), day: z.string(), open: z.number(), high: z.number(), low: z.number(), close: z.number(), volume: z.int(), note: z.string().nullable(), value${asset}: z.number() })`
}

function functionAsset(file: number, asset: number): readonly string[] {
  const [left, right] = upstreamOf(asset)
  const deps = left === undefined ? '' : ` deps: { left: asset${left}, right: asset${right} },`
  return [
    `export const asset${asset} = asset('group${file}/asset${asset}', { description: 'Prices with value ${asset}.',${deps} partitions: days, schema: z.array(Row${asset}), io: lake.parquet() },`,
    `  ${functionBody(asset)})`,
  ]
}

function functionByHand(asset: number): readonly string[] {
  const [left, right] = upstreamOf(asset)
  const inputs = left === undefined ? '' : `: { readonly left: ${rowsOf(left)}; readonly right: ${rowsOf(right)} }`
  const type = left === undefined ? `() => ${rowsOf(asset)}` : `(inputs${inputs}) => ${rowsOf(asset)}`
  return [`export const make${asset}: ${type} =`, `  ${functionBody(asset)}`]
}

function functionBody(asset: number): string {
  const [left, right] = upstreamOf(asset)
  return left === undefined
    ? `() => [{ symbol: 'AAPL', day: '2024-01-02', open: 1, high: 1, low: 1, close: 1, volume: 1, note: null, value${asset}: 1 }]`
    : `({ left, right }) => left.map((row, index) => ({ symbol: row.symbol, day: row.day, open: row.open, high: row.high, low: row.low, close: row.close, volume: row.volume, note: row.note, value${asset}: row.value${left} + (right[index]?.value${right} ?? 0) }))`
}

function sqlAsset(file: number, asset: number): readonly string[] {
  const [left, right] = upstreamOf(asset)
  return [
    `export const asset${asset} = sqlAsset('group${file}/asset${asset}', { description: 'Prices with value ${asset}.', warehouse, deps: { left: asset${left}, right: asset${right} }, partitions: days, row: Row${asset}, write: { mode: 'delete-insert', by: 'day' } },`,
    `  (db, { partition }) => ${queryBody(asset)})`,
  ]
}

function queryByHand(asset: number): readonly string[] {
  const [left, right] = upstreamOf(asset)
  return [
    `export const query${asset} = (db: Kysely<{ left: z.infer<typeof Row${left}>; right: z.infer<typeof Row${right}> }>, partition: string): Promise<${rowsOf(asset)}> =>`,
    `  ${queryBody(asset)}.execute()`,
  ]
}

function queryBody(asset: number): string {
  const [left, right] = upstreamOf(asset)
  return [
    `db.selectFrom('left')`,
    `.innerJoin('right', (join) => join.onRef('right.symbol', '=', 'left.symbol').onRef('right.day', '=', 'left.day'))`,
    `.where('left.day', '=', partition)`,
    `.select(['left.symbol', 'left.day', 'left.open', 'left.high', 'left.low', 'right.close', 'right.volume', 'right.note'])`,
    `.select(({ eb }) => eb('left.value${left}', '+', eb.ref('right.value${right}')).as('value${asset}'))`,
  ].join('\n    ')
}

function rowsOf(asset: number | undefined): string {
  return `readonly z.infer<typeof Row${asset}>[]`
}
