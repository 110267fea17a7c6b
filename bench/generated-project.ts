import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `headwater`: a project. `by-hand`: the same zod schemas, functions and Kysely queries without Headwater. */
export type Flavour = 'headwater' | 'by-hand'

const layers = ['raw', 'staging', 'dimensions', 'facts', 'features', 'marts', 'reports'] as const
const assetsPerFile = 20

/**
 * Writes a project of so many assets over files of 20, in up to seven layers: the raw ones are functions, half of the
 * others SQL written with Kysely, which makes about 40 % of all. Each has nine columns. All but the raw ones read one to
 * three assets of the layer before, out of whichever files that has.
 */
export function writeProject(folder: string, assets: number, flavour: Flavour): void {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  const files = filesOf(assets)
  const write = (name: string, lines: readonly string[]): void => writeFileSync(join(folder, name), lines.join('\n'))
  write('package.json', ['{ "type": "module" }'])
  write('tsconfig.json', [JSON.stringify(tsconfig)])
  for (const file of files) write(`assets/${file.name}.ts`, fileLines(flavour, file))
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

/** A file of assets of one layer. */
interface AssetFile {
  readonly name: string
  readonly assets: readonly GeneratedAsset[]
}

interface GeneratedAsset {
  readonly id: number
  readonly key: string
  readonly file: string
  readonly isSql: boolean
  readonly upstream: readonly GeneratedAsset[]
}

/** The files in the order of their layers, which share them evenly. */
function filesOf(assets: number): readonly AssetFile[] {
  const count = Math.ceil(assets / assetsPerFile)
  const depth = Math.min(layers.length, count)
  const files: AssetFile[] = []
  let before: readonly GeneratedAsset[] = []
  for (const [index, layer] of layers.slice(0, depth).entries()) {
    const made: AssetFile[] = []
    for (let file = Math.ceil((index * count) / depth); file < ((index + 1) * count) / depth; file += 1)
      made.push(assetFile(`${layer}-${file}`, idsOf(file, assets), before))
    files.push(...made)
    before = made.flatMap((file) => file.assets)
  }
  return files
}

function idsOf(file: number, assets: number): readonly number[] {
  const first = file * assetsPerFile
  return Array.from({ length: Math.min(assetsPerFile, assets - first) }, (_, index) => first + index)
}

function assetFile(name: string, ids: readonly number[], before: readonly GeneratedAsset[]): AssetFile {
  const assets = ids.map((id) => {
    const isSql = before.length > 0 && id % 2 === 0
    return { id, key: `${name}/asset${id}`, file: name, isSql, upstream: upstreamOf(id, before) }
  })
  return { name, assets }
}

/** Neither 13 nor 26 is a multiple of the size of a layer, 20 or 40 or more, so that no upstream comes twice. */
function upstreamOf(id: number, before: readonly GeneratedAsset[]): readonly GeneratedAsset[] {
  const positions = Array.from({ length: 1 + (id % 3) }, (_, nth) => (id * 7 + nth * 13) % before.length)
  return positions.flatMap((position) => before[position] ?? [])
}

function configFile(files: readonly AssetFile[]): readonly string[] {
  return [
    `import { defineProject } from '@headwater/core'`,
    ...files.map(({ name }, index) => `import * as group${index} from './assets/${name}.ts'`),
    `export default defineProject({ assets: [${files.map((_, index) => `group${index}`).join(', ')}] })`,
  ]
}

function fileLines(flavour: Flavour, { assets }: AssetFile): readonly string[] {
  const declaration = flavour === 'headwater' ? assetLines : byHandLines
  return [
    ...(flavour === 'headwater' ? importsOfProject : importsByHand),
    ...importsOfUpstream(flavour, assets),
    ...assets.flatMap((asset) => ['', rowLine(asset), ...declaration(asset)]),
  ]
}

const importsOfProject = [
  `import { asset } from '@headwater/core'`,
  `import { sqlAsset } from '@headwater/assets'`,
  `import { z } from 'zod'`,
  `import { days, lake, warehouse } from '../stores.ts'`,
]

const importsByHand = [`import type { Kysely } from 'kysely'`, `import { z } from 'zod'`]

function importsOfUpstream(flavour: Flavour, assets: readonly GeneratedAsset[]): readonly string[] {
  const read = [...new Set(assets.flatMap(({ upstream }) => upstream))].sort((a, b) => a.id - b.id)
  return [...Map.groupBy(read, ({ file }) => file)].map(([file, from]) =>
    flavour === 'headwater'
      ? `import { ${from.map(({ id }) => `asset${id}`).join(', ')} } from './${file}.ts'`
      : `import type { ${from.map(({ id }) => `Row${id}`).join(', ')} } from './${file}.ts'`,
  )
}

function rowLine({ id }: GeneratedAsset): string {
  return `export const Row${id} = z.object({ symbol: z.string(), day: z.string(), open: z.number(), high: z.number(), low: z.number(), close: z.number(), volume: z.int(), note: z.string().nullable(), value${id}: z.number() })`
}

function assetLines(asset: GeneratedAsset): readonly string[] {
  const { id, key, isSql, upstream } = asset
  const names = upstream.map((of) => `asset${of.id}`).join(', ')
  const deps = upstream.length > 0 ? ` deps: { ${names} },` : ''
  const described = `description: 'Prices with value ${id}.',${deps} partitions: days,`
  return isSql
    ? [
        `export const asset${id} = sqlAsset('${key}', { ${described} warehouse, row: Row${id}, write: { mode: 'delete-insert', by: 'day' } },`,
        `  (db, { partition }) => ${queryBody(asset)})`,
      ]
    : [
        `export const asset${id} = asset('${key}', { ${described} schema: z.array(Row${id}), io: lake.parquet() },`,
        `  (${upstream.length > 0 ? `{ ${names} }` : ''}) => ${functionBody(asset)})`,
      ]
}

function byHandLines(asset: GeneratedAsset): readonly string[] {
  const { id, isSql, upstream } = asset
  const rowType = `export type Row${id} = z.infer<typeof Row${id}>`
  const names = upstream.map((of) => `asset${of.id}`).join(', ')
  const inputs = upstream.map((of) => `readonly asset${of.id}: readonly Row${of.id}[]`).join('; ')
  const tables = upstream.map((of) => `readonly asset${of.id}: Row${of.id}`).join('; ')
  return isSql
    ? [
        rowType,
        `export const query${id} = (db: Kysely<{ ${tables} }>, partition: string): Promise<readonly Row${id}[]> =>`,
        `  ${queryBody(asset)}.execute()`,
      ]
    : [
        rowType,
        `export const make${id} = (${upstream.length > 0 ? `{ ${names} }: { ${inputs} }` : ''}): readonly Row${id}[] =>`,
        `  ${functionBody(asset)}`,
      ]
}

function functionBody({ id, upstream: [first, ...others] }: GeneratedAsset): string {
  if (!first)
    return `[{ symbol: 'AAPL', day: '2024-01-02', open: 1, high: 1, low: 1, close: 1, volume: 1, note: null, value${id}: 1 }]`
  const value = [`row.value${first.id}`, ...others.map((of) => `(asset${of.id}[index]?.value${of.id} ?? 0)`)].join(
    ' + ',
  )
  return `asset${first.id}.map((row, index) => ({ symbol: row.symbol, day: row.day, open: row.open, high: row.high, low: row.low, close: row.close, volume: row.volume, note: row.note, value${id}: ${value} }))`
}

function queryBody({ id, upstream: [first, ...others] }: GeneratedAsset): string {
  const from = `asset${first?.id}`
  const last = `asset${others.at(-1)?.id ?? first?.id}`
  const columns = ['symbol', 'day', 'open', 'high', 'low'].map((column) => `'${from}.${column}'`)
  const joined = ['close', 'volume', 'note'].map((column) => `'${last}.${column}'`)
  return [
    `db.selectFrom('${from}')`,
    ...others.map(
      (of) =>
        `.innerJoin('asset${of.id}', (join) => join.onRef('asset${of.id}.symbol', '=', '${from}.symbol').onRef('asset${of.id}.day', '=', '${from}.day'))`,
    ),
    `.where('${from}.day', '=', partition)`,
    `.select([${[...columns, ...joined].join(', ')}])`,
    `.select(({ eb }) => eb('${from}.value${first?.id}', '+', eb.ref('${last}.value${others.at(-1)?.id ?? first?.id}')).as('value${id}'))`,
  ].join('\n    ')
}
