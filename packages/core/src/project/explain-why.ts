import type { StepDefinition } from '../define/definition.ts'
import type { AssetDefinition } from '../define/index.ts'
import type { EventOf, Problem } from '../events/index.ts'
import {
  type InputReading,
  InputResolver,
  isUnread,
  Judge,
  type Late,
  lateOf,
  Reads,
  rowSchemaOf,
  type Snapshot,
  type Staleness,
  versionText,
  wordsOf,
} from '../status/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import { columnsIn } from '../lineage/index.ts'
import type { InputRecord, LedgerRow, StateStore } from '../state/index.ts'
import { namedCell } from './named-cell.ts'
import { placeOf } from './place-of.ts'
import type { Session } from './session.ts'

/** Why one partition is as it is: what is recorded, what would differ now, and what was found wrong. */
export interface Why {
  readonly asset: string
  readonly partition: string | null
  readonly status: 'fresh' | 'stale' | 'missing' | 'failed'
  /** In words: `code changed`, `upstream changed: market/stg_prices`. Absent when fresh. */
  readonly because: string | undefined
  readonly materialized:
    | {
        readonly time: number
        readonly runId: string | undefined
        readonly dataVersion: string
        readonly codeVersion: string
        readonly rows: number | undefined
        readonly location: { readonly [name: string]: unknown }
        /** Where a person finds it: a path from the working directory, a table. */
        readonly place: string
      }
    | undefined
  readonly codeVersion: string
  readonly inputs: readonly {
    readonly dep: string
    readonly asset: string
    /** Those that it reads; of an input that is missing, those that are not there. */
    readonly partitions: string
    readonly changed: boolean
    /** Its columns that are not read, where nothing else of it changed since. Absent: nothing changed, or what is read. */
    readonly unread?: readonly string[] | undefined
    readonly missing: boolean
  }[]
  readonly checks: readonly Pick<EventOf<'checked'>, 'check' | 'passed' | 'severity' | 'blocking' | 'facts'>[]
  /** What checks such as `fresh` say that is late of it now. */
  readonly late: readonly Late[]
  readonly failure:
    | { readonly runId: string; readonly problem: Pick<Problem, 'code' | 'message' | 'hint' | 'stack'> }
    | undefined
}

/** Explains one partition of one asset. */
export async function explainWhy(session: Session, definition: AssetDefinition, wanted: string | null): Promise<Why> {
  const { key: asset, step } = definition
  const { snapshot } = await session.observed([step])
  const ledger = snapshot.ledger(asset)
  const cell = namedCell(asset, ledger.grid, wanted, snapshot.now)
  const partition = ledger.grid.textOf(cell)
  const row = await ledger.row(cell)
  const { store } = session.parts
  const codeVersion = step.produce ? versionText(await session.codeVersions.of(step)) : ''
  const judge = new Judge(snapshot, new InputResolver(snapshot), { step, assets: [asset], codeVersion })
  const { stale, readings } = (await judge.of(Subset.of([cell])))(cell)
  return {
    asset,
    partition,
    ...standing(step.produce ? stale : undefined, row, ledger.whyAbsent(cell)),
    materialized: row && { ...partOf(row), place: placeOf(snapshot.model, definition, row) },
    codeVersion,
    inputs: readings.map((reading) => inputOf(snapshot, reading, { step, own: asset, cell, row })),
    checks: await newestChecks(store, ledger.recordedAs, { partition, cell }),
    late: lateOf(ledger, definition.checks, snapshot.now).filter((each) => each.partition === partition),
    failure: ledger.failed.has(cell) ? await newestFailure(store, ledger.recordedAs, cell) : undefined,
  }
}

function standing(
  stale: Staleness | undefined,
  row: LedgerRow | undefined,
  whyAbsent: string | undefined,
): Pick<Why, 'status' | 'because'> {
  const because = stale && wordsOf(stale)
  if (row) return { status: stale ? 'stale' : 'fresh', because }
  return { status: stale?.reason === 'failed before' ? 'failed' : 'missing', because: because ?? whyAbsent }
}

function partOf({
  time,
  runId,
  dataVersion,
  codeVersion,
  rows,
  location,
}: LedgerRow): Omit<NonNullable<Why['materialized']>, 'place'> {
  return { time, runId, dataVersion, codeVersion, rows, location }
}

/** The partition that is explained, and what is recorded of it. */
interface Explained {
  readonly step: StepDefinition
  readonly own: string
  readonly cell: Cell
  readonly row: LedgerRow | undefined
}

function inputOf(snapshot: Snapshot, reading: InputReading, of: Explained): Why['inputs'][number] {
  const { input, asset, hash, isShort, entries } = reading
  const { step, own, cell, row } = of
  const reads = new Reads(snapshot, input, own)
  const lacking = Subset.of(reads.cells(cell)).subtract(reads.upstream.materialized)
  const recorded = row?.inputs.find(({ dep }) => dep === input.dep)
  const differs = row !== undefined && recorded?.hash !== hash
  const unread = differs && isUnread(step, reading, recorded) ? columnsUnread(snapshot, asset, recorded) : undefined
  return {
    dep: input.dep,
    asset,
    partitions: partitionsOf(snapshot, asset, isShort ? lacking : Subset.of(entries.map(({ cell }) => cell))),
    changed: differs && unread === undefined,
    ...(unread && { unread }),
    missing: isShort,
  }
}

function columnsUnread(snapshot: Snapshot, asset: string, recorded: InputRecord | undefined): readonly string[] {
  const columns = columnsIn(rowSchemaOf(snapshot.model.assets.get(asset)?.schema)) ?? []
  return columns.filter((column) => !recorded?.projection?.columns.includes(column))
}

function partitionsOf(snapshot: Snapshot, asset: string, partitions: Subset): string {
  const { grid } = snapshot.ledger(asset)
  const { first } = partitions
  return first && partitions.count === 1 ? (grid.textOf(first) ?? '') : grid.describe(partitions)
}

/** What each check found when it last looked at the partition: before it was wiped, that was another one. */
async function newestChecks(
  store: StateStore,
  asset: string,
  { partition, cell }: { readonly partition: string | null; readonly cell: Cell },
): Promise<Why['checks']> {
  const newest = new Map<string, EventOf<'checked'>>()
  for (const event of await store.events({ types: ['checked', 'wiped'], asset })) {
    if (event.type === 'checked') {
      if (event.partition === partition) newest.set(event.check, event)
    } else if (Subset.decode(event.partitions).has(cell)) newest.clear()
  }
  return [...newest.values()].map(({ check, passed, severity, blocking, facts }) => ({
    check,
    passed,
    severity,
    blocking,
    facts,
  }))
}

/** The newest failure to make a partition that has not been made since. */
async function newestFailure(store: StateStore, asset: string, cell: Cell): Promise<Why['failure']> {
  const failures = await store.events({ types: ['step_failed'], asset, newestFirst: true })
  const own = failures.find((event) => !event.willRetry && Subset.decode(event.partitions).has(cell))
  return own && { runId: own.runId, problem: own.problem }
}
