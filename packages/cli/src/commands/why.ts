import type { Why } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { problemText } from '../print/problem-text.ts'
import type { Screen } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { count, facts, indented, moment } from '../print/words.ts'

export const why: Command = {
  args: '<asset> [partition]',
  flags: [],
  examples: [
    ['headwater why market/fct_prices 2014-01-28', 'why this partition is fresh, stale, missing or failed'],
    ['headwater why market/dim_company', 'the same for an asset without partitions'],
  ],
  run: ({ args: [asset = '', partition], withProject }) =>
    withProject(async (project): Promise<Answer> => {
      const found = await project.why(asset, partition ?? null)
      return { data: found, text: (screen) => whyText(screen, found) }
    }),
}

function whyText(screen: Screen, found: Why): string {
  const name = screen.paint('bold', [found.asset, found.partition].filter(Boolean).join(' '))
  const blocks = [`${name} ${verdict(found)}\n${story(found)}`, inputsText(screen, found), checksText(screen, found)]
  if (found.failure)
    blocks.push(
      `${screen.paint('red', `In run ${found.failure.runId} it failed:`)}\n${indented(problemText(screen, found.failure.problem))}`,
    )
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function verdict({ status, because = '' }: Why): string {
  switch (status) {
    case 'fresh':
      return 'is fresh: its code and everything that it reads are as they were when it was made.'
    case 'stale':
      return `is stale: ${sentence(because)}`
    case 'missing':
      return 'is missing: it was never made.'
    case 'failed':
      return 'is missing: the last attempt to make it failed.'
    default:
      return status satisfies never
  }
}

/** A reason of the planner as a sentence. */
function sentence(because: string): string {
  const [reason, detail] = because.split(/: (.*)/s, 2)
  switch (reason) {
    case 'code changed':
      return 'its code changed since it was made.'
    case 'upstream changed':
      return `its upstream ${detail} changed since it was made.`
    case 'deps changed':
      return detail
        ? `it now reads something else as \`${detail}\`.`
        : 'it now reads other assets than when it was made.'
    case 'code version unknown':
      return `whether its code changed cannot be told (${detail}).`
    default:
      return `${because}.`
  }
}

function story({ materialized }: Why): string {
  if (!materialized) return 'Nothing of it is there to be read.'
  const { time, runId, rows, place, dataVersion } = materialized
  return [
    `It was made on ${moment(time)}${runId === undefined ? '' : ` by run ${runId}`}${rows === undefined ? '' : `, with ${count(rows, 'row')}`}.`,
    `${place ? `It lies in ${place}; its` : 'Its'} data version is ${dataVersion}.`,
  ].join('\n')
}

function inputsText(screen: Screen, { inputs, materialized }: Why): string {
  const state = ({
    changed,
    missing,
  }: Why['inputs'][number]): { readonly text: string; readonly style: 'red' | 'yellow' | 'dim' } =>
    missing
      ? { text: 'missing', style: 'red' }
      : changed
        ? { text: 'changed', style: 'yellow' }
        : { text: materialized ? 'the same' : 'there', style: 'dim' }
  const rows = inputs.map((input) => [input.asset, input.dep, input.partitions, state(input)])
  return rows.length === 0
    ? ''
    : table(screen, [{ title: 'reads' }, { title: 'as' }, { title: 'partition' }, { title: 'now' }], rows)
}

function checksText(screen: Screen, { checks }: Why): string {
  const rows = checks.map(({ check, passed, severity, blocking, facts: found }) => [
    check,
    passed
      ? ({ text: 'passed', style: 'green' } as const)
      : ({ text: 'did not pass', style: severity === 'error' ? 'red' : 'yellow' } as const),
    blocking ? `${severity}, blocking` : severity,
    facts(found),
  ])
  return rows.length === 0
    ? ''
    : table(screen, [{ title: 'check' }, { title: '' }, { title: 'severity' }, { title: '' }], rows)
}
