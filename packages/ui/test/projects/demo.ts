import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type AnyAsset, asset, type AssetSource, daily, defineProject, type Project } from '@headwater/core'
import { z } from 'zod'

const repository = resolve(import.meta.dirname, '../../../..')
const example = join(repository, 'examples/stock-forecast')

/** A file that is there while the vendor of the demo is down: without it what failed can be made. */
export const outage = 'vendor-is-down'

/**
 * The example of the stock forecast in a folder of its own, which becomes the working directory, with something to look at:
 * an input that was edited and what is stale for it, a check that found bad rows, a vendor that is down, and an asset that
 * takes its time. What was made in the folder before is still there.
 */
export async function demo(folder: string): Promise<Project> {
  const isNew = !existsSync(join(folder, '.headwater'))
  if (isNew) begin(folder)
  process.chdir(folder)
  const modules = await Promise.all(['raw', 'market', 'features', 'models'].map((name) => assetsOf(folder, name)))
  const project = defineProject({
    assets: [...modules, { earnings, surprise, headlines }],
    defaults: { owners: ['team:research'] },
  })
  if (isNew) await live(project)
  return project
}

function begin(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const part of ['assets', 'src', 'reference', 'package.json'])
    cpSync(join(example, part), join(folder, part), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
}

/** What happened before anybody looks. */
async function live(project: Project): Promise<void> {
  await project.materialize('not vendor/*', { partitions: '2013-05-13..2018-02-28' })
  writeFileSync(outage, '')
  await project.materialize('vendor/earnings', { partitions: '2018-01-22..2018-01-26' })
  editCompanies('reference/companies.json')
}

async function assetsOf(folder: string, name: string): Promise<AssetSource> {
  return (await import(pathToFileURL(join(folder, 'assets', `${name}.ts`)).href)) as {
    readonly [name: string]: AnyAsset
  }
}

/** What the dimension of companies, and the prices that it is joined with, are stale for. */
function editCompanies(path: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace('"Apple Inc."', '"Apple"'))
}

const season = daily({ start: '2018-01-22', end: '2018-02-03', timezone: 'America/New_York' })
const symbols = ['AAPL', 'AMZN', 'GOOG', 'MSFT']

const earnings = asset(
  'vendor/earnings',
  {
    description: 'What companies said they earned, from a vendor that is down every now and then.',
    kinds: ['api'],
    partitions: season,
    schema: z.array(z.object({ symbol: z.string(), day: z.string(), perShare: z.number() })),
  },
  async (_, { partition, log }) => {
    log.info('asking the vendor', { day: partition })
    await wait(20)
    if (existsSync(outage)) throw new Error('the vendor answered 503: maintenance until further notice')
    return symbols.map((symbol, index) => ({ symbol, day: partition, perShare: 1 + index / 4 }))
  },
)

const surprise = asset(
  'vendor/surprise',
  {
    description: 'How far earnings are from what was expected.',
    partitions: season,
    deps: { earnings },
    schema: z.array(z.object({ symbol: z.string(), surprise: z.number() })),
  },
  ({ earnings }) => earnings.map(({ symbol, perShare }) => ({ symbol, surprise: perShare - 1.4 })),
)

const headlines = asset(
  'vendor/headlines',
  {
    description: 'Headlines of a day, one slow request each: to watch a run.',
    kinds: ['api'],
    partitions: daily({ start: '2018-04-01', end: '2018-05-01', timezone: 'America/New_York' }),
    schema: z.array(z.string()),
    pool: 'vendor',
  },
  async (_, { partition, log, signal }) => {
    for (const page of [1, 2, 3, 4]) {
      log.info(`page ${page}`, { day: partition })
      await wait(300, undefined, { signal })
    }
    return [`What happened on ${partition}`]
  },
)
