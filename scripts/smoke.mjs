/**
 * Packs the published packages, installs them in an empty project and uses them there as a user does: imports, types, the command,
 * and the projects of their READMEs. Needs the npm registry, or an npm cache that holds what the packages depend on.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'headwater-smoke-'))
const names = ['core', 'assets', 'cli']
const duckdb = '@duckdb/node-api'
const shipped =
  /^(?:package\.json|LICENSE|README\.md|bin\/[\w-]+\.mjs|dist\/.+\.(?:js|d\.ts)|dist\/third-party-licenses\.txt)$/
const largestPackageBytes = 2_000_000

const env = { ...process.env, PATH: pathWithNode() }
const checks = [
  ['a package holds what it exports, its README and the licence, and nothing else', checkContents],
  ['every export can be imported without the optional peers', checkImports],
  ['the command says what it can do and which version it is', checkCommand],
  ['the project of the README of core is materialized', () => materialize('core')],
  ['a missing optional peer is named', checkMissingPeer],
  ['the project of the README of assets is materialized once the peers are there', checkPeers],
  ['the projects of the READMEs and all declarations pass the type checker', checkTypes],
]

try {
  console.log(`on Node ${run('node', '--version').trim()}, in ${project}`)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const packed = names.map(pack)
  install(...packed.map(({ filename }) => join(project, filename)))
  for (const name of names) writeConfig(name)
  for (const [promise, check] of checks) {
    console.log(`  ${promise}`)
    check(packed)
  }
  rmSync(project, { recursive: true })
  console.log(`${checks.length} checks passed on the packed packages`)
} catch (error) {
  console.error(`    no: ${error.message}`)
  process.exitCode = 1
}

function checkContents(packed) {
  for (const { name, files, unpackedSize } of packed) {
    const paths = files.map(({ path }) => path)
    const manifest = manifestOf(name.replace('@headwater/', ''))
    const targets = Object.values(manifest.exports).flatMap((target) => Object.values(target['types'] ? target : {}))
    const wanted = [
      'LICENSE',
      'README.md',
      ...targets.filter((path) => !path.includes('/src/')).map((path) => path.slice(2)),
    ]
    assert.deepEqual(
      wanted.filter((path) => !paths.includes(path)),
      [],
      `${name} lacks these files`,
    )
    assert.deepEqual(
      paths.filter((path) => !shipped.test(path)),
      [],
      `${name} holds files that nobody needs`,
    )
    assert.ok(unpackedSize <= largestPackageBytes, `${name} is ${unpackedSize} bytes, more than ${largestPackageBytes}`)
  }
}

function checkImports() {
  assert.ok(!existsSync(join(project, 'node_modules', duckdb)), `${duckdb} is an optional peer, and was installed`)
  const imports = entries().map((entry) => `await import('${entry}')`)
  run('node', '--input-type=module', '--eval', imports.join('\n'))
}

function checkCommand() {
  assert.match(run('npx', '--offline', 'headwater', '--help'), /materialize/)
  assert.equal(run('npx', '--offline', 'headwater', '--version').trim(), manifestOf('cli').version)
}

function checkMissingPeer() {
  const { status, stderr } = headwater('assets')
  assert.notEqual(status, 0, `the project of assets was materialized without ${duckdb}`)
  assert.match(stderr, new RegExp(`npm install ${duckdb}`))
}

function checkPeers() {
  const { peerDependencies, devDependencies } = manifestOf('assets')
  install(...Object.keys(peerDependencies).map((peer) => `${peer}@${devDependencies[peer]}`))
  materialize('assets')
}

function checkTypes() {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  }
  const types = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, ...types } }))
  writeFileSync(
    join(project, 'entries.ts'),
    entries()
      .map((entry) => `import '${entry}'`)
      .join('\n'),
  )
  run(join(root, 'node_modules/.bin/tsc'), '--project', project)
}

function materialize(name) {
  const { status, stdout, stderr } = headwater(name)
  assert.equal(status, 0, stdout + stderr)
}

function headwater(name) {
  const command = join(project, 'node_modules/.bin/headwater')
  return spawnSync(command, ['materialize', '*'], { cwd: join(project, name), env, encoding: 'utf8' })
}

/** A folder with the first TypeScript block of a README as its project. */
function writeConfig(name) {
  const code = /^```ts\n([^]*?)^```/m.exec(readFileSync(join(root, 'packages', name, 'README.md'), 'utf8'))?.[1]
  if (!code) return
  mkdirSync(join(project, name))
  writeFileSync(join(project, name, 'headwater.config.ts'), code)
}

function pack(name) {
  const output = run('npm', 'pack', join(root, 'packages', name), '--json', '--pack-destination', project)
  return Object.values(JSON.parse(output.slice(output.search(/^[[{]$/m))))[0]
}

function install(...packages) {
  run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...packages)
}

function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
}

/** What users can import: `@headwater/core`, `@headwater/core/io`... */
function entries() {
  return names.flatMap((name) => {
    const { exports } = manifestOf(name)
    return Object.keys(exports).flatMap((path) =>
      exports[path]['types'] ? [`@headwater/${name}${path.slice(1)}`] : [],
    )
  })
}

/** Output of a command in the empty project; throws what it printed when it fails. */
function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, env, encoding: 'utf8' })
  assert.equal(status, 0, `${[command, ...args].join(' ')}\n${stdout}${stderr}`)
  return stdout
}

/** The Node of the machine is the one that users have, so it is taken where it is new enough; else the one of the repository. */
function pathWithNode() {
  const machine = process.env.PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'))
  const [major, minor] = execFileSync('node', ['-p', 'process.versions.node'], {
    env: { ...process.env, PATH: machine.join(delimiter) },
    encoding: 'utf8',
  })
    .split('.')
    .map(Number)
  const isNewEnough = major > 22 || (major === 22 && minor >= 18)
  return (isNewEnough ? machine : [dirname(process.execPath), ...machine]).join(delimiter)
}
