import type { Facts } from '../base/facts.ts'
import type { HeadwaterError } from '../errors/index.ts'
import { attemptCall } from './attempt-call.ts'
import { type CheckedMade, checkMade } from './check-made.ts'
import { commit } from './commit.ts'
import { discard, orDiscard, type Trial } from './discard.ts'
import type { Made } from './made.ts'
import { produce } from './produce.ts'
import type { Checked } from './run-check.ts'
import type { RunContext } from './run-context.ts'
import type { Unit, UnitPartition } from './unit.ts'
import { withDeadline } from './with-deadline.ts'

/** What one attempt came to: what it committed, and which partitions a blocking check kept from being published. */
export interface AttemptResult {
  readonly made: readonly UnitPartition[]
  readonly rows: number
  readonly bytes: number
  readonly checks: readonly Checked[]
  readonly refused: readonly { readonly partition: UnitPartition; readonly error: HeadwaterError }[]
}

/** What an attempt staged and checked. */
interface Prepared {
  readonly checked: readonly CheckedMade[]
  readonly facts: Facts | undefined
}

/**
 * Makes, stages, checks and commits once. The run's signal and the timeout end it only until it commits: from there on it
 * is over in a moment, and half a commit would have to be repaired. When it throws, nothing of it is visible.
 */
export async function makeAttempt(run: RunContext, unit: Unit): Promise<AttemptResult> {
  const { clock, signal } = run.parts
  const trial: Trial = { unit, attempt: run.nextAttempt() }
  const began = clock.now()
  const deadline = { signal, timeoutMs: unit.step.described.timeoutMs, clock, what: nameOf(unit) }
  // The inner one is for work that ignores its signal: it may stage something after the outer one swept.
  const { checked, facts } = await orDiscard(run, trial, () =>
    withDeadline(deadline, (own) => orDiscard(run, trial, () => prepare(run, trial, own))),
  )
  const { publish, refused } = sorted(checked)
  const checks = checked.flatMap(({ events }) => events)
  const seconds = (clock.now() - began) / 1000
  if (publish.length > 0) await commit(run, { ...trial, made: publish, readAt: began, seconds, facts, also: checks })
  else if (checks.length > 0) await run.append(checks)
  if (refused.length > 0)
    await discard(
      run,
      trial,
      publish.flatMap(({ staged }) => (staged ? [staged.location] : [])),
    )
  return { ...summary(publish), checks, refused }
}

async function prepare(run: RunContext, { unit, attempt }: Trial, signal: AbortSignal): Promise<Prepared> {
  const checked: CheckedMade[] = []
  const { call, facts } = await attemptCall(run, unit, attempt, signal)
  for await (const batch of produce(run, unit, call)) {
    for (const one of await checkMade(run, batch)) checked.push(withoutValue(one))
  }
  signal.throwIfAborted()
  return { checked, facts: facts() }
}

function nameOf({ assets, partitions }: Unit): string {
  const [only] = partitions
  const asset = `asset \`${assets.join('`, `')}\``
  return only && partitions.length === 1 && only.text !== null ? `${asset} partition \`${only.text}\`` : asset
}

/** Values that are staged need not be held any longer once their checks have run. */
function withoutValue(checked: CheckedMade): CheckedMade {
  return checked.made.staged ? { ...checked, made: { ...checked.made, value: undefined } } : checked
}

/** A partition is published when all its assets passed their blocking checks. */
function sorted(checked: readonly CheckedMade[]): {
  readonly publish: readonly Made[]
  readonly refused: AttemptResult['refused']
} {
  if (checked.every(({ refusal }) => !refusal)) return { publish: checked.map(({ made }) => made), refused: [] }
  const refusals = new Map<string | null, { partition: UnitPartition; error: HeadwaterError }>()
  for (const { made, refusal } of checked)
    if (refusal) refusals.set(made.partition.text, { partition: made.partition, error: refusal })
  return {
    publish: checked.map(({ made }) => made).filter((made) => !refusals.has(made.partition.text)),
    refused: [...refusals.values()],
  }
}

function summary(publish: readonly Made[]): Pick<AttemptResult, 'made' | 'rows' | 'bytes'> {
  const partitions = new Set(publish.map(({ partition }) => partition))
  const total = (of: (made: Made) => number | undefined): number =>
    publish.reduce((sum, made) => sum + (of(made) ?? 0), 0)
  return {
    made: [...partitions],
    rows: total(({ staged }) => staged?.rows),
    bytes: total(({ staged }) => staged?.bytes),
  }
}
