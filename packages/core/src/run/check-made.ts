import { checkContext } from '../checks/index.ts'
import type { CheckNode, CheckResult } from '../define/check.ts'
import type { AssetDefinition } from '../define/definition.ts'
import { fail, HeadwaterError } from '../errors/index.ts'
import type { EventDraft } from '../events/index.ts'
import { ioOf } from '../graph/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import { readAt } from '../status/index.ts'
import { callUserCode } from './call-user-code.ts'
import type { Made } from './made.ts'
import type { FailedCheck } from './progress.ts'
import type { RunContext } from './run-context.ts'

export type Checked = Extract<EventDraft, { type: 'checked' }>

/** What the checks of one value found. */
export interface CheckedMade {
  readonly made: Made
  readonly events: readonly Checked[]
  /** A blocking check failed: this is why the value is not published. */
  readonly refusal: HeadwaterError | undefined
}

/** Whether a value is checked before it is published. */
export function isChecked({ definition }: Made): boolean {
  return definition.checks.some(({ scope }) => scope === 'partition')
}

/** A value that has no checks. */
export function unchecked(made: Made): CheckedMade {
  return { made, events: [], refusal: undefined }
}

/** Runs the checks of a staged value. The value is read back only where its maker staged it unseen. */
export async function checkMade(run: RunContext, made: Made): Promise<CheckedMade> {
  const checks = made.definition.checks.filter(({ scope }) => scope === 'partition')
  if (checks.length === 0) return unchecked(made)
  const value = made.value === undefined && made.staged ? await readStaged(run, made) : made.value
  const events: Checked[] = []
  for (const check of checks)
    events.push(
      await runCheck(run, made.definition, check, {
        partition: made.partition.text,
        cell: made.partition.cell,
        value,
        materializedAt: run.parts.clock.now(),
      }),
    )
  const blocking = events.find(({ passed, blocking: blocks }) => !passed && blocks)
  return { made, events, refusal: blocking && refusalOf(blocking) }
}

/** Runs one check. A check that throws has not passed. */
export async function runCheck(
  run: RunContext,
  definition: AssetDefinition,
  check: CheckNode,
  of: {
    readonly partition: string | null
    /** Absent: the asset as a whole. */
    readonly cell?: Cell | undefined
    readonly value: unknown
    readonly materializedAt: number
  },
): Promise<Checked> {
  const { key: asset } = definition
  const context = checkContext({
    asset,
    partition: of.partition,
    ledger: run.parts.snapshot.ledger(asset),
    now: run.parts.clock.now(),
    materializedAt: of.materializedAt,
  })
  const base = {
    type: 'checked',
    runId: run.runId,
    asset,
    check: check.name,
    partition: of.partition,
    partitions: of.cell ? Subset.of([of.cell]).encode() : '',
    severity: check.severity,
    blocking: check.blocking,
  } as const
  try {
    const what = `check \`${check.name}\` of asset \`${asset}\``
    const { passed, facts } = await callUserCode(
      { code: 'CHECK_THREW', what, asset, partition: of.partition },
      async () => found(what, await check.run(of.value, context)),
    )
    return { ...base, passed, ...(facts ? { facts: run.facts(facts, what) } : {}) }
  } catch (error) {
    return { ...base, passed: false, problem: run.problem(error) }
  }
}

/** The compiler saw to it, unless it was told not to look. */
function found(what: string, result: CheckResult): CheckResult {
  if (typeof result?.passed === 'boolean') return result
  return fail('CHECK_THREW', {
    message: `${what} answered with \`${JSON.stringify(result)}\``,
    hint: 'Answer with `{ passed: true }` or `{ passed: false, facts }`.',
  })
}

/** A failed check as people are told of it. */
export function failedCheck({ asset, check, partition, severity, blocking, facts, problem }: Checked): FailedCheck {
  return { asset, check, partition, severity, blocking, facts, problem }
}

/** A stream lies staged when its checks run: each of them reads it anew, batch by batch. */
async function readStaged(run: RunContext, { definition, staged, partition }: Made): Promise<unknown> {
  const store = ioOf(run.parts.model, definition)?.store
  if (!staged || !store) return undefined
  const at = readAt(definition, partition.text)
  const isStream = definition.schema?.['~table']?.as === 'stream'
  const pieces = isStream ? store.pieces?.(staged.location, at) : undefined
  return pieces ?? (await store.read(staged.location, at)).value
}

function refusalOf({ asset, partition, check, facts, problem }: Checked): HeadwaterError {
  const found = facts
    ? ` (${Object.entries(facts)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')})`
    : problem
      ? ` (${problem.message})`
      : ''
  return new HeadwaterError('CHECK_BLOCKED', {
    asset,
    partition: partition ?? undefined,
    message: `asset \`${asset}\`${partition === null ? '' : ` partition \`${partition}\``} was not published: its blocking check \`${check}\` failed${found}`,
    hint: 'The value before it, if any, is still there. Mend the data or the check, and run again.',
  })
}
