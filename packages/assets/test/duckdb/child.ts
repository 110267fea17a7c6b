import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process of its own that runs a script of `children/`, with its lines as they come. */
export class Child {
  readonly process: ChildProcess
  readonly lines: string[] = []
  readonly #exited: Promise<readonly unknown[]>

  constructor(script: string, args: readonly string[], flags: readonly string[] = []) {
    const file = fileURLToPath(new URL(`children/${script}`, import.meta.url))
    this.process = spawn(process.execPath, ['--conditions=@headwater/source', ...flags, file, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#exited = once(this.process, 'close')
    if (this.process.stdout) createInterface(this.process.stdout).on('line', (line) => this.lines.push(line))
  }

  /** Waits for a line that begins so. */
  async line(start: string): Promise<void> {
    while (!this.lines.some((line) => line.startsWith(start))) {
      if (!this.process.stdout) throw new Error('the child has no output')
      await Promise.race([
        once(this.process.stdout, 'data'),
        this.#exited.then(() => Promise.reject(new Error('the child ended early'))),
      ])
    }
  }

  /** Waits for the end, and returns the exit code; null after a signal. */
  async exit(): Promise<number | null> {
    const [code] = await this.#exited
    return typeof code === 'number' ? code : null
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.#exited
  }
}
