import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** Where `install.sh` puts what does not come from Debian. Git ignores it, and `npm ci` removes it. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/integration')

/** What is in the cache was put there on purpose, so it comes first. Debian's servers are not on everybody's PATH. */
const folders = [
  join(cache, 'bin'),
  join(cache, 'python/bin'),
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
]

/** The path of a program, unless it is one already; undefined where there is none. */
export function programAt(name) {
  return folders.map((folder) => resolve(folder, name)).find((path) => existsSync(path))
}

/** The first version number that a program prints; undefined where there is no such program. */
export function versionOf(name, ...args) {
  const path = programAt(name)
  return path === undefined ? undefined : printed(path, args, /\d+(?:\.\d+)+/)
}

/** The version of the module that a program was built from; undefined where there is no such program. */
export function goVersionOf(name) {
  const path = programAt(name)
  return path === undefined ? undefined : printed('go', ['version', '-m', path], /\tmod\t\S+\t(\S+)/)
}

/** The version of the package that a program of Python belongs to; undefined where there is no such program. */
export function pythonVersionOf(name, packageName) {
  if (programAt(name) === undefined) return undefined
  const code = `import importlib.metadata; print(importlib.metadata.version('${packageName}'))`
  return printed(pythonOf(name), ['-c', code], /\S+/)
}

/** The Python that a program of Python runs with, which its first line names. */
export function pythonOf(name) {
  return /^#!(\S+)/.exec(readFileSync(programAt(name), 'utf8'))?.[1] ?? 'python3'
}

function printed(program, args, pattern) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  const found = pattern.exec(`${stdout}${stderr}`)
  return found?.[1] ?? found?.[0] ?? 'of unknown version'
}
