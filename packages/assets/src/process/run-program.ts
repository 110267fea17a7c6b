import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Address, fail } from '@headwater/core/io'

/** A program to be run for one partition of an asset. */
export interface Program {
  readonly at: Address
  readonly command: readonly [program: string, ...args: string[]]
  readonly environment: { readonly [name: string]: string | undefined }
  /** Ends the program: see `runProgram`. */
  readonly signal: AbortSignal
  /** Takes what it prints, line by line. */
  readonly log: { info(line: string): void; warn(line: string): void }
}

/** So many of the last lines of a failing program's stderr stand in the error. */
const quotedLines = 20
/** A program that is told to end gets so long before it is killed. */
const graceMs = 5000

/**
 * Runs a program to its end. Throws STEP_FAILED when it cannot be started or ends with another status than 0. An aborted
 * signal sends it SIGTERM, and SIGKILL 5 seconds later; its reason is thrown when the program has ended.
 */
export async function runProgram({ at, command, environment, signal, log }: Program): Promise<void> {
  signal.throwIfAborted()
  const [program, ...args] = command
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const tail: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => log.info(line))
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.warn(line)
    tail.push(line)
    if (tail.length > quotedLines) tail.shift()
  })
  let killing: NodeJS.Timeout | undefined
  const end = (): void => {
    child.kill('SIGTERM')
    killing = setTimeout(() => {
      child.kill('SIGKILL')
      // What it started itself may live on and keep them open.
      child.stdout.destroy()
      child.stderr.destroy()
    }, graceMs)
  }
  signal.addEventListener('abort', end, { once: true })
  try {
    const [status, ending] = await once(child, 'close').catch((cause: unknown) => failOnStart(at, program, cause))
    signal.throwIfAborted()
    if (status !== 0) failOnStatus(at, program, ending === null ? `status ${status}` : `signal ${ending}`, tail)
  } finally {
    clearTimeout(killing)
    signal.removeEventListener('abort', end)
  }
}

function failOnStart({ asset, partition }: Address, program: string, cause: unknown): never {
  return fail('STEP_FAILED', {
    asset,
    partition: partition ?? undefined,
    message: `the program \`${program}\` that makes asset \`${asset}\` cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: 'Check that it is installed and found by PATH, or name it by its path.',
    cause,
  })
}

function failOnStatus({ asset, partition }: Address, program: string, ending: string, tail: readonly string[]): never {
  return fail('STEP_FAILED', {
    asset,
    partition: partition ?? undefined,
    message: `the program \`${program}\` that makes asset \`${asset}\` ended with ${ending}${tail.length > 0 ? `; its stderr ends with:\n${tail.join('\n')}` : ''}`,
    hint: 'All that it printed is in the log of the run.',
  })
}
