import type { HeadwaterError } from '../errors/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Attempt } from '../io/index.ts'
import { attemptCall } from './attempt-call.ts'
import { type Checked, type CheckedMade, checkMade } from './check-made.ts'
import { commit } from './commit.ts'
import type { Made } from './made.ts'
import { problemOf } from './problem.ts'
import { produce } from './produce.ts'
import type { RunContext } from './run-context.ts'
import type { Unit, UnitPartition } from './unit.ts'

/** What one attempt came to: what it committed, and which partitions a blocking check kept from being published. */
export interface AttemptResult {
  readonly made: readonly UnitPartition[]
  readonly rows: number
  readonly bytes: number
  readonly checks: readonly Checked[]
  readonly refused: readonly { readonly partition: UnitPartition; readonly error: HeadwaterError }[]
}

/** Makes, stages, checks and commits once. When it throws, nothing of it is visible and its stage is gone. */
export async function makeAttempt(run: RunContext, unit: Unit, signal: AbortSignal): Promise<AttemptResult> {
  const attempt = run.nextAttempt()
  const began = run.parts.clock.now()
  const staged: Made[] = []
  try {
    const checked: CheckedMade[] = []
    const call = await attemptCall(run, unit, attempt, signal)
    for await (const batch of produce(run, unit, attempt, call)) {
      staged.push(...batch)
      for (const made of batch) checked.push(withoutValue(await checkMade(run, made)))
    }
    signal.throwIfAborted()
    const { publish, refused } = sorted(checked)
    const checks = checked.flatMap(({ events }) => events)
    if (publish.length > 0) await commit(run, { unit, attempt, made: publish, seconds: (run.parts.clock.now() - began) / 1000, facts: call.facts(), also: checks })
    else if (checks.length > 0) await run.append(checks)
    if (refused.length > 0) await discard(run, attempt, staged, publish)
    return { ...summary(publish), checks, refused }
  } catch (error) {
    await discard(run, attempt, staged, []).catch((left: unknown) => run.warn(unit, `what it staged could not be removed: ${problemOf(left).message}`))
    throw error
  }
}

/** Values that are staged need not be held any longer once their checks have run. */
function withoutValue(checked: CheckedMade): CheckedMade {
  return checked.made.staged ? { ...checked, made: { ...checked.made, value: undefined } } : checked
}

/** A partition is published when all its assets passed their blocking checks. */
function sorted(checked: readonly CheckedMade[]): { readonly publish: readonly Made[]; readonly refused: AttemptResult['refused'] } {
  const refusals = new Map<string | null, { partition: UnitPartition; error: HeadwaterError }>()
  for (const { made, refusal } of checked) if (refusal) refusals.set(made.partition.text, { partition: made.partition, error: refusal })
  return { publish: checked.map(({ made }) => made).filter((made) => !refusals.has(made.partition.text)), refused: [...refusals.values()] }
}

function summary(publish: readonly Made[]): Pick<AttemptResult, 'made' | 'rows' | 'bytes'> {
  const partitions = new Set(publish.map(({ partition }) => partition))
  const total = (of: (made: Made) => number | undefined): number => publish.reduce((sum, made) => sum + (of(made) ?? 0), 0)
  return { made: [...partitions], rows: total(({ staged }) => staged?.rows), bytes: total(({ staged }) => staged?.bytes) }
}

/** Removes what the attempt staged and will not publish. */
async function discard(run: RunContext, attempt: Attempt, staged: readonly Made[], published: readonly Made[]): Promise<void> {
  const keep = published.flatMap((made) => (made.staged ? [made.staged.location] : []))
  for (const [definition] of Map.groupBy(staged, (made) => made.definition)) {
    await ioOf(run.parts.model, definition)?.store?.sweep(attempt.id, definition.key, keep)
  }
}
