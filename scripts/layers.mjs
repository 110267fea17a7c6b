/** Checks how the sources of the packages are laid out: which folder, package and vendor SDK may be imported from where. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { readImports } from './read-imports.mjs'

/** The folders of packages/core/src: each imports only itself and earlier ones. Files beside them may import all. */
const coreFolders = [
  'base',
  'errors',
  'keys',
  'partitions',
  'events',
  'io',
  'define',
  'graph',
  'state',
  'status',
  'plan',
  'resources',
  'checks',
  'run',
  'lineage',
  'automation',
  'project',
  'testing',
]

/** Which packages of ours the sources of each package may import. */
const packageImports = {
  core: [],
  'column-lineage': [],
  assets: ['core', 'column-lineage'],
  testkit: [],
  cli: ['core', 'ui'],
  ui: ['core'],
}

/** The parts of packages/ui/src, and what each may import of the others. What the page imports is loaded by browsers. */
const uiImports = { contract: {}, server: { contract: 'all' }, page: { contract: 'types' } }

/** Packages of vendors: optional for users, so nothing may load one before its driver is asked for it. */
const vendors = /^(?:@duckdb\/node-api|apache-arrow|pg|@aws-sdk\/[^/]+|@google-cloud\/[^/]+)(?:\/|$)/

const vagueNames = /^(?:utils|common|helpers|misc|shared)$/
const maxLines = 300

/**
 * @param {readonly { path: string, text: string }[]} files sources, each with its path from the root, parted by `/`
 * @returns {string[]} what breaks a rule, one line each: place, rule, what to do
 */
export function findViolations(files) {
  return files.flatMap(({ path, text }) => [
    ...checkName(path),
    ...checkLength(path, text),
    ...readImports(text).flatMap((found) => {
      const broken = checkImport(path, found)
      return broken ? [`${path}:${found.line}: ${broken}`] : []
    }),
  ])
}

function checkName(path) {
  const violations = []
  const vague = path.split('/').find((part) => vagueNames.test(part.replace(/\.\w+$/, '')))
  if (vague) violations.push(`${path}:1: nothing is called \`${vague}\`. Name the file or folder after what it holds.`)
  const folder = coreFolderOf(path)
  if (folder && !coreFolders.includes(folder)) {
    violations.push(
      `${path}:1: \`${folder}\` is not a folder of core. Give it its place in the list of scripts/layers.mjs.`,
    )
  }
  return violations
}

function checkLength(path, text) {
  const lines = text.split('\n').length - 1
  return lines <= maxLines
    ? []
    : [`${path}:${maxLines + 1}: ${lines} lines, and a file has at most ${maxLines}. Split it by noun or by verb.`]
}

function checkImport(path, { specifier, kind }) {
  if (specifier.startsWith('.')) return checkRelative(path, posix.join(posix.dirname(path), specifier), kind)
  const ours = /^@headwater\/([^/]+)/.exec(specifier)?.[1]
  return ours ? checkPackage(packageOf(path), ours, kind) : checkVendor(packageOf(path), specifier, kind)
}

function checkRelative(path, target, kind) {
  if (packageOf(target) !== packageOf(path) || target.split('/')[2] !== 'src') {
    return `\`${target}\` is outside the sources of this package. Import another package by its name.`
  }
  if (packageOf(path) === 'ui') return checkUiPart(path.split('/')[3], target.split('/')[3], kind)
  const from = coreFolders.indexOf(coreFolderOf(path))
  const to = coreFolders.indexOf(coreFolderOf(target))
  if (from === -1 || (to !== -1 && to <= from)) return undefined
  const what = to === -1 ? `\`${target}\`, which stands above the folders` : `\`${coreFolders[to]}\`, a later folder`
  return `\`${coreFolders[from]}\` imports ${what}. Move what both need to \`${coreFolders[from]}\` or an earlier folder.`
}

function checkUiPart(from, to, kind) {
  const allowed = uiImports[from]?.[to]
  if (from === to || allowed === 'all' || (allowed === 'types' && kind === 'type')) return undefined
  if (allowed === 'types')
    return `\`${from}\` imports more than types of \`${to}\`, and zod with it. Use \`import type\`.`
  return `\`${from}\` imports \`${to}\`. The page and the server meet in \`contract\` alone.`
}

function checkPackage(from, to, kind) {
  const allowed = packageImports[from]
  if (!allowed) return `package \`${from}\` has no entry in scripts/layers.mjs. Say there which packages it may import.`
  if (to === 'ui' && kind === 'static')
    return 'the web page is loaded at once, by every command. Use `await import()` where it is served.'
  if (allowed.includes(to)) return undefined
  const which =
    allowed.length > 0 ? `only ${allowed.map((name) => `@headwater/${name}`).join(', ')}` : 'no package of ours'
  return `package \`${from}\` imports \`@headwater/${to}\`, and may import ${which}. Turn the dependency round.`
}

function checkVendor(from, specifier, kind) {
  if (!vendors.test(specifier)) return undefined
  if (from === 'core') return `core imports \`${specifier}\`, the SDK of a vendor. Put the driver into packages/assets.`
  if (kind !== 'static') return undefined
  return `\`${specifier}\` is loaded at once. Use \`import type\`, or \`await import()\` inside the driver's factory.`
}

function packageOf(path) {
  return path.split('/')[1]
}

/** The folder of packages/core/src that a file stands in; undefined for other packages and for files beside the folders. */
function coreFolderOf(path) {
  return /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1]
}

function readSources(root) {
  const packages = readdirSync(join(root, 'packages'))
  return packages.flatMap((name) =>
    readdirSync(join(root, 'packages', name, 'src'), { recursive: true })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join('packages', name, 'src', file))
      .map((path) => ({ path: path.replaceAll(sep, '/'), text: readFileSync(join(root, path), 'utf8') })),
  )
}

if (import.meta.main) {
  const files = readSources(join(import.meta.dirname, '..'))
  const violations = findViolations(files)
  for (const violation of violations) console.error(violation)
  console.log(`${files.length} source files, ${violations.length} violations of the layers`)
  if (violations.length > 0) process.exitCode = 1
}
