import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { asset, defineProject, hourly, type Project, type StateStore, sqliteState } from '@headwater/core'
import type { Benchmark, Budget, Result, Timing } from './benchmark.ts'
import { dayAfter } from './days.ts'
import { inFolder } from './folder.ts'
import { inFreshProcess, residentMb } from './in-fresh-process.ts'
import { median, middle, timed } from './measure.ts'
import { assertUpToDate, Recorder } from './recorded-state.ts'

const start = '1910-01-01'
/** 1,000,008 hours. */
const manyDays = 41_667
const fewDays = 42
const gaps = 10
const processes = 7
const repetitions = 51

const questions = ['status', 'missing ranges', 'plan after one day changed'] as const
type Question = (typeof questions)[number]

/** What users ask of assets with a million partitions. Its limit is the same of a thousand. */
export const million: Benchmark = {
  name: 'million',
  needsBuild: true,
  measure: () =>
    inFolder(async (folder) => {
      const many = { path: join(folder, 'many.sqlite'), days: manyDays }
      const few = { path: join(folder, 'few.sqlite'), days: fewDays }
      for (const file of [many, few]) await record(file)
      return questions.flatMap((question) => compared(question, many, few))
    }),
}

/** A state file, and over how many days its assets go. */
interface StateFile {
  readonly path: string
  readonly days: number
}

/** What one process measured: its first call, and those after it. */
interface Calls {
  readonly first: Timing
  readonly next: Timing
  readonly grownMb: number
}

function compared(question: Question, many: StateFile, few: StateFile): readonly Result[] {
  const calls: { readonly ours: Calls[]; readonly peer: Calls[] } = { ours: [], peer: [] }
  for (let round = 0; round < processes; round += 1) {
    calls.ours.push(inFreshProcess('million.ts', question, many.path, String(many.days)))
    calls.peer.push(inFreshProcess('million.ts', question, few.path, String(few.days)))
  }
  const grown = {
    figure: median(calls.ours.map(({ grownMb }) => grownMb)),
    limit: 64,
    unit: 'MB',
    of: 'grown',
  } as const
  return (['first', 'next'] as const).map((which) => {
    const ours = middle(calls.ours.map((call) => call[which]))
    const peer = middle(calls.peer.map((call) => call[which]))
    const ratio = { figure: ours.wallMs / peer.wallMs, limit: 2, unit: 'x' } as const
    const budgets: readonly Budget[] =
      which === 'first'
        ? [{ figure: ours.wallMs - peer.wallMs, limit: 20, unit: 'ms more' }, ratio]
        : [{ figure: ours.wallMs, limit: 20, unit: 'ms' }, ratio, grown]
    return { what: `${question}, 1M partitions, ${which} call`, peerName: '1k partitions', ours, peer, budgets }
  })
}

/** Asks once in a process of its own, and then again and again. Before every plan one day upstream is changed. */
export async function freshly(question: Question, path: string, days: string): Promise<Calls> {
  const state = sqliteState({ path })
  await using project = defined(Number(days), state)
  const before = residentMb()
  const first = await timed(() => asked(project, question))
  const next: Timing[] = []
  const recorder = await Recorder.of(project, state)
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    if (question === 'plan after one day changed') await changeDay(recorder, Number(days))
    next.push(await timed(() => asked(project, question)))
  }
  const grownMb = residentMb() - before
  if (question === 'plan after one day changed') await changeDay(recorder, Number(days))
  return { first, next: middle(next), grownMb }
}

async function asked(project: Project, question: Question): Promise<void> {
  if (question === 'plan after one day changed') {
    const { steps } = await project.plan('+bench/reader')
    if (steps.length !== 1 || steps[0]?.count !== 24) throw new Error(`the plan makes ${JSON.stringify(steps)}`)
  } else {
    const [report] = await project.status(question === 'status' ? 'bench/reader' : 'bench/gaps')
    if (question === 'missing ranges' && report?.counts.missing !== 24 * gaps) throw new Error(`${report?.missing}`)
  }
}

async function changeDay(recorder: Recorder, days: number): Promise<void> {
  const day = dayAfter(start, Math.floor(days / 2))
  await recorder.record('bench/hours', `${day}..${day}`, randomUUID())
}

function defined(days: number, state: StateStore): Project {
  const partitions = hourly({ start, end: dayAfter(start, days - 1) })
  const hours = asset('bench/hours', { partitions, codeVersion: '1' }, () => {})
  const reader = asset('bench/reader', { deps: { hours }, partitions, codeVersion: '1' }, () => {})
  const withGaps = asset('bench/gaps', { partitions, codeVersion: '1' }, () => {})
  return defineProject({ assets: [hours, reader, withGaps], state })
}

/** A history of backfills, with some days missing of one asset. */
async function record({ path, days }: StateFile): Promise<void> {
  const state = sqliteState({ path })
  await using project = defined(days, state)
  const recorder = await Recorder.begin(project, state, { asset: 'bench/hours', partition: `${start}T00:00` })
  for (const range of ranges(days, Math.min(days, 100))) await recorder.record('+bench/reader', range, randomUUID())
  for (const range of ranges(days, gaps, 1)) await recorder.record('bench/gaps', range, randomUUID())
  await assertUpToDate(project, '+bench/reader')
  await changeDay(recorder, days)
}

/** As many ranges of days, one after the other, each without its last days. */
function ranges(days: number, count: number, without = 0): readonly string[] {
  const beginning = (index: number): number => Math.floor((days * index) / count)
  return Array.from({ length: count }, (_, index) => {
    return `${dayAfter(start, beginning(index))}..${dayAfter(start, beginning(index + 1) - 1 - without)}`
  })
}
