import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  AnyDep,
  Asset,
  Checks,
  Described,
  Fits,
  IoManager,
  KeyOf,
  Partitions,
  Schema,
  Unpartitioned,
  Value,
} from '@headwater/core'
import {
  type Call,
  type CallPartition,
  callUserCode,
  type OutputSpec,
  type Produced,
  singleOutput,
  type Source,
} from '@headwater/core/extend'
import { type Address, fail, type Location } from '@headwater/core/io'
import { runProgram } from './run-program.ts'

/**
 * Made by another program, which is given addresses, not values. It finds in its environment, beside that of this process:
 *
 * | variable | what |
 * |---|---|
 * | `HEADWATER_ASSET`, `HEADWATER_PARTITION`, `HEADWATER_RUN_ID` | what to make; the partition as text, or empty |
 * | `HEADWATER_INPUTS` | a JSON file: for each dep a list of `ProcessInput` |
 * | `HEADWATER_OUTPUT` | the file to which it writes its value as JSON |
 *
 * What it prints is logged. The step fails with STEP_FAILED when it cannot be started or ends with another status than 0
 * (the error has the end of its stderr), with OUTPUT_MISSING when it wrote no JSON. It gets SIGTERM when the run is
 * cancelled or its time is up.
 *
 * Its code version is that of `command`, with the JavaScript files that it names by `new URL('./x.mjs', import.meta.url)`.
 * What other programs do is known to `codeVersion` alone.
 */
export function processAsset<
  T,
  const D extends { readonly [name: string]: AnyDep } = {},
  const P extends Partitions = Unpartitioned,
>(
  key: string,
  spec: Described & {
    readonly deps?: (D & { readonly [N in keyof D]: Fits<D[N], NoInfer<P>> }) | undefined
    readonly partitions?: P | undefined
    readonly schema: Schema<T>
    readonly io: IoManager<NoInfer<Value<T>>>
    readonly checks?: Checks<NoInfer<Value<T>>> | undefined
    readonly command: (context: { readonly partition: KeyOf<P> }) => readonly [program: string, ...args: string[]]
  },
): Asset<Value<T>, P> {
  const command = spec.command as unknown as UntypedCommand
  const made = singleOutput(key, spec as unknown as OutputSpec, {
    grain: 'partition',
    kinds: ['process'],
    code: () => ({ functions: [command] }),
    produce: (call) => produceByProcess(key, call, command),
  })
  return made.face({}) as never
}

/** Where one upstream partition of a `processAsset` lies. */
export interface ProcessInput {
  readonly asset: string
  readonly partition: string | null
  readonly dataVersion: string
  /** The folder or the database file that keeps it, absolute; null where the IO manager has none. */
  readonly home: string | null
  /** Where in there, in the words of its store: files tell a `path` below the folder, tables `schema` and `table`. */
  readonly location: Location
}

type UntypedCommand = (context: { readonly partition: unknown }) => readonly [program: string, ...args: string[]]

async function* produceByProcess(asset: string, call: Call, command: UntypedCommand): AsyncGenerator<Produced> {
  for (const partition of call.partitions) {
    const folder = await mkdtemp(join(tmpdir(), 'headwater-'))
    try {
      yield { output: '', partition, value: await valueFrom({ asset, call, command, partition, folder }) }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

interface Making {
  readonly asset: string
  readonly call: Call
  readonly command: UntypedCommand
  readonly partition: CallPartition
  /** Where program and asset meet; nobody else knows of it. */
  readonly folder: string
}

async function valueFrom({ asset, call, command, partition, folder }: Making): Promise<unknown> {
  const at = { asset, partition: partition.text }
  const [inputs, output] = [join(folder, 'inputs.json'), join(folder, 'output.json')]
  const callee = { code: 'STEP_FAILED', what: `the command of asset \`${asset}\``, ...at } as const
  const program = await callUserCode(callee, () => command({ partition: partition.key }))
  await writeFile(inputs, JSON.stringify(inputsOf(call.sources(partition))))
  const environment = {
    ...process.env,
    HEADWATER_ASSET: asset,
    HEADWATER_PARTITION: partition.text ?? '',
    HEADWATER_RUN_ID: call.runId,
    HEADWATER_INPUTS: inputs,
    HEADWATER_OUTPUT: output,
  }
  await runProgram({ at, command: program, environment, signal: call.signal, log: call.log })
  return readOutput(at, output)
}

function inputsOf(sources: ReturnType<Call['sources']>): { readonly [dep: string]: readonly ProcessInput[] } {
  return Object.fromEntries(Object.entries(sources).map(([dep, found]) => [dep, found.map(inputOf)]))
}

function inputOf({ asset, partition, dataVersion, io, location }: Source): ProcessInput {
  return { asset: asset.key, partition, dataVersion, home: io?.store?.home.path ?? null, location }
}

async function readOutput({ asset, partition }: Address, output: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(output, 'utf8'))
  } catch (cause) {
    return fail('OUTPUT_MISSING', {
      asset,
      partition: partition ?? undefined,
      message: `the program that makes asset \`${asset}\` wrote no JSON to the file that HEADWATER_OUTPUT names: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Write the whole value there as JSON before you end with status 0.',
      cause,
    })
  }
}
