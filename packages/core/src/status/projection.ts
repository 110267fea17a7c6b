import { digest } from '../base/digest.ts'
import type { StepDefinition } from '../define/definition.ts'
import type { InputRecord } from '../state/index.ts'
import type { InputReading } from './resolve-inputs.ts'

/** Counted up when readers turn out to read more than was known of them: what was recorded before equals nothing then. */
const knowledge = 1

/**
 * A hash over the versions of some columns of what a step reads: equal hashes mean as many rows, with equal cells in these
 * columns, in the same order. Undefined where the versions of some of them are not recorded. A declaration that the step
 * reads no more than these is part of it, since it is none of the code version.
 */
export function projectionHash(
  step: StepDefinition,
  { entries }: InputReading,
  columns: readonly string[],
): string | undefined {
  let lines = `${trustedBy(step)}\n`
  for (const { cell, row } of entries) {
    const { columns: known } = row
    if (!known || !columns.every((column) => Object.hasOwn(known.of, column))) return undefined
    const versions = columns.map((column) => known.of[column])
    lines += `${cell.series}:${cell.ordinal}\t${[known.shared, ...versions].join('\t')}\n`
  }
  return digest(lines)
}

/** What a step's projections are trusted by. */
export function trustedBy({ outputs }: StepDefinition): string {
  const declared = Object.values(outputs).map(({ columnLineage }) => columnLineage?.declaration ?? '')
  return `${knowledge} ${declared.every((text) => text === '') ? '' : digest(JSON.stringify(declared))}`
}

/** Through which upstream what is read now differs from what was recorded as read. */
export interface InputDifference {
  readonly upstream: string
  /** Only in columns that were not read. */
  readonly unread?: true | undefined
}

/** The first difference that matters, else the first one at all. Undefined: the inputs are the same. */
export function inputDifference(
  step: StepDefinition,
  readings: readonly InputReading[],
  recorded: readonly InputRecord[],
): InputDifference | undefined {
  let unread: InputDifference | undefined
  for (const [index, reading] of readings.entries()) {
    const before = recordOf(reading, recorded, index)
    if (before?.hash === reading.hash) continue
    if (!isUnread(step, reading, before)) return { upstream: reading.asset }
    unread ??= { upstream: reading.asset, unread: true }
  }
  return unread
}

/** Mostly both are in one order. */
function recordOf({ input }: InputReading, recorded: readonly InputRecord[], index: number): InputRecord | undefined {
  const same = recorded[index]
  return same?.dep === input.dep ? same : recorded.find(({ dep }) => dep === input.dep)
}

/** Whether something that differs is the same in all columns that were read of it. */
export function isUnread(step: StepDefinition, reading: InputReading, recorded: InputRecord | undefined): boolean {
  const { projection } = recorded ?? {}
  return projection !== undefined && projectionHash(step, reading, projection.columns) === projection.hash
}
