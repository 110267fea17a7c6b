import { relative } from 'node:path'
import type { Plan, Project, RunOptions, RunProgress, RunResult } from '@headwater/core'
import type { Answer, Call } from './command.ts'
import { allInOneCall } from './flags.ts'
import { interruptible } from './interruptible.ts'
import { lastPlaces } from './last-places.ts'
import { runText } from './print/run-text.ts'
import { commandLine } from './print/words.ts'
import { watchRun } from './progress/watch-run.ts'

/** What is to be run, and what is said of it. */
export interface Work {
  readonly run: (how: Partial<RunOptions>) => Promise<RunResult>
  /** Said before it starts. */
  readonly announce?: (plan: Plan) => string
  /** Said when there is nothing to make, instead of what the plan says. */
  readonly nothing?: string
}

/** Runs, shows how it goes on, and says what came of it, and how to go on where something is left. Ctrl-C cancels. */
export async function carryOut(call: Call, project: Project, { run, announce, nothing }: Work): Promise<Answer> {
  const view = watchRun(call)
  const onProgress = (progress: RunProgress): void => {
    if (progress.kind === 'started' && announce) view.note(announce(progress.plan))
    view.onProgress(progress)
  }
  const { concurrency, chunk } = call.flags
  const how = { chunk, onProgress, ...(concurrency === undefined ? {} : { concurrency }) }
  const result = await interruptible(
    (signal) => run({ ...how, signal }).finally(view.end),
    () => view.note('Cancelling: what must be finished is finished. Ctrl-C again ends it at once.'),
  )
  const exitCode = result.ok ? 0 : result.outcome === 'cancelled' ? 130 : 1
  if (nothing !== undefined && result.steps.length === 0) return { data: result, exitCode, text: () => `${nothing}\n` }
  const closing = {
    places: call.flags.json ? [] : await lastPlaces(project, result),
    folder: relative(call.cwd, process.cwd()),
    next: commandLine(result.ok ? ['status'] : ['runs', result.runId], call.flags),
    resume: result.outcome === 'succeeded' ? undefined : resumeLine(call, result),
  }
  return { data: result, exitCode, text: (screen) => runText(screen, result, closing) }
}

/** The command that makes what this run left, in the way in which this one went about it. */
function resumeLine({ flags }: Call, { runId }: RunResult): string {
  const { chunk, concurrency } = flags
  const words = ['backfill', '--resume', runId]
  if (chunk !== undefined) words.push('--chunk', chunk === allInOneCall ? 'all' : String(chunk))
  if (concurrency !== undefined) words.push('--concurrency', String(concurrency))
  return commandLine(words, flags)
}
