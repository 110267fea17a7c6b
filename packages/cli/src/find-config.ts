import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CommandError } from './command-error.ts'

/** What a project file may be called, the usual first. */
const names = ['headwater.config.ts', 'headwater.config.mts', 'headwater.config.js', 'headwater.config.mjs']

/** The project file: the one that was named, or the nearest from `cwd` upwards. Throws CONFIG_MISSING. */
export function findConfig(cwd: string, named: string | undefined): string {
  const found = named === undefined ? nearest(cwd) : resolve(cwd, named)
  if (found !== undefined && existsSync(found)) return found
  throw new CommandError('CONFIG_MISSING', {
    message:
      named === undefined
        ? `there is no \`${names[0]}\` in \`${cwd}\` or a folder above`
        : `there is no \`${named}\` in \`${cwd}\``,
    hint: `Go to your project, name its file with --config, or begin one with \`headwater init\`. The file is called ${names.join(', ')}.`,
  })
}

function nearest(folder: string): string | undefined {
  const here = names.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (here !== undefined) return here
  return dirname(folder) === folder ? undefined : nearest(dirname(folder))
}
