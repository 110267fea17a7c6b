import { relative } from 'node:path'
import type { Plan, Project, RunResult, Which } from '@headwater/core'
import { Option } from 'commander'
import type { Answer, Call, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { concurrencyFlag, planFlags } from '../flags.ts'
import { interruptible } from '../interruptible.ts'
import { planText } from '../print/plan-text.ts'
import { runText } from '../print/run-text.ts'
import { watchRun } from '../progress/watch-run.ts'
import { readPlan } from '../read-plan.ts'
import { selectionOf } from '../selection-of.ts'
import { whichOf } from '../which-of.ts'

export const materialize: Command = {
  args: '[selection...]',
  about: 'Ctrl-C finishes cleanly: what is under way leaves nothing behind, and what is done stays done.',
  flags: [
    ...planFlags,
    new Option('--dry-run', 'show the plan and make nothing'),
    new Option('--plan <file>', 'make exactly what this plan says, or nothing where the state has moved on'),
    concurrencyFlag,
  ],
  examples: [
    ['headwater materialize', 'everything that is missing or stale'],
    [
      "headwater materialize '+market/fct_prices' --partitions 2014-01-01..2014-02-28",
      'one asset and its upstream, two months',
    ],
    ['headwater materialize tag:nightly --force', 'also what is up to date'],
    ['headwater materialize --plan plan.json', 'what `headwater plan --json` wrote'],
  ],
  run: (call) => {
    const plan = planOf(call)
    return call.withProject((project) => (call.flags.dryRun ? dryRun(project, call, plan) : run(project, call, plan)))
  },
}

function planOf({ args, cwd, flags }: Call): Plan | undefined {
  const { plan, partitions, force, upstream, downstream } = flags
  if (plan === undefined) return undefined
  if (args.length === 0 && partitions === undefined && !force && !upstream && !downstream) return readPlan(cwd, plan)
  throw new CommandError('USAGE_INVALID', {
    message: '`--plan` says everything: no selection and no partitions can stand beside it',
    hint: 'Leave them out, or make a new plan with `headwater plan`.',
  })
}

async function dryRun(project: Project, call: Call, given: Plan | undefined): Promise<Answer> {
  const plan = given ?? (await project.plan(selectionOf(call), whichOf(call.flags)))
  return { data: plan, text: (screen) => planText(screen, plan) }
}

async function run(project: Project, call: Call, plan: Plan | undefined): Promise<Answer> {
  const view = watchRun(call)
  const { concurrency } = call.flags
  const which: Which = {
    ...whichOf(call.flags),
    onProgress: view.onProgress,
    ...(concurrency === undefined ? {} : { concurrency }),
  }
  const result = await interruptible(
    (signal) => project.materialize(plan ?? selectionOf(call), { ...which, signal }).finally(view.end),
    () => view.note('Cancelling: what must be finished is finished. Ctrl-C again ends it at once.'),
  )
  const places = call.flags.json ? [] : await lastPlaces(project, result)
  const exitCode = result.ok ? 0 : result.outcome === 'cancelled' ? 130 : 1
  const closing = { places, folder: relative(call.cwd, process.cwd()), config: call.flags.config }
  return { data: result, exitCode, text: (screen) => runText(screen, result, closing) }
}

/** Where the values lie that were made last, of the assets that nothing else of the run was made from, a few of them. */
async function lastPlaces(project: Project, { steps }: RunResult): Promise<readonly string[]> {
  const made = new Set(steps.filter((step) => step.made > 0).flatMap(({ assets }) => assets))
  const read = new Set(
    project
      .edges()
      .filter(({ from, to }) => made.has(to) && from !== to)
      .map(({ from }) => from),
  )
  const ends = [...made].filter((asset) => !read.has(asset)).slice(0, 3)
  if (ends.length === 0) return []
  const statuses = await project.status(ends.map((asset) => `key:${asset}`).join(' or '))
  const places: string[] = []
  for (const { asset, newest } of statuses) {
    const { materialized } = newest ? await project.why(asset, newest.partition) : {}
    if (materialized) places.push(`${asset} in ${materialized.place}`)
  }
  return places
}
