import type { EventOf, RecordedEvent } from '../events/index.ts'
import type { Json, JsonObject } from '../base/json.ts'
import { Subset } from '../partitions/index.ts'

/** What is recorded of one asset, as ranges of partitions: enough to tell its status without looking at any of them. */
export interface AssetRecord {
  /** The first name that anything was recorded under: it outlives renaming. */
  readonly origin: string
  /** The newest event that changed this record. */
  readonly position: number
  /** The partitions that have a value, by what made them. Observed ones have an empty code version and recipe. */
  readonly made: readonly MadeGroup[]
  /** Those of them that were not complete when they were made. */
  readonly open: Subset
  /** Those whose newest attempt failed. */
  readonly failed: Subset
  readonly lastFailure: LastFailure | undefined
  readonly newest: Newest | undefined
  /** Rows in all partitions together, as far as they were counted; undefined when none were. */
  readonly rows: number | undefined
  /** What making partitions took lately: sums over the newest materializations, older ones counting ever less. */
  readonly pace: Pace
  /** The newest result of every check. */
  readonly checks: readonly CheckRecord[]
  readonly aliases: readonly EventOf<'alias_moved'>[]
  /** How the asset is cut, since it was last said. */
  readonly cut: JsonObject | undefined
  /** What its rows were when it was last made, as JSON Schema; null where that was not known. Absent: nothing was said yet. */
  readonly rowSchema: Json | undefined
}

export interface MadeGroup {
  readonly codeVersion: string
  readonly recipe: string
  readonly partitions: Subset
}

export interface LastFailure {
  readonly position: number
  readonly runId: string
  readonly code: string
  readonly message: string
}

/** The newest materialization or observation; of several partitions in one event the last. */
export interface Newest {
  readonly position: number
  readonly time: number
  /** Absent for observations, which no run need have made. */
  readonly runId?: string | undefined
  readonly series: string
  readonly ordinal: number
}

export interface Pace {
  readonly partitions: number
  readonly seconds: number
  readonly rows: number
}

/** What a check found last: of the asset as a whole, or by partition. */
export interface CheckRecord {
  readonly check: string
  readonly severity: 'warn' | 'error'
  readonly blocking: boolean
  /** Of the asset as a whole: undefined when it was checked by partition only. */
  readonly passed: boolean | undefined
  /** The partitions that it found wrong. */
  readonly failed: Subset
}

/** What the ledger knows of the partitions of an event from before it, as far as the record depends on it. */
export interface Before {
  /** The sum of the rows that the partitions of the event had. */
  readonly rows: number
}

/** The types of event that change a record. */
export const recordedTypes = [
  'materialized',
  'observed',
  'wiped',
  'step_failed',
  'checked',
  'alias_moved',
  'partitioned',
  'shaped',
] as const
export type RecordingEvent = EventOf<(typeof recordedTypes)[number]>

/** The record of an asset that nothing is recorded of. */
export function emptyRecord(origin: string): AssetRecord {
  return {
    origin,
    position: 0,
    made: [],
    open: Subset.empty,
    failed: Subset.empty,
    lastFailure: undefined,
    newest: undefined,
    rows: undefined,
    pace: { partitions: 0, seconds: 0, rows: 0 },
    checks: [],
    aliases: [],
    cut: undefined,
    rowSchema: undefined,
  }
}

/** All partitions that have a value. */
export function materializedOf(record: AssetRecord | undefined): Subset {
  return (record?.made ?? []).reduce((all, { partitions }) => all.union(partitions), Subset.empty)
}

export function isRecording(event: RecordedEvent): event is RecordingEvent {
  return (recordedTypes as readonly string[]).includes(event.type)
}

/** The record after one event more. */
export function withEvent(record: AssetRecord, event: RecordingEvent, before: Before): AssetRecord {
  const next = { ...record, position: event.position }
  switch (event.type) {
    case 'materialized':
      return withMade({ ...next, pace: paced(record.pace, event) }, event, before)
    case 'observed':
      return withMade(next, { ...event, codeVersion: '', recipe: '', open: '' }, before)
    case 'wiped':
      return withoutPartitions(next, Subset.decode(event.partitions), before)
    case 'step_failed':
      return event.willRetry ? record : withFailure(next, event)
    case 'checked':
      return { ...next, checks: withCheck(record.checks, event) }
    case 'alias_moved':
      return { ...next, aliases: [...record.aliases.filter(({ alias }) => alias !== event.alias), event] }
    case 'partitioned':
      return { ...next, cut: event.cut }
    case 'shaped':
      return { ...next, rowSchema: event.rowSchema }
    default:
      return event satisfies never
  }
}

