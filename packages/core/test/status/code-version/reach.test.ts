import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { CodeVersion } from '../../../src/status/code-version/index.ts'

type Answers = { readonly [name: string]: CodeVersion }

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'reach-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Functions over some files: each calls some of those before it, wherever they are; one of them is edited. */
interface Program {
  readonly functions: readonly { readonly file: number; readonly calls: readonly number[]; readonly kind: number }[]
  readonly edited: number
}

const programs: fc.Arbitrary<Program> = fc.integer({ min: 2, max: 12 }).chain((size) =>
  fc.record({
    functions: fc.tuple(
      ...Array.from({ length: size }, (_, index) =>
        fc.record({
          file: fc.integer({ min: 0, max: 3 }),
          calls:
            index === 0 ? fc.constant([]) : fc.uniqueArray(fc.integer({ min: 0, max: index - 1 }), { maxLength: 3 }),
          kind: fc.integer({ min: 0, max: 3 }),
        }),
      ),
    ),
    edited: fc.integer({ min: 0, max: size - 1 }),
  }),
)

/** The text of each file; `edit` is what the edited function has in it. */
function write(at: string, { functions, edited }: Program, edit: string): void {
  mkdirSync(join(folder, at), { recursive: true })
  for (const file of [0, 1, 2, 3]) {
    const own = functions.flatMap((one, index) => (one.file === file ? [index] : []))
    const foreign = new Set(
      own.flatMap((index) => functions[index]?.calls ?? []).filter((index) => !own.includes(index)),
    )
    const imports = [...foreign].map((index) => `import { f${index} } from './file${functions[index]?.file}.ts'`)
    const bodies = own.map((index) => declaration(functions, index, index === edited ? edit : 'same'))
    writeFileSync(join(folder, at, `file${file}.ts`), [...imports, ...bodies].join('\n'))
  }
  const last = functions.length - 1
  const main = `import { f${last} } from './file${functions[last]?.file}.ts'\nexport const subject = () => f${last}()`
  writeFileSync(join(folder, at, 'main.ts'), main)
}

function declaration(functions: Program['functions'], index: number, text: string): string {
  const { calls = [], kind } = functions[index] ?? {}
  const body = `['${text}', ${calls.map((call) => `f${call}()`).join()}]`
  switch (kind) {
    case 0:
      return `export function f${index}(): unknown { return ${body} }`
    case 1:
      return `export const f${index} = (): unknown => ${body}`
    case 2:
      return `class C${index} { run(): unknown { return ${body} } }\nexport const f${index} = () => new C${index}().run()`
    default:
      return `const table${index} = { run: () => ${body} }\nexport { f${index} }\nconst f${index} = () => table${index}.run()`
  }
}

function isReached({ functions, edited }: Program): boolean {
  const seen = new Set<number>()
  const visit = (index: number): void => {
    if (seen.has(index)) return
    seen.add(index)
    functions[index]?.calls.forEach(visit)
  }
  visit(functions.length - 1)
  return seen.has(edited)
}

async function ask(at: string): Promise<Answers> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'print-versions.ts'), join(folder, at)], {
    maxBuffer: 1e7,
  })
  return JSON.parse(stdout) as Answers
}

it('a version changes with a function in any file exactly when it is reached', async () => {
  const seed = Date.now()
  const samples = fc.sample(programs, { numRuns: 40, seed })
  samples.forEach((program, index) => {
    write(`before/${index}`, program, 'same')
    write(`after/${index}`, program, 'edited')
  })
  const [before, after] = await Promise.all([ask('before'), ask('after')])
  for (const [index, program] of samples.entries()) {
    const isSame = JSON.stringify(before[index]) === JSON.stringify(after[index])
    expect(before[index], JSON.stringify({ seed, program })).toEqual({ version: expect.any(String) })
    expect(isSame, JSON.stringify({ seed, program })).toBe(!isReached(program))
  }
  expect(new Set(samples.map(isReached))).toEqual(new Set([true, false]))
})
