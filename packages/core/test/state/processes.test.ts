import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { thisMachine } from '../../src/base/this-machine.ts'
import { type Guard, sqliteState, type StateStore } from '../../src/state/index.ts'
import { logged, subsetOf } from '../../src/testing/state-store/bench.ts'
import { temporaryPath } from './temporary-path.ts'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

it('lets four processes write at once while another reads, losing and doubling nothing', async () => {
  const path = await temporaryPath()
  const writers = range(1, 4).map((number) => start('write-events.ts', path, `writer${number}`, '200'))
  const ends = Promise.all(writers.map((writer) => writer.end()))
  const store = open(path)
  const seen: number[] = []
  while (seen.length < 800) {
    const next = await store.events({ after: seen.length })
    expect(next.map(({ position }) => position)).toEqual(range(seen.length + 1, seen.length + next.length))
    seen.push(...next.map(({ position }) => position))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const ended = await ends
  expect(ended.map(({ code, errors }) => ({ code, errors }))).toEqual(writers.map(() => ({ code: 0, errors: '' })))
  const answered = ended.flatMap(({ lines }) => lines.map(Number))
  expect(answered.toSorted((a, b) => a - b)).toEqual(range(1, 800))
  for (const number of range(1, 4)) {
    const events = await store.events({ types: ['logged'], runId: `writer${number}` })
    expect(events.map(({ message }) => message)).toEqual(range(0, 199).map((index) => `writer${number} ${index}`))
  }
})

it('has everything that a killed process was answered for', async () => {
  const path = await temporaryPath()
  const writer = start('write-events.ts', path, 'victim', '100000')
  for (let line = 0; line < 50; line++) await writer.nextLine()
  writer.kill()
  const { lines } = await writer.end()
  const last = Number(lines.at(-1))
  const events = await open(path).events({ types: ['logged'] })
  expect(last).toBeGreaterThanOrEqual(50)
  expect(events.slice(0, last).map(({ message }) => message)).toEqual(
    range(0, last - 1).map((index) => `victim ${index}`),
  )
  expect(events.length - last).toBeLessThanOrEqual(1)
})

it('gives a partition to one of two processes that want it, and tells the other who has it', async () => {
  const path = await temporaryPath()
  const racers = [start('hold-lease.ts', path, 'red'), start('hold-lease.ts', path, 'blue')]
  for (const racer of racers) expect(await racer.nextLine()).toBe('ready')
  for (const racer of racers) racer.send('go')
  const outcomes = await Promise.all(racers.map(async (racer) => JSON.parse(await racer.nextLine())))
  const winner = outcomes.findIndex((outcome) => outcome.guard !== undefined)
  const loser = outcomes[1 - winner]
  expect(loser).toMatchObject({ code: 'LEASE_HELD' })
  for (const word of [outcomes[winner].guard.runId, `process ${racers[winner]?.pid}`, hostname()]) {
    expect(loser.message).toContain(word)
  }
})

it('gives what a killed process had to the next run at once, and hears its ghost no more', async () => {
  const path = await temporaryPath()
  const victim = start('hold-lease.ts', path, 'victim')
  await victim.nextLine()
  victim.send('go')
  const { guard }: { guard: Guard } = JSON.parse(await victim.nextLine())
  const store = open(path)
  const request = {
    runId: 'heir',
    partitions: [{ asset: 'suite/a', subset: subsetOf(2, 3) }],
    owner: { pid: process.pid, host: thisMachine() },
  }
  await expect(store.lease(request)).rejects.toMatchObject({ code: 'LEASE_HELD' })
  victim.kill()
  await victim.end()
  const heir = await store.lease(request)
  expect(heir.token).toBeGreaterThan(guard.token)
  await expect(store.append([logged('from the grave')], { guard })).rejects.toMatchObject({ code: 'LEASE_LOST' })
  expect(await store.append([logged('from the heir')], { guard: heir })).toBe(1)
})

function open(path: string): StateStore {
  const store = sqliteState({ path })
  onTestFinished(() => store.close())
  return store
}

function start(fixture: string, ...args: readonly string[]): Child {
  const file = fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url))
  const child = new Child(spawn(process.execPath, ['--conditions=@headwater/source', file, ...args]))
  onTestFinished(async () => {
    child.kill()
    await child.end()
  })
  return child
}

/** A process that is talked to in lines. */
class Child {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #lines: string[] = []
  readonly #incoming: AsyncIterator<string>
  readonly #closed: Promise<unknown>
  #errors = ''

  constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process
    this.#incoming = createInterface({ input: process.stdout })[Symbol.asyncIterator]()
    this.#closed = once(process, 'close')
    process.stderr.on('data', (text) => {
      this.#errors += text
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  async nextLine(): Promise<string> {
    const { value, done } = await this.#incoming.next()
    if (done) throw new Error(`the process ended: ${this.#errors}`)
    this.#lines.push(value)
    return value
  }

  send(text: string): void {
    this.#process.stdin.write(text)
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /** Resolves when the process has ended, with all the lines that it printed. */
  async end(): Promise<{ code: number | null; errors: string; lines: readonly string[] }> {
    for (let next = await this.#incoming.next(); !next.done; next = await this.#incoming.next())
      this.#lines.push(next.value)
    await this.#closed
    return { code: this.#process.exitCode, errors: this.#errors, lines: this.#lines }
  }
}
