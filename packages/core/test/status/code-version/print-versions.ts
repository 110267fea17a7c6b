/** Prints the version of `subject` of every `<folder>/<case>/main.*` as JSON: what a process with plain Node answers. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CodeVersions } from '../../../src/status/code-version/index.ts'

const folder = process.argv[2] ?? '.'
const versions = new CodeVersions()
const answers: { [name: string]: unknown } = {}
for (const name of readdirSync(folder).sort()) {
  if (name === 'node_modules') continue
  const main = readdirSync(join(folder, name)).find((file) => /^main\.[cm]?[jt]s$/.test(file)) ?? 'main.ts'
  const { subject } = (await import(pathToFileURL(join(folder, name, main)).href)) as { readonly subject: Function }
  answers[name] = versions.of({ name: 'subject', functions: [subject] })
}
versions.close()
console.log(JSON.stringify(answers))
