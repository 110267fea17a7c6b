import type { AssetDefinition } from '../define/index.ts'
import type { Subset } from '../partitions/index.ts'
import {
  type Checked,
  checkValues,
  failedCheck,
  type FailedCheck,
  runAssetCheck,
  type RunContext,
  valueChecks,
} from '../run/index.ts'
import { inChunks } from '../status/index.ts'
import type { Session } from './session.ts'
import type { Which } from './which.ts'

/** What checks found on what is materialized. */
export interface CheckReport {
  readonly runId: string
  /** No check of severity error failed. */
  readonly ok: boolean
  readonly passed: number
  readonly failed: readonly FailedCheck[]
  /** Assets that have checks and nothing materialized to check. */
  readonly unchecked: readonly string[]
}

/** Runs the checks of the selected assets on their materialized partitions, and records what they found. */
export async function checkAssets(session: Session, selection: string, which: Which): Promise<CheckReport> {
  const keys = await session.keysOf(selection)
  const steps = session.stepsOf(keys)
  const { snapshot } = await session.observed(steps)
  const resources = session.openResources()
  const guard = await session.lease([])
  const run = session.context(snapshot, {
    guard,
    resources,
    ...(which.signal ? { signal: which.signal } : {}),
    ...(which.onProgress ? { onProgress: which.onProgress } : {}),
  })
  try {
    const events: Checked[] = []
    const unchecked: string[] = []
    for (const definition of keys
      .flatMap((key) => session.parts.model.assets.get(key) ?? [])
      .filter(({ checks }) => checks.length > 0)) {
      const found = await checkAsset(run, definition, which.partitions)
      if (found.length === 0) unchecked.push(definition.key)
      events.push(...found)
    }
    const failed = events.filter(({ passed }) => !passed).map(failedCheck)
    return {
      runId: guard.runId,
      ok: failed.every(({ severity }) => severity === 'warn'),
      passed: events.length - failed.length,
      failed,
      unchecked,
    }
  } finally {
    await resources.close()
    await session.parts.store.release(guard.runId)
  }
}

/** So many partitions are checked together, and recorded in one transaction. */
const checkedTogether = 512

async function checkAsset(
  run: RunContext,
  definition: AssetDefinition,
  expression: string | undefined,
): Promise<readonly Checked[]> {
  const ledger = run.parts.snapshot.ledger(definition.key)
  const { now } = run.parts.snapshot
  const asked =
    expression === undefined || ledger.grid.partitions.kind === 'unpartitioned'
      ? ledger.materialized
      : ledger.grid.select(expression, now)
  const cells = asked.intersect(ledger.materialized).intersect(ledger.grid.existing(now))
  const events: Checked[] = []
  if (valueChecks(definition).length > 0)
    for (const chunk of inChunks(cells, checkedTogether)) {
      run.parts.signal.throwIfAborted()
      events.push(...(await recorded(run, await checkCells(run, definition, chunk))))
    }
  if (!ledger.materialized.isEmpty) events.push(...(await recorded(run, await checkWhole(run, definition))))
  return events
}

async function checkCells(run: RunContext, definition: AssetDefinition, cells: Subset): Promise<readonly Checked[]> {
  const rows = await run.parts.snapshot.ledger(definition.key).rows(cells)
  const values = Array.from(cells.cells(), (cell) => {
    const row = rows.get(cell)
    return row ? [{ ...row, cell, materializedAt: row.time, value: () => run.parts.reader.read(definition, row) }] : []
  })
  return (await checkValues(run, definition, values.flat())).flat()
}

async function checkWhole(run: RunContext, definition: AssetDefinition): Promise<readonly Checked[]> {
  const newest = run.parts.snapshot.ledger(definition.key).record.newest?.time ?? 0
  const checks = definition.checks.filter(({ scope }) => scope === 'asset')
  return Promise.all(checks.map((check) => runAssetCheck(run, definition, check, newest)))
}

/** Records what was found, and tells of what did not pass. */
async function recorded(run: RunContext, events: readonly Checked[]): Promise<readonly Checked[]> {
  if (events.length > 0) await run.append(events)
  for (const event of events) if (!event.passed) run.tell({ kind: 'check', check: failedCheck(event) })
  return events
}
