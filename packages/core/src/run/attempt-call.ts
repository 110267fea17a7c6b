import type { Facts } from '../base/facts.ts'
import type { Call, CallPartition, Source } from '../define/definition.ts'
import { fail } from '../errors/index.ts'
import { assetsOf, inputsOf, readsWhole } from '../graph/index.ts'
import type { Attempt, StageAt } from '../io/index.ts'
import type { PartitionKey } from '../partitions/index.ts'
import { type InputReading, rowSchemaOf } from '../status/index.ts'
import { inputValue, sourcesOf } from './input-values.ts'
import { columnsWanted } from './columns-read.ts'
import type { RunContext } from './run-context.ts'
import type { Unit, UnitPartition } from './unit.ts'

/** The call of one attempt, and the facts that user code adds while it goes on. */
export interface AttemptCall {
  readonly call: Call
  readonly facts: () => Facts | undefined
}

/** Builds what the maker of a step is handed. */
export async function attemptCall(
  run: RunContext,
  unit: Unit,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<AttemptCall> {
  const facts: { [name: string]: Facts[string] } = {}
  const columns = await columnsWanted(run, unit)
  const wanted = assetsOf(unit.step).filter(({ key }) => unit.assets.includes(key))
  const call: Call = {
    runId: run.runId,
    attempt,
    partitions: unit.partitions,
    wanted: new Set(wanted.map(({ output }) => output)),
    deps: inputsOf(run.parts.model, unit.step).flatMap((input) => {
      const asset = input.through === undefined ? run.definition(input.asset) : undefined
      return asset ? [{ name: input.dep, asset, whole: readsWhole(input, asset) }] : []
    }),
    resources: await run.parts.resources.open(unit.step.resources),
    log: {
      info: (message, more) => log(run, unit, { level: 'info', message, facts: more }),
      warn: (message, more) => log(run, unit, { level: 'warn', message, facts: more }),
    },
    signal,
    metadata: (more) => void Object.assign(facts, run.facts(more, `asset \`${unit.assets[0]}\``)),
    inputs: async (partition) => {
      const readings = readingsOf(unit, partition, isOwn)
      return Object.fromEntries(
        await Promise.all(readings.map(async (reading) => [reading.input.dep, await inputValue(run, reading)])),
      )
    },
    sources: (partition) => sourcesByDep(run, readingsOf(unit, partition, isOwn)),
    beneath: (partition) => sourcesByDep(run, readingsOf(unit, partition, isBeneath)),
    stageAt: (output, partition) => {
      const at = stageAt(unit, output, partition, attempt)
      const columnsRead = columns.get(at.asset)
      return columnsRead ? { ...at, columnsRead } : at
    },
  }
  return { call, facts: () => (Object.keys(facts).length > 0 ? facts : undefined) }
}

/** Where a value of one output is to be staged. */
function stageAt(unit: Unit, output: string, partition: CallPartition, attempt: Attempt): StageAt {
  const definition =
    unit.step.outputs[output] ?? fail('INTERNAL', { message: `step \`${unit.step.name}\` has no output \`${output}\`` })
  return {
    asset: definition.key,
    partition: partition.text,
    attempt,
    dimensions: dimensionsOf(partition.key),
    rowSchema: rowSchemaOf(definition.schema),
    description: definition.described.description,
  }
}

function dimensionsOf(key: PartitionKey): { readonly [name: string]: string } {
  if (key === null) return {}
  return typeof key === 'string' ? { partition: key } : key
}

const isOwn = ({ input }: InputReading): boolean => input.through === undefined
const isBeneath = ({ input }: InputReading): boolean => input.through !== undefined

function readingsOf(
  unit: Unit,
  partition: CallPartition,
  isMeant: (reading: InputReading) => boolean,
): readonly InputReading[] {
  return verdictOf(unit, partition).readings.filter(isMeant)
}

function sourcesByDep(
  run: RunContext,
  readings: readonly InputReading[],
): { readonly [dep: string]: readonly Source[] } {
  return Object.fromEntries(readings.map((reading) => [reading.input.dep, sourcesOf(run, reading)]))
}

function verdictOf(unit: Unit, partition: CallPartition): UnitPartition['verdict'] {
  const own =
    'verdict' in partition ? (partition as UnitPartition) : unit.partitions.find(({ text }) => text === partition.text)
  return own?.verdict ?? fail('INTERNAL', { message: `partition \`${partition.text}\` is not part of this call` })
}

function log(
  run: RunContext,
  unit: Unit,
  line: { readonly level: 'info' | 'warn'; readonly message: string; readonly facts: Facts | undefined },
): void {
  const asset = unit.assets[0] ?? unit.step.name
  const partition = unit.partitions.length === 1 ? (unit.partitions[0]?.text ?? null) : null
  const message = run.words(line.message)
  const facts = line.facts && run.facts(line.facts, `a line that asset \`${asset}\` logs`)
  const kept = { asset, partition, level: line.level, message, ...(facts ? { facts } : {}) }
  run.note({ type: 'logged', runId: run.runId, ...kept })
  run.tell({ kind: 'log', ...kept })
}