type Made = Pick<EventOf<'materialized'>, 'codeVersion' | 'recipe' | 'partitions' | 'open' | 'time' | 'position'> & {
  readonly runId?: string | undefined
  readonly rows?: EventOf<'materialized'>['rows']
}

function withMade(record: AssetRecord, event: Made, before: Before): AssetRecord {
  const partitions = Subset.decode(event.partitions)
  const { codeVersion, recipe, position, time, runId } = event
  const isSame = (group: MadeGroup): boolean => group.codeVersion === codeVersion && group.recipe === recipe
  const group = record.made.find(isSame) ?? { codeVersion, recipe, partitions: Subset.empty }
  const others = record.made
    .filter((other) => !isSame(other))
    .map((other) => ({ ...other, partitions: other.partitions.subtract(partitions) }))
    .filter((other) => !other.partitions.isEmpty)
  const last = partitions.last
  const failed = record.failed.subtract(partitions)
  const rows = (record.rows ?? 0) - before.rows
  return {
    ...record,
    made: [...others, { ...group, partitions: group.partitions.union(partitions) }],
    open: record.open.subtract(partitions).union(Subset.decode(event.open)),
    failed,
    lastFailure: failed.isEmpty ? undefined : record.lastFailure,
    newest: last && { position, time, runId, ...last },
    rows: event.rows === undefined ? rows || undefined : rows + rowsIn(event.rows, partitions.count),
  }
}

function withoutPartitions(record: AssetRecord, partitions: Subset, before: Before): AssetRecord {
  const left = record.made
    .map((group) => ({ ...group, partitions: group.partitions.subtract(partitions) }))
    .filter((group) => !group.partitions.isEmpty)
  const failed = record.failed.subtract(partitions)
  return {
    ...record,
    made: left,
    open: record.open.subtract(partitions),
    failed,
    lastFailure: failed.isEmpty ? undefined : record.lastFailure,
    newest: left.length === 0 ? undefined : record.newest,
    rows: record.rows === undefined ? undefined : record.rows - before.rows,
    checks:
      left.length === 0 ? [] : record.checks.map((check) => ({ ...check, failed: check.failed.subtract(partitions) })),
  }
}

function withFailure(record: AssetRecord, event: EventOf<'step_failed'>): AssetRecord {
  const { position, runId, problem } = event
  return {
    ...record,
    failed: record.failed.union(Subset.decode(event.partitions)),
    lastFailure: { position, runId, code: problem.code, message: problem.message },
  }
}

function withCheck(checks: readonly CheckRecord[], event: EventOf<'checked'>): readonly CheckRecord[] {
  const { check, severity, blocking, passed } = event
  const before = checks.find((known) => known.check === check)
  const partitions = Subset.decode(event.partitions)
  const failed = before?.failed ?? Subset.empty
  const after =
    event.partitions === ''
      ? { check, severity, blocking, passed, failed }
      : {
          check,
          severity,
          blocking,
          passed: before?.passed,
          failed: passed ? failed.subtract(partitions) : failed.union(partitions),
        }
  return [...checks.filter((known) => known.check !== check), after]
}

/** So much of what was known counts when something new comes: about the last ten materializations. */
const remembered = 0.9

function paced({ partitions, seconds, rows }: Pace, event: EventOf<'materialized'>): Pace {
  const { count } = Subset.decode(event.partitions)
  return {
    partitions: partitions * remembered + count,
    seconds: seconds * remembered + event.seconds,
    rows: rows * remembered + (event.rows === undefined ? 0 : rowsIn(event.rows, count)),
  }
}

/** The sum of a column of row counts over so many partitions. */
export function rowsIn(rows: NonNullable<EventOf<'materialized'>['rows']>, count: number): number {
  if ('same' in rows) return (rows.same ?? 0) * count
  return rows.each.reduce<number>((sum, each) => sum + (each ?? 0), 0)
}
