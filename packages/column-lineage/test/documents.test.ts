import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)].map(([, code = '', output = '']) => ({
  code,
  output,
}))

it.each(examples)('an example of the README prints what it shows', ({ code, output }) => {
  const file = join(import.meta.dirname, `example-${process.pid}.ts`)
  writeFileSync(file, code)
  try {
    const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=@headwater/source', file], {
      encoding: 'utf8',
    })
    expect(stdout, stderr).toBe(output)
  } finally {
    rmSync(file)
  }
})

it('the README has examples, and lists every problem', () => {
  expect(examples.length).toBeGreaterThan(3)
  const types = readFileSync(join(import.meta.dirname, '../src/result.ts'), 'utf8')
  const codes = [...types.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code)
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)
  expect(listed.toSorted()).toEqual(codes.toSorted())
})
