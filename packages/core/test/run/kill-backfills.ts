import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { type Project, sqliteState, type StateStore } from '@headwater/core'
import { Subset } from '@headwater/core/extend'

/** Backfills that are killed over and over, several of them in one process. */
export interface Killed {
  /** The script that makes one version after the other: `script <folders> <versions> <resume or run>`. */
  readonly script: string
  readonly folders: readonly string[]
  /** So many times a backfill is to be killed at work, all in all. */
  readonly kills: number
  /** Called when nothing is at work. */
  readonly afterDeath?: ((folder: string) => Promise<void>) | undefined
}

/** What became of them: the version that each had come to, and how often each was killed at work. */
export interface Survived {
  readonly versions: readonly number[]
  readonly killed: readonly number[]
}

/**
 * Kills at random moments from when all of them have begun, now and then when only the first has and others are still
 * being repaired. All are begun anew after that, or resumed.
 */
export async function killBackfills({ script, folders, kills, afterDeath }: Killed): Promise<Survived> {
  const versions = folders.map(() => 1)
  const killed = folders.map(() => 0)
  for (let life = 0; killed.reduce((sum, each) => sum + each) < kills; life += 1) {
    const how = life % 2 === 0 ? 'run' : 'resume'
    const child = spawn(
      process.execPath,
      ['--conditions=@headwater/source', script, folders.join(), versions.join(), how],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_COMPILE_CACHE: join(folders[0] ?? '', 'cache') },
      },
    )
    const atWork = await killedAtWork(child, versions, life % 4 === 3 ? 1 : folders.length)
    for (const index of atWork) killed[index] = (killed[index] ?? 0) + 1
    for (const folder of folders) await afterDeath?.(folder)
  }
  return { versions, killed }
}

/** Which backfills were at work when the child was killed, after so many had begun. Notes which versions were done. */
async function killedAtWork(child: ChildProcess, versions: number[], wanted: number): Promise<ReadonlySet<number>> {
  const [atWork, seen] = [new Set<number>(), new Set<string>()]
  const begun = Promise.withResolvers<void>()
  const over = once(child, 'close')
  createInterface(child.stdout ?? process.stdin).on('line', (line) => {
    const [word, index = '', version] = line.split(' ')
    if (word === 'started') atWork.add(Number(index))
    if (word === 'done') {
      atWork.delete(Number(index))
      versions[Number(index)] = Number(version) + 1
    }
    if (seen.add(index).size >= wanted) begun.resolve()
  })
  await Promise.race([begun.promise, over.then(() => Promise.reject(new Error('a backfill ended by itself')))])
  await pause(Math.random() * 250)
  child.kill('SIGKILL')
  await over
  return atWork
}

/** What the log says was made: each asset, version and partition, once for each time that it was recorded. */
export function recordedIn(folder: string): Promise<readonly string[]> {
  return withState(folder, async (state) => {
    const events = await state.events({ types: ['materialized'] })
    return events.flatMap(({ asset, codeVersion, partitions }) =>
      [...Subset.decode(partitions).cells()].map(({ ordinal }) => `${asset} ${codeVersion} ${ordinal}`),
    )
  })
}

/** The calls of user code, as `noteCall` wrote them: each asset, version and partition. */
export async function callsIn(folder: string): Promise<readonly string[]> {
  return (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')
}

/** The newest data version of every partition. */
export function dataVersionsIn(folder: string, assets: readonly string[]): Promise<readonly string[]> {
  return withState(folder, async ({ ledger }) => {
    const { of: records } = await ledger.records(assets)
    const found: string[] = []
    for (const asset of assets)
      for (const { partitions } of records.get(asset)?.made ?? [])
        for (const { ordinal, dataVersion } of await ledger.rows(asset, partitions))
          found.push(`${asset} ${ordinal} ${dataVersion}`)
    return found.toSorted()
  })
}

async function withState<T>(folder: string, work: (state: StateStore) => Promise<T>): Promise<T> {
  const state = sqliteState({ path: join(folder, 'state.sqlite') })
  try {
    return await work(state)
  } finally {
    await state.close()
  }
}

/** One version after the other, told in lines; the first of them by resuming the newest run where that is asked for. */
export async function backfillForever(
  project: (version: number) => Project,
  { index, version, resumes }: { readonly index: number; readonly version: number; readonly resumes: boolean },
): Promise<never> {
  const tell = (line: string) => process.stdout.write(`${line}\n`)
  for (let next = version; ; next += 1) {
    await using current = project(next)
    const options = {
      chunk: 8,
      onProgress: ({ kind }: { readonly kind: string }) => void (kind === 'started' && tell(`started ${index}`)),
    }
    const [last] = await current.runs(1)
    if (resumes && next === version && last) await current.resume(last.runId, options)
    const run = await current.materialize('*', options)
    if (!run.ok) throw new Error(JSON.stringify(run.failures[0] ?? run.plan.skips))
    tell(`done ${index} ${next}`)
  }
}
