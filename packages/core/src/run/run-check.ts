import { checkContext } from '../checks/index.ts'
import type { CheckNode, CheckResult, CheckSource } from '../define/check.ts'
import type { AssetDefinition } from '../define/definition.ts'
import { fail } from '../errors/index.ts'
import type { EventDraft } from '../events/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import { callUserCode } from './call-user-code.ts'
import { checkSources } from './check-sources.ts'
import type { FailedCheck } from './progress.ts'
import type { RunContext } from './run-context.ts'

export type Checked = Extract<EventDraft, { type: 'checked' }>

/** What a check looks at. */
export interface Subject {
  readonly partition: string | null
  /** Absent: the asset as a whole. */
  readonly cell?: Cell | undefined
  readonly materializedAt: number
}

/** A check of an asset, with what it reads beside the value. */
export interface OpenedCheck {
  readonly definition: AssetDefinition
  readonly check: CheckNode
  readonly sources: readonly CheckSource[]
}

/** Runs a check of an asset as a whole, which is handed no value. */
export async function runAssetCheck(
  run: RunContext,
  definition: AssetDefinition,
  check: CheckNode,
  materializedAt: number,
): Promise<Checked> {
  const sources = await checkSources(run, check)
  return runCheck(run, { definition, check, sources }, { partition: null, materializedAt }, undefined)
}

/** Runs one check on a value. */
export function runCheck(run: RunContext, opened: OpenedCheck, subject: Subject, value: unknown): Promise<Checked> {
  const { definition, check, sources } = opened
  const { partition, materializedAt } = subject
  const asset = definition.key
  const context = checkContext({
    asset,
    partition,
    ledger: run.parts.snapshot.ledger(asset),
    now: run.parts.clock.now(),
    materializedAt,
    sources,
  })
  return checkedEvent(run, opened, subject, () => check.run(value, context))
}

/** What a check found, as an event. A check that throws has not passed. */
export async function checkedEvent(
  run: RunContext,
  { definition, check }: Pick<OpenedCheck, 'definition' | 'check'>,
  { partition, cell }: Subject,
  find: () => CheckResult | Promise<CheckResult>,
): Promise<Checked> {
  const { key: asset } = definition
  const { name, severity, blocking } = check
  const partitions = cell ? Subset.of([cell]).encode() : ''
  const base = {
    type: 'checked',
    runId: run.runId,
    asset,
    check: name,
    partition,
    partitions,
    severity,
    blocking,
  } as const
  const what = `check \`${name}\` of asset \`${asset}\``
  try {
    const { passed, facts } = await callUserCode({ code: 'CHECK_THREW', what, asset, partition }, async () =>
      resultOf(what, await find()),
    )
    return { ...base, passed, ...(facts ? { facts: run.facts(facts, what) } : {}) }
  } catch (error) {
    return { ...base, passed: false, problem: run.problem(error) }
  }
}

/** A failed check as people are told of it. */
export function failedCheck({ asset, check, partition, severity, blocking, facts, problem }: Checked): FailedCheck {
  return { asset, check, partition, severity, blocking, facts, problem }
}

/** The compiler saw to it, unless it was told not to look. */
function resultOf(what: string, result: CheckResult): CheckResult {
  if (typeof result?.passed === 'boolean') return result
  return fail('CHECK_THREW', {
    message: `${what} answered with \`${JSON.stringify(result)}\``,
    hint: 'Answer with `{ passed: true }` or `{ passed: false, facts }`.',
  })
}
