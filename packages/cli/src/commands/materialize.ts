import type { Plan, Project } from '@headwater/core'
import { Option } from 'commander'
import { assertAlone } from '../assert-alone.ts'
import { carryOut } from '../carry-out.ts'
import type { Answer, Call, Command } from '../command.ts'
import { concurrencyFlag, dryRunFlag, planFlags } from '../flags.ts'
import { planText } from '../print/plan-text.ts'
import { readPlan } from '../read-plan.ts'
import { selectionOf } from '../selection-of.ts'
import { whichOf } from '../which-of.ts'

export const materialize: Command = {
  args: '[selection...]',
  about: 'Ctrl-C finishes cleanly: what is under way leaves nothing behind, and what is done stays done.',
  flags: [
    ...planFlags,
    dryRunFlag('show the plan and make nothing'),
    new Option('--plan <file>', 'make exactly what this plan says, or nothing where the state has moved on'),
    concurrencyFlag,
  ],
  examples: [
    ['headwater materialize', 'everything that is missing or stale'],
    [
      'headwater materialize market/fct_prices --upstream --partitions 2014-01-01..2014-02-28',
      'one asset and its upstream, two months',
    ],
    ['headwater materialize tag:nightly --force', 'also what is up to date'],
    ['headwater materialize --plan plan.json', 'what `headwater plan --json` wrote'],
  ],
  run: (call) => {
    const plan = givenPlan(call)
    return call.withProject((project) => {
      if (call.flags.dryRun) return dryRun(project, call, plan)
      const wanted = plan ?? selectionOf(call)
      return carryOut(call, project, {
        run: (how) => project.materialize(wanted, { ...whichOf(call.flags), ...how }),
      })
    })
  },
}

function givenPlan(call: Call): Plan | undefined {
  const { plan } = call.flags
  if (plan === undefined) return undefined
  assertAlone(call, '--plan', 'make a new plan with `headwater plan`')
  return readPlan(call.cwd, plan)
}

/** The plan that would be carried out. */
export async function dryRun(project: Project, call: Call, given?: Plan): Promise<Answer> {
  return shown(given ?? (await project.plan(selectionOf(call), whichOf(call.flags))))
}

/** A plan as the answer of a command that makes nothing. */
export function shown(plan: Plan): Answer {
  return { data: plan, text: (screen) => planText(screen, plan) }
}
