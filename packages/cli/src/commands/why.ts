import type { Late, PartitionLineage, Why } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import type { Flags } from '../flags.ts'
import { partitionNamed } from '../partition-named.ts'
import { wasDue } from '../print/late-text.ts'
import { problemText } from '../print/problem-text.ts'
import { sampleTable, withoutSamples } from '../print/samples.ts'
import type { Screen } from '../print/screen.ts'
import { type Cell, type Column, table } from '../print/table.ts'
import { commandLine, count, facts, indented, moment, partitionsOf } from '../print/words.ts'

export const why: Command = {
  args: '<asset> [partition]',
  about: 'A partition is named by its key, or as `latest`: the last complete one.',
  flags: [],
  examples: [
    ['headwater why market/fct_prices 2014-01-28', 'why this partition is fresh, stale, missing or failed'],
    ['headwater why market/fct_prices latest', 'the same for the last complete one'],
    ['headwater why market/dim_company', 'the same for an asset without partitions'],
  ],
  run: ({ args: [asset = '', named], flags, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      const partition = await partitionNamed(project, asset, named)
      const why = await project.why(asset, partition)
      const lineage = why.materialized && (await project.partitionLineage(asset, partition))
      const found = { ...why, madeFrom: lineage?.inputs ?? [] }
      return { data: found, text: (screen) => whyText(screen, found, flags) }
    }),
}

/** Why a partition is as it is, and what it was made from, as it was recorded. */
type Found = Why & { readonly madeFrom: PartitionLineage['inputs'] }

function whyText(screen: Screen, found: Found, flags: Flags): string {
  const name = screen.paint('bold', [found.asset, found.partition].filter(Boolean).join(' '))
  const blocks = [
    [`${name} ${verdict(found)}`, ...found.late.map(lateness), story(found, flags)].join('\n'),
    inputsText(screen, found),
    checksText(screen, found),
  ]
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
      return 'is missing: it was not made yet, or was wiped since.'
    case 'failed':
      return 'is missing: the last attempt to make it failed.'
    default:
      return status satisfies never
  }
}

/** What a check says that has been due for some time. */
function lateness(late: Late): string {
  return `It is late, as check \`${late.check}\` has it: ${wasDue(late, Date.now())}.`
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

function story(found: Found, flags: Flags): string {
  const { materialized, codeVersion } = found
  if (!materialized) return wayOut(found, flags)
  const { time, runId, rows, place, dataVersion, codeVersion: madeBy } = materialized
  const run = runId === undefined ? '' : ` by run ${runId}`
  const code = madeBy === codeVersion || codeVersion === '' ? madeBy : `${madeBy}, and is now ${codeVersion}`
  return [
    `It was made on ${moment(time)}${run}${rows === undefined ? '' : `, with ${count(rows, 'row')}`}.`,
    ...(place ? [`It lies in ${place}.`] : []),
    `Its data version is ${dataVersion}.`,
    ...(madeBy ? [`Its code version was ${code}.`.replace('was', madeBy === code ? 'is' : 'was')] : []),
  ].join('\n')
}

/** What keeps it from being made, or else the command that makes it. */
function wayOut({ asset, partition, inputs }: Found, flags: Flags): string {
  const absent = inputs.filter(({ missing }) => missing).map((input) => partitionsOf(input.asset, input.partitions))
  if (absent.length > 0) return `It can be made once these are there: ${absent.join(', ')}.`
  return `To make it: ${commandLine(['materialize', asset, ...(partition === null ? [] : ['--partitions', partition])], flags)}`
}

const inputColumns: readonly Column[] = [
  { title: 'reads' },
  { title: 'as' },
  { title: 'partition' },
  { title: 'now' },
  { title: 'version read' },
]

function inputsText(screen: Screen, { inputs, materialized, madeFrom }: Found): string {
  if (inputs.length === 0) return ''
  const state = ({ changed, unread, missing }: Why['inputs'][number]): Cell => {
    if (missing) return { text: 'missing', style: 'red' }
    if (changed) return { text: 'changed', style: 'yellow' }
    if (unread) return { text: `only columns that it does not read changed: ${unread.join(' or ')}`, style: 'dim' }
    return { text: materialized ? 'the same' : 'there', style: 'dim' }
  }
  const rows = inputs.map((input): readonly Cell[] => [
    input.asset,
    input.dep,
    input.partitions.replace(/^1 partition: /, ''),
    state(input),
    versionRead(madeFrom.find(({ dep }) => dep === input.dep)),
  ])
  return table(screen, inputColumns, rows)
}

/** Where one partition was read; `headwater lineage` tells those of several. */
function versionRead(input: PartitionLineage['inputs'][number] | undefined): string {
  return input?.count === 1 ? (input.sample[0]?.dataVersion ?? '') : ''
}

function checksText(screen: Screen, { checks }: Why): string {
  const rows = checks.map(({ check, passed, severity, blocking, facts: found }) => [
    check,
    passed
      ? ({ text: 'passed', style: 'green' } as const)
      : ({ text: 'did not pass', style: severity === 'error' ? 'red' : 'yellow' } as const),
    blocking ? `${severity}, blocking` : severity,
    facts(withoutSamples(found)),
  ])
  if (rows.length === 0) return ''
  const samples = checks.flatMap(({ check, facts: found }) => {
    const bad = sampleTable(screen, found)
    return bad === '' ? [] : [`bad rows of ${check}:\n${bad}`]
  })
  return [
    table(screen, [{ title: 'check' }, { title: '' }, { title: 'severity' }, { title: '' }], rows),
    ...samples,
  ].join('\n')
}
