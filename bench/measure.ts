import { spawnSync, type SpawnSyncOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Timing } from './benchmark.ts'

type Timed = () => Timing | Promise<Timing>

/**
 * Times both sides in turn, so that whatever else the machine does falls on both, and answers with the medians. Each
 * side goes first every other time. The first repetition warms up and does not count.
 */
export async function compare(repetitions: number, ours: Timed, peer: Timed): Promise<{ ours: Timing; peer: Timing }> {
  const timings: { ours: Timing[]; peer: Timing[] } = { ours: [], peer: [] }
  for (let repetition = 0; repetition <= repetitions; repetition += 1) {
    const order = repetition % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)
    for (const side of order) {
      const timing = await (side === 'ours' ? ours() : peer())
      if (repetition > 0) timings[side].push(timing)
    }
  }
  return { ours: middle(timings.ours), peer: middle(timings.peer) }
}

/** Times work in this process. */
export async function timed(work: () => unknown): Promise<Timing> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const wallMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { wallMs, cpuMs: (user + system) / 1000 }
}

/** Times a command from its start to its end. Throws with what it said when it fails. */
export function timedCommand(command: string, args: readonly string[], options: SpawnSyncOptions = {}): Timing {
  const cpu = cpuOfChildren()
  const start = performance.now()
  // What is measured is what was built, whichever condition this process runs under.
  const env = { ...process.env, NODE_OPTIONS: '', ...options.env }
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...options, env, maxBuffer: 2 ** 28 })
  const wallMs = performance.now() - start
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? `${stdout}${stderr}`}`)
  return { wallMs, cpuMs: cpu === undefined ? undefined : (cpuOfChildren() ?? cpu) - cpu }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The middle of each measure by itself. */
export function middle(timings: readonly Timing[]): Timing {
  const cpu = timings.flatMap(({ cpuMs }) => cpuMs ?? [])
  return { wallMs: median(timings.map(({ wallMs }) => wallMs)), cpuMs: cpu.length > 0 ? median(cpu) : undefined }
}

/** Linux counts the processor time of finished children in hundredths of a second (proc(5): fields 16 and 17). */
function cpuOfChildren(): number | undefined {
  if (process.platform !== 'linux') return undefined
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}
