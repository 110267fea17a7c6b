import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'

const repository = resolve(import.meta.dirname, '../../..')
const main = join(repository, 'packages/cli/src/main.ts')

export type Variables = { readonly [name: string]: string | undefined }

/** How one use of the command ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A new folder that is removed when the tests of the file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-cli-'))
  folders.push(folder)
  return folder
}

/** A copy of a fixture, in a folder from which the packages of the repository can be imported. */
export function projectFolder(fixture: 'market' | 'wide' | 'empty' = 'market', files: Variables = {}): string {
  const folder = temporaryFolder()
  if (fixture !== 'empty') cpSync(join(import.meta.dirname, 'fixtures', fixture), folder, { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  for (const [name, text = ''] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** Starts the command. Nothing of the variables that decide on colours or languages is inherited. */
export function start(
  cwd: string,
  args: readonly string[],
  variables: Variables = {},
): ChildProcess & { readonly ended: Promise<Ended> } {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, TZ: 'UTC', ...variables }
  const child = spawn(process.execPath, ['--conditions=@headwater/source', main, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const ended = new Promise<Ended>((done, failed) => {
    child.on('error', failed)
    child.on('close', (code, signal) =>
      done({ code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    )
  })
  return Object.assign(child, { ended })
}

/** Uses the command and waits for its end. */
export function headwater(cwd: string, args: readonly string[], variables: Variables = {}): Promise<Ended> {
  return start(cwd, args, variables).ended
}

/** Resolves when the child has written this to standard error. */
export function whenTold(child: ChildProcess, words: string): Promise<void> {
  let told = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      if (told.includes(words)) resolve()
    })
    child.on('close', () => reject(new Error(`it ended before it said \`${words}\`: ${told}`)))
  })
}
