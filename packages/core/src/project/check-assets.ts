import type { AssetDefinition } from '../define/index.ts'
import type { Cell } from '../partitions/index.ts'
import { type Checked, failedCheck, type FailedCheck, runCheck, type RunContext } from '../run/index.ts'
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

async function checkAsset(
  run: RunContext,
  definition: AssetDefinition,
  expression: string | undefined,
): Promise<readonly Checked[]> {
  const ledger = run.parts.snapshot.ledger(definition.key)
  const asked =
    expression === undefined || ledger.grid.partitions.kind === 'unpartitioned'
      ? ledger.materialized
      : ledger.grid.select(expression, run.parts.snapshot.now)
  const events: Checked[] = []
  const existing = ledger.grid.existing(run.parts.snapshot.now)
  for (const cell of asked.intersect(ledger.materialized).intersect(existing).cells()) {
    run.parts.signal.throwIfAborted()
    const found = await checkCell(run, definition, cell)
    await run.append(found)
    events.push(...found)
    for (const event of found) if (!event.passed) run.tell({ kind: 'check', check: failedCheck(event) })
  }
  return ledger.materialized.isEmpty ? events : [...events, ...(await checkWhole(run, definition))]
}

async function checkCell(run: RunContext, definition: AssetDefinition, cell: Cell): Promise<readonly Checked[]> {
  const row = await run.parts.snapshot.ledger(definition.key).row(cell)
  const checks = definition.checks.filter(({ scope }) => scope === 'partition')
  if (!row || checks.length === 0) return []
  const value = await run.parts.reader.read(definition, row)
  return Promise.all(
    checks.map((check) =>
      runCheck(run, definition, check, { partition: row.partition, cell, value, materializedAt: row.time }),
    ),
  )
}

async function checkWhole(run: RunContext, definition: AssetDefinition): Promise<readonly Checked[]> {
  const newest = run.parts.snapshot.ledger(definition.key).record.newest?.time ?? 0
  const checks = definition.checks.filter(({ scope }) => scope === 'asset')
  const events = await Promise.all(
    checks.map((check) =>
      runCheck(run, definition, check, { partition: null, value: undefined, materializedAt: newest }),
    ),
  )
  if (events.length > 0) await run.append(events)
  return events
}
