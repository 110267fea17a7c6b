import { spawnSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Benchmark, Result, Timing } from './benchmark.ts'
import { inFolder, repository } from './folder.ts'
import { writeProject } from './generated-project.ts'
import { compare, timedCommand } from './measure.ts'

const sizes = [100, 250, 500] as const
const tsc = join(repository, 'node_modules/.bin/tsc')
const peerName = 'zod and Kysely by hand'

/**
 * The type check of a project: its limit is that of the same schemas, functions and queries without Headwater. Both are
 * checked as `headwater init` sets it up, by one checker; see README.md for what more of them do.
 */
export const types: Benchmark = {
  name: 'types',
  needsBuild: true,
  measure: async () => {
    const results: Result[] = []
    const work: number[] = []
    for (const size of sizes) {
      const { result, instantiations } = await checkProject(size)
      results.push(result)
      work.push(instantiations)
    }
    const [last] = results.splice(-1)
    if (last === undefined) return []
    const growth = { figure: growthOf(work), limit: 1.1, unit: 'x', of: 'instantiations for one asset more' } as const
    return [...results, { ...last, budgets: [...last.budgets, growth] }, await checkByDefault(sizes[2])]
  },
}

async function checkProject(assets: number): Promise<{ result: Result; instantiations: number }> {
  return inFolder((ours) =>
    inFolder(async (peer) => {
      writeProject(ours, assets, 'headwater')
      writeProject(peer, assets, 'by-hand')
      const timings = await compareChecks(ours, peer, '--checkers', '1')
      const ratio = { figure: timings.ours.wallMs / timings.peer.wallMs, limit: 2, unit: 'x' } as const
      const size = { figure: declarationSize(ours), limit: 1000, unit: 'kB', of: 'declarations' } as const
      const result = {
        what: `check ${assets} assets`,
        peerName,
        ...timings,
        budgets: [ratio, size],
      }
      return { result, instantiations: instantiationsOf(ours) }
    }),
  )
}

/** For information: tsc's own four checkers each infer again what they import. */
async function checkByDefault(assets: number): Promise<Result> {
  return inFolder((ours) =>
    inFolder(async (peer) => {
      writeProject(ours, assets, 'headwater')
      writeProject(peer, assets, 'by-hand')
      const timings = await compareChecks(ours, peer)
      return { what: `check ${assets} assets, four checkers`, peerName, ...timings, budgets: [] }
    }),
  )
}

function compareChecks(
  ours: string,
  peer: string,
  ...flags: readonly string[]
): Promise<{ readonly ours: Timing; readonly peer: Timing }> {
  const check = (folder: string) => (): Timing => timedCommand(tsc, ['--noEmit', ...flags, '-p', folder])
  return compare(5, check(ours), check(peer))
}

/** Counted, not timed: what an asset costs the compiler among many, as a multiple of what it costs among few. */
function growthOf(instantiations: readonly number[]): number {
  const [few = 0, some = 0, many = 0] = instantiations
  return (many - some) / (sizes[2] - sizes[1]) / ((some - few) / (sizes[1] - sizes[0]))
}

function instantiationsOf(folder: string): number {
  const { stdout } = spawnSync(tsc, ['--noEmit', '--extendedDiagnostics', '--singleThreaded', '-p', folder], {
    encoding: 'utf8',
  })
  return Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1])
}

function declarationSize(folder: string): number {
  timedCommand(tsc, ['--declaration', '--emitDeclarationOnly', '--outDir', join(folder, 'emitted'), '-p', folder])
  const files = globSync(join(folder, 'emitted/**/*.d.ts'))
  return files.reduce((bytes, file) => bytes + statSync(file).size, 0) / 1000
}
