import type { EventOf, EventReport, EventType } from '@headwater/core'
import type { EventItem } from '../../contract/assets.ts'
import { counted, inSeconds } from './words.ts'

/** One event in one line. */
export function eventItemOf(event: EventReport): EventItem {
  const { position, time, type, partitionsInWords } = event
  return {
    position,
    time,
    type,
    ...('asset' in event && event.asset !== '' && { asset: event.asset }),
    ...('runId' in event && event.runId !== undefined && { runId: event.runId }),
    ...(partitionsInWords !== '' && { partitions: partitionsInWords }),
    level: levelOf(event),
    text: textOf(event),
    ...('facts' in event && event.facts && { facts: event.facts }),
    ...('problem' in event && event.problem && { problem: event.problem }),
  }
}

/** The types of event that may be a warning or an error. */
export const loudTypes = [
  'run_finished',
  'checked',
  'step_failed',
  'step_skipped',
  'recovered',
  'cancel_requested',
  'logged',
] as const satisfies readonly EventType[]

function levelOf(event: EventReport): EventItem['level'] {
  switch (event.type) {
    case 'materialized':
      return 'ok'
    case 'run_finished':
      return { succeeded: 'ok', failed: 'error', cancelled: 'warn' }[event.outcome] as EventItem['level']
    case 'checked':
      return event.passed ? 'ok' : event.severity
    case 'step_failed':
      return event.willRetry ? 'warn' : 'error'
    case 'step_skipped':
    case 'recovered':
    case 'cancel_requested':
      return 'warn'
    case 'logged':
      return event.level
    default:
      return 'info'
  }
}

function textOf(event: EventReport): string {
  // Which text it is was chosen by its type.
  return (texts[event.type] as (event: EventReport) => string)(event)
}

type About = Pick<EventReport, 'partitionCount'>

const texts: { readonly [T in EventType]: (event: EventOf<T> & About) => string } = {
  run_started: ({ selection, partitions }) => `run started: ${selection}, ${counted(partitions, 'partition')}`,
  run_finished: ({ outcome, seconds }) => `run ${outcome} after ${inSeconds(seconds)}`,
  step_started: () => 'began',
  publishing: () => 'is being published',
  materialized: ({ seconds, rows, partitionCount }) =>
    `made in ${inSeconds(seconds)}${rows ? `, ${counted(rowsIn(rows, partitionCount), 'row')}` : ''}`,
  observed: () => 'observed',
  wiped: ({ deleted }) => (deleted ? 'wiped, with its data' : 'forgotten; its data is where it was'),
  values_removed: ({ count }) => `${counted(count, 'older version')} deleted`,
  renamed: ({ from }) => `was \`${from}\``,
  partitioned: ({ cut }) => `is cut otherwise from here on: ${String(cut.kind)}`,
  shaped: () => 'its columns are other ones from here on',
  columns_derived: () => 'column lineage derived',
  cut_off: () => 'up to date after all: what is upstream came out the same',
  step_failed: ({ problem, willRetry }) => `${willRetry ? 'failed, and is tried again' : 'failed'}: ${problem.message}`,
  step_skipped: ({ because }) => `skipped, since \`${because}\` was not made`,
  checked: ({ check, passed }) => `check \`${check}\` ${passed ? 'passed' : 'did not pass'}`,
  alias_moved: ({ alias }) => `alias \`${alias}\` moved here`,
  logged: ({ message }) => message,
  keys_added: ({ dimension, keys }) => `keys added to \`${dimension}\`: ${keys.join(', ')}`,
  keys_removed: ({ dimension, keys }) => `keys removed from \`${dimension}\`: ${keys.join(', ')}`,
  cancel_requested: ({ of }) => `run \`${of}\` was asked to end`,
  pruned: ({ events, values }) => `pruned: ${counted(events, 'event')}, ${counted(values, 'value')}`,
  recovered: ({ actions }) => actions.join('; '),
}

/** One number for all partitions of the event, or one for each. */
function rowsIn(rows: NonNullable<EventOf<'materialized'>['rows']>, partitions: number): number {
  if ('same' in rows) return (rows.same ?? 0) * partitions
  return rows.each.reduce<number>((sum, each) => sum + (each ?? 0), 0)
}
