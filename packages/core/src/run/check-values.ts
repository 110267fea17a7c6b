import type { CheckNode } from '../define/check.ts'
import type { AssetDefinition } from '../define/definition.ts'
import { ioOf } from '../graph/index.ts'
import type { CheckResult, Location } from '../io/index.ts'
import type { Cell } from '../partitions/index.ts'
import { readAt } from '../status/index.ts'
import { checkSources } from './check-sources.ts'
import type { RunContext } from './run-context.ts'
import { type Checked, checkedEvent, type OpenedCheck, runCheck, type Subject } from './run-check.ts'
import { requireVersion } from './value-reader.ts'

/** A value that is checked. */
export interface CheckedValue extends Subject {
  readonly cell: Cell
  /** Where its store has it; empty or absent where no store does. */
  readonly location: Location | undefined
  /** The data version that is recorded of it. Absent: it is only staged. */
  readonly dataVersion?: string | undefined
  readonly value: () => Promise<unknown>
}

/** The checks that look at one value at a time. */
export function valueChecks({ checks }: AssetDefinition): readonly CheckNode[] {
  return checks.filter(({ scope }) => scope === 'partition')
}

/**
 * Runs the checks of values of one asset, and answers with what they found of each: where the values lie, all together,
 * as far as their store can; else on the value, which is read once, and only when a check asks for it.
 */
export async function checkValues(
  run: RunContext,
  definition: AssetDefinition,
  values: readonly CheckedValue[],
): Promise<readonly (readonly Checked[])[]> {
  const checks: OpenedCheck[] = []
  for (const check of valueChecks(definition))
    checks.push({ definition, check, sources: await checkSources(run, check) })
  const inPlace = await checkInPlace(run, checks, definition, values)
  // Values that must be read are read together, so that a store can do so with one query.
  return Promise.all(
    values.map(async (value, index) => {
      let read: Promise<unknown> | undefined
      const events: Checked[] = []
      for (const opened of checks) {
        const result = inPlace(index, opened)
        const event = result
          ? checkedEvent(run, opened, value, () => orThrow(result))
          : runCheck(run, opened, value, await (read ??= value.value()))
        events.push(await event)
      }
      return events
    }),
  )
}

/** What a check found of a value, by its place among the values; undefined where it has to be handed the value. */
type InPlace = (value: number, check: OpenedCheck) => CheckResult | Error | undefined

async function checkInPlace(
  run: RunContext,
  checks: readonly OpenedCheck[],
  definition: AssetDefinition,
  values: readonly CheckedValue[],
): Promise<InPlace> {
  const store = ioOf(run.parts.model, definition)?.store
  const rules = new Map<OpenedCheck, object>()
  for (const opened of checks) {
    const rule = opened.check.rule?.({ asset: definition.key, sources: opened.sources })
    if (rule) rules.set(opened, rule)
  }
  const places = values.flatMap(({ location, partition }) =>
    location && Object.keys(location).length > 0 ? [{ location, at: readAt(definition, partition) }] : [],
  )
  if (!store?.check || rules.size === 0 || places.length < values.length) return () => undefined
  const found = await store.check(places, [...rules.values()])
  for (const [index, { partition, dataVersion }] of values.entries()) {
    const checked = found[index]?.dataVersion
    if (dataVersion !== undefined && checked !== undefined)
      requireVersion(definition, { partition, dataVersion }, checked)
  }
  const order = [...rules.keys()]
  return (value, check) => found[value]?.results[order.indexOf(check)]
}

function orThrow(result: CheckResult | Error): CheckResult {
  if (result instanceof Error) throw result
  return result
}
