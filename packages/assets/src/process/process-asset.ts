import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { AnyDep, Asset, Checks, Described, Fits, IoManager, KeyOf, Partitions, Schema, Unpartitioned, Value } from '@headwater/core'
import { type Call, type CallPartition, callUserCode, type OutputSpec, type Produced, singleOutput } from '@headwater/core/extend'
import { fail } from '@headwater/core/io'

/** So many of the last lines of a failing program's stderr stand in the error. */
const quotedLines = 20

/**
 * Made by another program, which is given addresses, not values. It finds in its environment:
 *
 * | variable | what |
 * |---|---|
 * | `HEADWATER_ASSET`, `HEADWATER_PARTITION`, `HEADWATER_RUN_ID` | what to make; the partition as text, or empty |
 * | `HEADWATER_INPUTS` | JSON: for each dep a list of `{ asset, partition, location, dataVersion }` |
 * | `HEADWATER_OUTPUT` | the file to which it writes its value as JSON |
 *
 * What it prints is logged. A status other than 0 fails the step, with the end of its stderr.
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

type UntypedCommand = (context: { readonly partition: unknown }) => readonly [program: string, ...args: string[]]

async function* produceByProcess(asset: string, call: Call, command: UntypedCommand): AsyncGenerator<Produced> {
  for (const partition of call.partitions) {
    const [program, ...args] = await callUserCode({ code: 'STEP_FAILED', what: `the command of asset \`${asset}\``, asset, partition: partition.text }, () => command({ partition: partition.key }))
    const folder = await mkdtemp(join(tmpdir(), 'headwater-'))
    try {
      const output = join(folder, 'value.json')
      await runProgram({ asset, call, program, args, environment: environmentOf(asset, call, partition, output) })
      yield { output: '', partition, value: await readOutput(asset, partition, output) }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

function environmentOf(asset: string, call: Call, partition: CallPartition, output: string): NodeJS.ProcessEnv {
  const inputs = Object.entries(call.sources(partition)).map(([dep, sources]) => [
    dep,
    sources.map((source) => ({ asset: source.asset.key, partition: source.partition, location: source.location, dataVersion: source.dataVersion })),
  ])
  return {
    ...process.env,
    HEADWATER_ASSET: asset,
    HEADWATER_PARTITION: partition.text ?? '',
    HEADWATER_RUN_ID: call.runId,
    HEADWATER_INPUTS: JSON.stringify(Object.fromEntries(inputs)),
    HEADWATER_OUTPUT: output,
  }
}

async function runProgram(of: { readonly asset: string; readonly call: Call; readonly program: string; readonly args: readonly string[]; readonly environment: NodeJS.ProcessEnv }): Promise<void> {
  const { asset, call, program, args, environment } = of
  const child = spawn(program, args, { env: environment, signal: call.signal, stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => call.log.info(line))
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line)
    if (errors.length > quotedLines) errors.shift()
  })
  const ended = await new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status, signal) => resolve(status === 0 ? undefined : signal ? `was ended by ${signal}` : `ended with status ${status}`))
  })
  if (ended !== undefined) {
    fail('STEP_FAILED', { asset, message: `the program \`${program}\` that makes asset \`${asset}\` ${ended}${errors.length > 0 ? `; its stderr ends with:\n${errors.join('\n')}` : ''}`, hint: 'Run it by hand with the same HEADWATER_ variables to see more.' })
  }
}

async function readOutput(asset: string, partition: CallPartition, output: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(output, 'utf8'))
  } catch (cause) {
    return fail('OUTPUT_MISSING', {
      asset,
      partition: partition.text ?? undefined,
      message: `the program that makes asset \`${asset}\` wrote no JSON to the file that HEADWATER_OUTPUT names: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'Write the whole value there as JSON before you end with status 0.',
      cause,
    })
  }
}
