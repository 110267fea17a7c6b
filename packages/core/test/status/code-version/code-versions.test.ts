import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CodeVersion, CodeVersions } from '../../../src/status/code-version/index.ts'
import { type Case, changed, unchanged, unknown } from './cases.ts'
import { other, subject } from './projects/sample/main.ts'

type Answers = { readonly [name: string]: CodeVersion }

const run = promisify(execFile)
const printVersions = join(import.meta.dirname, 'print-versions.ts')
const all: readonly Case[] = [...unchanged, ...changed, ...unknown]
const folder = mkdtempSync(join(tmpdir(), 'code-version-'))
let before: Answers = {}
let after: Answers = {}

/** Asks one Node process, of its own, about all the projects in a folder. */
async function ask(folder: string): Promise<Answers> {
  const { stdout } = await run(process.execPath, [printVersions, folder])
  return JSON.parse(stdout) as Answers
}

function write(root: string, files: Case['files'], links: Case['files'] = {}): void {
  const inFolder = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    return join(root, path)
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(inFolder(path), text)
  for (const [path, target] of Object.entries(links)) symlinkSync(target, inFolder(path))
}

function nameOf(one: Case): string {
  return `case-${all.indexOf(one)}`
}

beforeAll(async () => {
  for (const one of all) {
    write(join(folder, 'before', nameOf(one)), one.files, one.links)
    write(join(folder, 'a longer path/after', nameOf(one)), { ...one.files, ...one.edited }, one.links)
  }
  ;[before, after] = await Promise.all([ask(join(folder, 'before')), ask(join(folder, 'a longer path/after'))])
})

afterAll(() => rmSync(folder, { recursive: true }))

const known = { version: expect.stringMatching(/^[0-9a-f]{32}$/) }

describe('a code version stays the same, in another process and folder, after a change of', () => {
  it.each(unchanged)('$title', (one) => {
    expect(before[nameOf(one)]).toEqual(known)
    expect(after[nameOf(one)]).toEqual(before[nameOf(one)])
  })
})

describe('a code version changes with', () => {
  it.each(changed)('$title', (one) => {
    expect(before[nameOf(one)]).toEqual(known)
    expect(after[nameOf(one)]).toEqual(known)
    expect(after[nameOf(one)]).not.toEqual(before[nameOf(one)])
  })
})

describe('a code version is unknown, and says why, for', () => {
  it.each(unknown)('$title', (one) => {
    expect(before[nameOf(one)]).toEqual({ unknown: one.because })
  })
})

describe('CodeVersions', () => {
  const versions = new CodeVersions()
  const ofValues = (...values: unknown[]) => versions.of({ name: 'subject', functions: [], values })

  afterAll(() => versions.close())

  it('answers under vitest and in a worker what plain Node answers', async () => {
    const projects = join(import.meta.dirname, 'projects')
    const answers = await ask(projects)
    const worker = new Worker(printVersions, { argv: [projects], stdout: true })
    expect(JSON.parse(await text(worker.stdout))).toEqual(answers)
    expect(versions.of({ name: 'subject', functions: [subject] })).toEqual(answers['sample'])
    expect(versions.of({ name: 'subject', functions: [other] })).not.toEqual(answers['sample'])
  })

  it('tells the version of the code that runs, not of a file that was edited meanwhile', async () => {
    const [file, helper] = [join(folder, 'edited/main.ts'), join(folder, 'edited/helper.ts')]
    const script = `import { writeFileSync } from 'node:fs'
      import { CodeVersions } from ${JSON.stringify(join(import.meta.dirname, '../../../src/status/code-version/index.ts'))}
      const { subject } = await import(${JSON.stringify(file)})
      const before = new CodeVersions().of({ name: 'subject', functions: [subject] })
      writeFileSync(${JSON.stringify(file)}, 'export const subject = 1')
      writeFileSync(${JSON.stringify(helper)}, 'export const helper = 1')
      console.log(JSON.stringify([before, new CodeVersions().of({ name: 'subject', functions: [subject] })]))`
    write(join(folder, 'edited'), {
      'main.ts': `import { helper } from './helper.ts'\nexport const subject = () => helper()`,
      'helper.ts': 'export const helper = () => 1',
    })
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
    const [first, second] = JSON.parse(stdout) as readonly CodeVersion[]
    expect(first).toEqual(known)
    expect(second).toEqual(first)
  })

  it('compares values by content', () => {
    expect(ofValues({ a: 1, b: [new Date(0)] })).toEqual(ofValues({ b: [new Date(0)], a: 1 }))
    const shared = { a: 1 }
    expect(ofValues([shared, shared])).toEqual(ofValues([{ a: 1 }, { a: 1 }]))
    const different = [
      [],
      {},
      null,
      undefined,
      0,
      -0,
      '0',
      0n,
      false,
      [0],
      ['0'],
      [[]],
      new Map(),
      new Set(),
      'select 1',
      'select  1',
    ]
    expect(new Set(different.map((value) => JSON.stringify(ofValues(value)))).size).toBe(different.length)
  })

  it('describes a value that holds itself', () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(ofValues(loop)).toEqual(known)
  })

  it('says which value cannot be described', () => {
    class Connection {
      readonly url = 'postgres:'
    }
    expect(ofValues('a', { to: new Connection() })).toEqual({ unknown: '`values.1.to`, an instance of Connection' })
  })

  it('tells functions and values in another order, or twice, apart', () => {
    const orders = [[subject, other], [other, subject], [subject], [subject, subject]]
    expect(new Set(orders.map((functions) => JSON.stringify(versions.of({ name: 'subject', functions })))).size).toBe(
      orders.length,
    )
  })

  it('keeps to its answer when a captured variable changes afterwards', () => {
    let calls = 0
    const count = () => ++calls
    const first = versions.of({ name: 'subject', functions: [count] })
    count()
    expect(versions.of({ name: 'subject', functions: [count] })).toEqual(first)
    expect(new CodeVersions().of({ name: 'subject', functions: [count] })).not.toEqual(first)
  })
})
