import type { Command } from '../command.ts'
import { planFlags } from '../flags.ts'
import { dryRun } from './materialize.ts'

export const plan: Command = {
  args: '[selection...]',
  about: 'Writes nothing. With --json the plan is the data of the answer, and `materialize --plan` takes that file.',
  flags: planFlags,
  examples: [
    ['headwater plan', 'what is missing or stale'],
    [
      'headwater plan market/fct_prices --upstream --partitions 2014-01-01..2014-02-28',
      'one asset and its upstream, two months',
    ],
    ['headwater plan --json > plan.json', 'keep the plan, to look at it and then make exactly that'],
  ],
  run: (call) => call.withProject((project) => dryRun(project, call)),
}
