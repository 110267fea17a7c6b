import type { AssetDefinition } from '../define/definition.ts'
import { HeadwaterError } from '../errors/index.ts'
import { ioOf } from '../graph/index.ts'
import { readAt } from '../status/index.ts'
import { type CheckedValue, checkValues, valueChecks } from './check-values.ts'
import type { Made } from './made.ts'
import type { Checked } from './run-check.ts'
import type { RunContext } from './run-context.ts'

/** What the checks of one value found. */
export interface CheckedMade {
  readonly made: Made
  readonly events: readonly Checked[]
  /** A blocking check failed: this is why the value is not published. */
  readonly refusal: HeadwaterError | undefined
}

/** Runs the checks of values that were just made, those of each asset together, and answers in their order. */
export async function checkMade(run: RunContext, batch: readonly Made[]): Promise<readonly CheckedMade[]> {
  const found = new Map<Made, readonly Checked[]>()
  for (const [definition, group] of Map.groupBy(batch, ({ definition }) => definition)) {
    if (valueChecks(definition).length === 0) continue
    const values = group.map((made) => valueOf(run, definition, made))
    const events = await checkValues(run, definition, values)
    for (const [index, made] of group.entries()) found.set(made, events[index] ?? [])
  }
  return batch.map((made) => {
    const events = found.get(made) ?? []
    const blocking = events.find(({ passed, blocking: blocks }) => !passed && blocks)
    return { made, events, refusal: blocking && refusalOf(blocking) }
  })
}

/** The value is read back only where its maker staged it unseen. */
function valueOf(run: RunContext, definition: AssetDefinition, made: Made): CheckedValue {
  const { partition, staged, value } = made
  return {
    partition: partition.text,
    cell: partition.cell,
    location: staged?.location,
    value: async () => (value === undefined && staged ? readStaged(run, made) : value),
    materializedAt: run.parts.clock.now(),
  }
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
        .map(([name, value]) => `${name}: ${shortened(String(value))}`)
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

/** Samples of rows have their place in the log. */
function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}
