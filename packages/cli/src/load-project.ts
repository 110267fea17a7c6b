import type { Project } from '@headwater/core'
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CommandError, isHeadwaterError } from './command-error.ts'

/**
 * Loads a project file. The working directory becomes its folder, and variables of the `.env` beside it are set first,
 * where the environment does not have them already. Throws CONFIG_NEEDS_NODE, CONFIG_SYNTAX, CONFIG_THREW,
 * CONFIG_INVALID, and what `defineProject` throws.
 */
export async function loadProject(file: string, profile: string | undefined): Promise<Project> {
  assertStripsTypes(file, process.versions.node, process.features.typescript)
  process.chdir(dirname(file))
  if (profile !== undefined) process.env['HEADWATER_PROFILE'] = profile
  const variables = join(dirname(file), '.env')
  if (existsSync(variables)) process.loadEnvFile(variables)
  return projectIn(await importModule(file), basename(file))
}

/** Throws CONFIG_NEEDS_NODE for TypeScript on a Node.js that cannot read it. */
export function assertStripsTypes(file: string, version: string, strips: string | false | undefined): void {
  if (strips || !/\.m?ts$/.test(file)) return
  throw new CommandError('CONFIG_NEEDS_NODE', {
    message: `\`${basename(file)}\` is TypeScript, and this Node.js is ${version}; reading it takes 22.18 or later`,
    hint: 'Install a newer Node.js. On one that is new enough, remove --no-strip-types (--no-experimental-strip-types) from NODE_OPTIONS.',
  })
}

type Module = { readonly [exported: string]: unknown }

async function importModule(file: string): Promise<Module> {
  try {
    return (await import(pathToFileURL(file).href)) as Module
  } catch (thrown) {
    if (isHeadwaterError(thrown)) throw thrown
    throw syntaxErrorOf(thrown, dirname(file)) ?? threw(thrown, basename(file))
  }
}

/** Node.js puts the place of a syntax error into the first line of the stack, as `file:///a/b.ts:3` or `/a/b.ts:3`. */
function syntaxErrorOf(thrown: unknown, folder: string): CommandError | undefined {
  if (!(thrown instanceof SyntaxError)) return undefined
  const [, where, line] = /^(.+):(\d+)$/.exec(thrown.stack?.split('\n', 1)[0] ?? '') ?? []
  const file = where?.startsWith('file:') ? fileURLToPath(where) : where
  const place = file === undefined ? '' : ` in \`${relative(folder, file)}\` line ${line}`
  const isErasable = !('code' in thrown) || thrown.code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
  return new CommandError('CONFIG_SYNTAX', {
    message: `the project cannot be read: ${thrown.message}${place}`,
    hint: isErasable
      ? 'Mend that line: the TypeScript compiler or your editor says more.'
      : 'Node.js runs TypeScript by taking the types out, so enums, namespaces with code and parameter properties cannot be used: write a union of texts or a const object, and assign properties in the constructor. `erasableSyntaxOnly` in tsconfig.json finds them all.',
  })
}

function threw(thrown: unknown, name: string): CommandError {
  const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return new CommandError('CONFIG_THREW', {
    message: `\`${name}\`, or a file that it imports, threw ${words}`,
    hint: 'The stack below is that of your code.',
    cause: thrown,
  })
}

function projectIn(module: Module, name: string): Project {
  const { default: exported } = module
  if (brandOf(exported) === 'project') return exported as Project
  const named = Object.keys(module).filter((key) => brandOf(module[key]) === 'project')
  throw new CommandError('CONFIG_INVALID', {
    message: `the default export of \`${name}\` is ${exported === undefined ? 'absent' : `a ${typeof exported}`}, not a project`,
    hint:
      named.length > 0
        ? `Write \`export default ${named[0]}\`.`
        : 'Write `export default defineProject({ assets: [...] })`.',
  })
}

function brandOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { [brand]?: unknown })[brand] : undefined
}

const brand = Symbol.for('headwater.brand')
