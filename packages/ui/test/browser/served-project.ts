import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A project of packages/ui/test/projects that a process of its own serves. */
export interface ServedProject {
  readonly url: string
  /** Kills the server as a crash does. */
  readonly crash: () => Promise<void>
  /** Starts it again at the same address. */
  readonly start: () => Promise<void>
}

export async function serveProject(name: 'demo' | 'large' | 'long', folder?: string): Promise<ServedProject> {
  let { child, url } = await started(name, '0', folder)
  const { port } = new URL(url)
  const crash = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const start = async (): Promise<void> => {
    ;({ child, url } = await started(name, port, folder))
  }
  return { url: url.replace(/\/$/, ''), crash, start }
}

async function started(
  name: string,
  port: string,
  folder: string | undefined,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const script = join(import.meta.dirname, '../projects/serve.ts')
  const args = ['--conditions=@headwater/source', script, name, '--port', port]
  const child = spawn(process.execPath, folder === undefined ? args : [...args, '--folder', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
      const found = /is at (\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => reject(new Error(`serving ${name} ended with ${code}: ${said}`)))
  })
  return { child, url }
}
