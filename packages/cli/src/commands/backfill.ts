import type { Project } from '@headwater/core'
import { Option } from 'commander'
import { assertAlone } from '../assert-alone.ts'
import { carryOut } from '../carry-out.ts'
import type { Answer, Call, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { chunkFlag, concurrencyFlag, dryRunFlag, planFlags } from '../flags.ts'
import { planHeadline } from '../print/plan-text.ts'
import { planTable } from '../print/plan-table.ts'
import { selectionOf } from '../selection-of.ts'
import { whichOf } from '../which-of.ts'
import { dryRun, shown } from './materialize.ts'

/** So far back a run is looked for that left something. */
const recent = 100

export const backfill: Command = {
  args: '[selection...]',
  about:
    'Like materialize, for many partitions: it says what it will make before it starts, and the rate and the time left while it works. Ctrl-C finishes cleanly, and tells the command that makes the rest.',
  flags: [
    ...planFlags,
    chunkFlag,
    concurrencyFlag,
    dryRunFlag('show the plan and make nothing'),
    new Option('--resume <run>', 'make what a run left: its id, or `latest` for the newest that left something'),
    new Option('--again <run>', 'make everything again that a run set out to make, also what is up to date'),
  ],
  examples: [
    ['headwater backfill raw/quotes --partitions 2013-01-01..2023-12-31', 'eleven years, as far as they are not there'],
    ['headwater backfill raw/quotes --downstream --chunk 250', '250 partitions in each call of a range asset'],
    ['headwater backfill --resume latest', 'the rest of what was cancelled, failed or killed'],
  ],
  run: (call) => {
    const { resume, again, dryRun: onlyShows } = call.flags
    if (resume !== undefined) {
      assertAlone(call, '--resume', 'backfill anew')
      return call.withProject((project) => resumed(project, call, resume))
    }
    if (again !== undefined) {
      assertAlone(call, '--again', 'backfill anew')
      return call.withProject((project) => repeated(project, call, again))
    }
    if (call.args.length === 0) throw nothingSelected()
    return call.withProject((project) => (onlyShows ? dryRun(project, call) : begun(project, call)))
  },
}

function begun(project: Project, call: Call): Promise<Answer> {
  return carryOut(call, project, {
    run: (how) => project.materialize(selectionOf(call), { ...whichOf(call.flags), ...how }),
    announce: (plan) => `${planHeadline(plan)}\n`,
  })
}

async function resumed(project: Project, call: Call, named: string): Promise<Answer> {
  const runId = named === 'latest' ? await unfinished(project) : named
  if (call.flags.dryRun) return shown(await project.planResume(runId))
  return carryOut(call, project, {
    run: (how) => project.resume(runId, how),
    announce: (plan) => `Left of run ${runId}: ${planHeadline(plan)}\n\n${planTable(call.aside, plan.steps)}\n`,
    nothing: `Nothing is left of run ${runId}.`,
  })
}

async function repeated(project: Project, call: Call, runId: string): Promise<Answer> {
  if (call.flags.dryRun) return shown(await project.planRerun(runId))
  return carryOut(call, project, {
    run: (how) => project.rerun(runId, how),
    announce: (plan) => `Run ${runId} again: ${planHeadline(plan)}\n\n${planTable(call.aside, plan.steps)}\n`,
    nothing: `Nothing of run ${runId} is there to be made.`,
  })
}

async function unfinished(project: Project): Promise<string> {
  const runs = await project.runs(recent)
  const found = runs.find(({ outcome }) => outcome !== 'succeeded')
  if (found) return found.runId
  throw new CommandError('RUN_UNKNOWN', {
    message: 'there is no run that left something',
    hint: `Each of the newest ${recent} made all that it set out to make: \`headwater runs\` lists them.`,
  })
}

function nothingSelected(): CommandError {
  return new CommandError('USAGE_INVALID', {
    message: 'no asset was selected',
    hint: "Name what is to be made, as in `headwater backfill raw/quotes`; '*' is everything. `--resume` goes on with a run.",
  })
}
