/**
 * Packs the published packages, installs them in an empty project and uses them there as a user does: imports, types, the command,
 * and the projects of their READMEs. Needs the npm registry, or an npm cache that holds what the packages depend on.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'headwater-smoke-'))
const names = ['core', 'column-lineage', 'assets', 'ui', 'cli']
const duckdb = '@duckdb/node-api'
const shipped =
  /^(?:package\.json|LICENSE|README\.md|(?:bin|template)\/.+|dist\/.+\.(?:js|d\.ts)|dist\/page\/.+|dist\/third-party-licenses\.txt)$/
const largestPackageBytes = 2_000_000

const env = { ...process.env, PATH: pathWithNode() }
const checks = [
  ['a package holds what it exports, its README and the licence, and nothing else', checkContents],
  ['every export can be imported without the optional peers', checkImports],
  ['the command says what it can do and which version it is', checkCommand],
  ['the project of the README of core is materialized', () => materialize('core', 'market/highest', '370.87')],
  ['the web page is in its package, and is served with its files and its API', checkPage],
  ['a missing optional peer is named', checkMissingPeer],
  ['the project of the README of assets is materialized once the peers are there', checkPeers],
  ['the testkit brings what its servers need, and starts one', checkTestkit],
  ['the projects of the READMEs and all declarations pass the type checker', checkTypes],
]

try {
  console.log(`on Node ${run('node', '--version').trim()}, in ${project}`)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const packed = [...names, 'testkit'].map(pack)
  install(...packed.slice(0, names.length).map(({ filename }) => join(project, filename)))
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
    const wanted = ['LICENSE', 'README.md', ...targetsOf(name)]
    const missing = wanted.filter((path) => !paths.includes(path))
    const needless = paths.filter((path) => !shipped.test(path))
    assert.deepEqual(
      { missing, needless },
      { missing: [], needless: [] },
      `${name} lacks [${missing}] or has [${needless}]`,
    )
    assert.ok(unpackedSize <= largestPackageBytes, `${name} is ${unpackedSize} bytes, more than ${largestPackageBytes}`)
  }
}

function checkImports() {
  assert.ok(!existsSync(join(project, 'node_modules', duckdb)), `${duckdb} is an optional peer, and was installed`)
  run('node', '--input-type=module', '--eval', imports(...names).join('\n'))
}

function checkCommand() {
  assert.match(run('npx', '--offline', 'headwater', '--help'), /materialize/)
  assert.equal(run('npx', '--offline', 'headwater', '--version').trim(), manifestOf('cli').version)
}

function checkPage(packed) {
  const paths = packed.find(({ name }) => name === '@headwater/ui').files.map(({ path }) => path)
  for (const file of [/^dist\/page\/index\.html$/, /\.js$/, /\.css$/, /\.woff2$/, /^dist\/third-party-licenses\.txt$/])
    assert.ok(
      paths.some((path) => file.test(path)),
      `@headwater/ui has no ${file} among [${paths}]`,
    )
  const code = `
    const { default: project } = await import('./headwater.config.ts')
    const { serveUi } = await import('@headwater/ui')
    const server = await serveUi(project, { port: 0 })
    const page = await (await fetch(server.url)).text()
    const [script] = /files\\/[^"]+\\.js/.exec(page) ?? []
    const answers = await Promise.all([script, 'api/graph', 'api/openapi.json'].map((path) => fetch(server.url + path)))
    console.log(...answers.map(({ status }) => status))
    await server.close()
    await project.close()`
  const { stdout, stderr } = spawnSync('node', ['--input-type=module', '--eval', code], {
    cwd: join(project, 'core'),
    env,
    encoding: 'utf8',
  })
  assert.equal(stdout.trim(), '200 200 200', stderr)
}

function checkMissingPeer() {
  const { status, stderr } = headwater('assets', 'materialize', '*')
  assert.notEqual(status, 0, `the project of assets was materialized without ${duckdb}`)
  assert.ok(stderr.includes(duckdb), stderr)
}

function checkPeers() {
  const { peerDependencies, devDependencies } = manifestOf('assets')
  install(...Object.keys(peerDependencies).map((peer) => `${peer}@${devDependencies[peer]}`))
  materialize('assets', 'market/cheap', '185.64')
}

/** With it comes DuckDB, which until here had to be missing. */
function checkTestkit(packed) {
  install(join(project, packed.at(-1).filename))
  const code = "const { startS3 } = await import('@headwater/testkit'); await (await startS3()).close()"
  run('node', '--input-type=module', '--eval', code)
}

function checkTypes() {
  writeFileSync(join(project, 'entries.ts'), imports(...names, 'testkit').join('\n'))
  const files = ['entries.ts', 'core/headwater.config.ts', 'assets/headwater.config.ts']
  install(...typesOfPeers())
  const strict = ['--strict', '--exactOptionalPropertyTypes']
  run(
    join(root, 'node_modules/.bin/tsc'),
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    'node',
    ...strict,
    ...files,
  )
}

/** Some peers have their types in packages of their own, which a project in TypeScript has beside them; Node's come with these. */
function typesOfPeers() {
  const { devDependencies } = manifestOf('assets')
  const names = Object.keys(devDependencies).filter((name) => name.startsWith('@types/'))
  return names.map((name) => `${name}@${devDependencies[name]}`)
}

/** Makes everything in a project, and finds a text in what one asset holds then. */
function materialize(name, asset, text) {
  const made = headwater(name, 'materialize', '*')
  assert.equal(made.status, 0, made.stdout + made.stderr)
  const loaded = headwater(name, 'load', asset)
  assert.ok(loaded.stdout.includes(text), `${asset} is not ${text} but ${loaded.stdout}${loaded.stderr}`)
}

function headwater(name, ...args) {
  return spawnSync(join(project, 'node_modules/.bin/headwater'), args, {
    cwd: join(project, name),
    env,
    encoding: 'utf8',
  })
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

/** What can be imported from a package: each export with its declarations. */
function exportsOf(name) {
  return Object.entries(manifestOf(name).exports).filter(([, target]) => typeof target === 'object')
}

function imports(...names) {
  return names.flatMap((name) => exportsOf(name).map(([path]) => `import '@headwater/${name}${path.slice(1)}'`))
}

function targetsOf(packageName) {
  const targets = exportsOf(packageName.replace('@headwater/', ''))
  return targets.flatMap(([, target]) => [target.types, target.default].map((path) => path.replace('./', '')))
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
  const found = spawnSync('node', ['--version'], {
    env: { ...process.env, PATH: machine.join(delimiter) },
    encoding: 'utf8',
  })
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(found.stdout ?? '') ?? []
  const isNewEnough = major > 22 || (Number(major) === 22 && minor >= 18)
  return (isNewEnough ? machine : [dirname(process.execPath), ...machine]).join(delimiter)
}
