import type { Facts } from '../base/facts.ts'
import { type EventDraft, type EventOf, eventSchemas, type EventType, type RecordedEvent } from '../events/index.ts'
import { fail } from '../errors/index.ts'

/**
 * The version of events that this release writes. Those of version 1 are in files of pre-releases only, which are
 * refused as a whole.
 */
export const eventVersion = 2

/** What the log gives to an event. */
export interface Place {
  readonly position: number
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** An event as a driver keeps it: its JSON, and beside it what queries select by. */
export interface UnplacedRow {
  readonly type: string
  readonly version: number
  readonly run_id: string | null
  readonly asset: string | null
  readonly payload: string
}

/** The same once the log has taken it. */
export interface EventRow extends UnplacedRow, Place {}

/** The row of a draft. Throws EVENT_INVALID. */
export function toRow(draft: EventDraft): UnplacedRow {
  if (isDoubtful(draft)) checkDraft(draft)
  return {
    type: draft.type,
    version: eventVersion,
    run_id: ('runId' in draft && draft.runId) || null,
    asset: ('asset' in draft && draft.asset) || null,
    payload: JSON.stringify(draft),
  }
}

/**
 * Whether a draft holds something unreadable that came out of people's code: facts, or counts that are none. One event
 * that no reader accepts would close the log for ever. The rest is ours, the compiler has seen it, and parsing an event of
 * thousands of partitions takes longer than writing it.
 */
function isDoubtful(draft: EventDraft): boolean {
  if ('facts' in draft && !isFacts(draft.facts)) return true
  if (draft.type === 'materialized') return !hasCounts(draft)
  if (draft.type !== 'publishing') return false
  const { staged, checks, aliases } = draft
  return (
    !hasCounts(draft) ||
    ![...checks, ...aliases].every(({ facts }) => isFacts(facts)) ||
    !staged.every(({ rows = 0, bytes = 0 }) => Number.isSafeInteger(rows) && Number.isSafeInteger(bytes))
  )
}

function isFacts(facts: Facts | undefined): boolean {
  return facts === undefined || Object.values(facts).every(isFact)
}

function isFact(fact: unknown): boolean {
  return fact === null || typeof fact === 'string' || typeof fact === 'boolean' || Number.isFinite(fact)
}

type Counts = EventOf<'materialized'>['rows']

function hasCounts({ rows, bytes }: { readonly rows?: Counts; readonly bytes?: Counts }): boolean {
  return areCounts(rows) && areCounts(bytes)
}

function areCounts(counts: Counts): boolean {
  if (counts === undefined) return true
  const all = 'same' in counts ? [counts.same] : counts.each
  return all.every((count) => count === null || Number.isSafeInteger(count))
}

function checkDraft(draft: EventDraft): void {
  const { error } = eventSchemas[draft.type].safeParse(draft)
  if (error === undefined) return
  fail('EVENT_INVALID', {
    message: `an event \`${draft.type}\` cannot be recorded: ${inWords(error.issues)}`,
    hint: 'Nothing was recorded. Facts are texts, finite numbers, booleans or null; rows and bytes are whole numbers.',
    cause: error,
  })
}

/** The event that a draft became. What an asset's record keeps of it as it is becomes a copy: the draft may change. */
export function toEvent(draft: EventDraft, row: UnplacedRow, { position, time }: Place): RecordedEvent {
  const isKept = draft.type === 'alias_moved' || draft.type === 'partitioned' || draft.type === 'shaped'
  return isKept ? copiedEvent({ ...row, position, time }) : { ...draft, position, time, version: eventVersion }
}

/** The event of a row that was just written. */
export function copiedEvent({ payload, position, time, version }: EventRow): RecordedEvent {
  // The text was written from a draft.
  return { ...(JSON.parse(payload) as EventDraft), position, time, version }
}

/** Reads a row of the log called `log`. Throws STATE_NEWER for what a later release wrote, STATE_CORRUPT for what none did. */
export function readEvent(row: EventRow, log: string): RecordedEvent {
  const { position, time, type, version } = row
  if (version > eventVersion || !isEventType(type)) {
    fail('STATE_NEWER', {
      message: `event ${position} of state store \`${log}\` is a \`${type}\` of version ${version}; this release reads versions up to ${eventVersion} of ${Object.keys(eventSchemas).join(', ')}`,
      hint: 'A later release of Headwater wrote to this state store: use that release or a later one.',
    })
  }
  const parsed = eventSchemas[type].safeParse(fromJson(row.payload))
  if (!parsed.success) {
    fail('STATE_CORRUPT', {
      message: `event ${position} of state store \`${log}\` cannot be read: ${inWords(parsed.error.issues)}`,
      hint: 'It was changed by something other than Headwater: put the store back from a backup.',
      cause: parsed.error,
    })
  }
  // The schema was chosen by the type, which the compiler cannot follow.
  return { type, ...parsed.data, position, time, version } as RecordedEvent
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventSchemas, type)
}

/** The value of a JSON text, or undefined, which no schema accepts, when it is not JSON. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function inWords(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.') || 'the event'}: ${message}`).join('; ')
}
