import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const patienceMs = 60_000

/** A temporary folder with the processes of one server: both are gone after `close`. */
export class Place {
  folder = mkdtempSync(join(tmpdir(), 'headwater-integration-'))
  #closers = []
  #closing

  constructor() {
    // Some servers run as a user of their own.
    chmodSync(this.folder, 0o755)
  }

  /** Makes a folder, of another user if one is named. */
  makeFolder(name, { uid, gid } = {}) {
    const path = join(this.folder, name)
    mkdirSync(path)
    if (uid !== undefined) chownSync(path, uid, gid)
    return path
  }

  write(name, text) {
    const path = join(this.folder, name)
    writeFileSync(path, text)
    return path
  }

  /** Runs a program to its end, and answers with what it printed. Throws that when it fails. */
  run(program, args, options = {}) {
    const settings = { cwd: this.folder, encoding: 'utf8', timeout: patienceMs, ...options }
    const { status, stdout, stderr, error } = spawnSync(program, args, settings)
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${error ?? stderr + stdout}`)
    return stdout
  }

  /** Starts a program that goes on until `close`, and waits until it listens on `port`. Throws its last words when it does not. */
  async start(program, args, { port, ...options }) {
    const log = join(this.folder, `${basename(program)}.log`)
    const output = openSync(log, 'w')
    const child = spawn(program, args, { cwd: this.folder, stdio: ['ignore', output, output], ...options })
    closeSync(output)
    let isOver = false
    const over = new Promise((resolve) => child.once('exit', resolve).once('error', resolve)).then(() => {
      isOver = true
    })
    this.onClose(() => end(child, over))
    const latest = Date.now() + patienceMs
    while (!(await accepts(port))) {
      if (isOver || Date.now() > latest)
        throw new Error(`${program} does not listen on port ${port}: ${lastLines(log)}`)
      await sleep(50)
    }
  }

  onClose(closer) {
    this.#closers.unshift(closer)
  }

  /** The last that was started ends first. Whoever closes it again waits for the same end. */
  close() {
    return (this.#closing ??= this.#end())
  }

  async #end() {
    for (const closer of this.#closers) await closer()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

async function end(child, over) {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await over
  clearTimeout(timer)
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (accepted) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

function lastLines(path) {
  return readFileSync(path, 'utf8').trim().split('\n').slice(-10).join('\n')
}
