import { validateValue } from '../checks/index.ts'
import type { AssetDefinition, Call, Produced } from '../define/definition.ts'
import { fail } from '../errors/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Staged, Store } from '../io/index.ts'
import { callUserCode } from './call-user-code.ts'
import type { Made } from './made.ts'
import type { RunContext } from './run-context.ts'
import { isStream, streamOf } from './stream-of.ts'
import type { Unit, UnitPartition } from './unit.ts'

/** So many values of a range are staged together: enough to share a disk flush, few enough to bound memory. */
const batchSize = 512

/** Calls the step, validates what it gives and stages it, batch by batch. */
export async function* produce(run: RunContext, unit: Unit, call: Call): AsyncGenerator<readonly Made[]> {
  const produced = unit.step.produce?.(call)[Symbol.asyncIterator]()
  if (!produced) return
  const callee = {
    code: 'STEP_FAILED',
    what: `asset \`${unit.assets.join('`, `')}\``,
    asset: unit.assets[0],
    partition: onlyPartition(unit),
  } as const
  let batch: Made[] = []
  let isOver = false
  try {
    for (;;) {
      const next = await callUserCode(callee, () => produced.next())
      isOver = next.done === true
      call.signal.throwIfAborted()
      if (!next.done)
        for (const produced of listOf(next.value)) {
          const made = madeOf(run, unit, produced, call.signal)
          // Most are there already, and need not be waited for.
          batch.push(made instanceof Promise ? await made : made)
        }
      if (batch.length > 0 && (next.done || batch.length >= batchSize)) {
        yield await stageAll(run, call, batch)
        batch = []
      }
      if (next.done) return
    }
  } finally {
    // A generator that is left half-way still gets to its own `finally`.
    if (!isOver) await callUserCode(callee, async () => void (await produced.return?.()))
  }
}

function listOf(produced: Produced | readonly Produced[]): readonly Produced[] {
  return 'output' in produced ? [produced] : produced
}

function onlyPartition(unit: Unit): string | null {
  return unit.partitions.length === 1 ? (unit.partitions[0]?.text ?? null) : null
}

function madeOf(run: RunContext, unit: Unit, produced: Produced, signal: AbortSignal): Made | Promise<Made> {
  const definition = definitionOf(unit, produced.output)
  const partition = produced.partition as UnitPartition
  const facts = produced.facts && run.facts(produced.facts, `asset \`${definition.key}\``)
  if ('staged' in produced) return { definition, partition, staged: produced.staged, facts }
  const validated = validateValue(definition, partition.text, produced.value, 'made')
  const withValue = (value: unknown): Made => ({
    definition,
    partition,
    staged: undefined,
    value: isStream(definition) ? streamOf({ definition, partition: partition.text, signal }, value) : value,
    facts,
  })
  return validated instanceof Promise ? validated.then(withValue) : withValue(validated)
}

function definitionOf(unit: Unit, output: string): AssetDefinition {
  return (
    unit.step.outputs[output] ?? fail('INTERNAL', { message: `step \`${unit.step.name}\` has no output \`${output}\`` })
  )
}

async function stageAll(run: RunContext, call: Call, batch: readonly Made[]): Promise<readonly Made[]> {
  const groups = byStore(run, batch)
  if (groups.size === 0) return batch
  const staged = new Map<Made, Staged>()
  for (const [store, group] of groups) {
    const values = group.map(({ definition, partition, value }) => ({
      value,
      at: call.stageAt(definition.output, partition),
    }))
    const results = await store.stage(values)
    for (const [index, made] of group.entries()) staged.set(made, results[index] ?? notStaged(made))
  }
  return batch.map((made) => ({
    ...made,
    staged: made.staged ?? staged.get(made),
    ...(isStream(made.definition) && { value: undefined }),
  }))
}

function byStore(run: RunContext, batch: readonly Made[]): Map<Store, Made[]> {
  const groups = new Map<Store, Made[]>()
  for (const made of batch) {
    const io = ioOf(run.parts.model, made.definition)
    const store = made.staged ? undefined : io?.store
    if (!store && !made.staged && isStream(made.definition)) notStaging(made, io?.name)
    if (!store) continue
    const group = groups.get(store)
    if (group) group.push(made)
    else groups.set(store, [made])
  }
  return groups
}

/** Its checks would read it before it could be written, and then it would be over. */
function notStaging({ definition, partition }: Made, io = 'no IO manager'): never {
  return fail('VALUE_UNSTORABLE', {
    asset: definition.key,
    partition: partition.text ?? undefined,
    message: `asset \`${definition.key}\` gives a stream, which can be read only once, and \`${io}\` has no store that stages it`,
    hint: 'Keep it with `files({ root }).parquet()`, or let the schema be an array.',
  })
}

function notStaged({ definition }: Made): never {
  return fail('INTERNAL', {
    asset: definition.key,
    message: `the store of \`${definition.key}\` staged fewer values than it was given`,
  })
}
