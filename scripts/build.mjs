/**
 * Builds the packages named on the command line, or all of them: declarations by `tsc -b`, JavaScript by esbuild.
 *
 * JavaScript is bundled into one file for each entry and a few chunks that they share, because loading is what a short command
 * spends its time on: `import('@headwater/core')` took 191 ms bundled and 286 ms as 180 files (medians of 15, bare Node 40 ms).
 * Nothing is minified, so that a stack trace can be read.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'
import { build } from 'esbuild'
import { build as buildWithVite } from 'vite'

const root = join(import.meta.dirname, '..')
const named = process.argv.slice(2)
const packages = (named.length > 0 ? named : ['core', 'column-lineage', 'assets', 'testkit', 'cli', 'ui']).map((name) =>
  join(root, 'packages', name),
)

/** Dependencies for their types alone. Kysely is 300 files, which take some 0.2 s to load. */
const takenIn = new Set(['kysely'])

const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-b', ...packages], { stdio: 'inherit' })
if (tsc.status !== 0) process.exit(1)
await Promise.all(packages.map(bundle))
await Promise.all(packages.filter((folder) => existsSync(join(folder, 'vite.config.ts'))).map(buildPage))

async function bundle(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const stale of globSync('dist/**/*.js', { cwd: folder, exclude: ['dist/page'] })) rmSync(join(folder, stale))
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: entriesOf(manifest),
    external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
      (name) => !takenIn.has(name),
    ),
    outbase: 'src',
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
    metafile: true,
  })
  writeLicenses(folder, Object.keys(metafile.inputs))
}

/** The web page of a package, which its server hands out. */
async function buildPage(folder) {
  const root = join(folder, 'src/page')
  const { output } = await buildWithVite({ root, configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' })
  const inputs = output.flatMap(({ modules = {}, originalFileNames = [] }) => [
    ...Object.keys(modules),
    ...originalFileNames.map((path) => resolve(root, path)),
  ])
  writeLicenses(folder, inputs)
}

/** The source of every export; a package that exports nothing is a command. */
function entriesOf(manifest) {
  const sources = Object.values(manifest.exports).flatMap((target) => target['@headwater/source'] ?? [])
  return sources.length > 0 ? sources : ['src/main.ts']
}

/** Licenses ask to travel with the code, so those of the packages that a bundle took in are written beside it. */
function writeLicenses(folder, inputs) {
  const inPackage = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/
  const packages = new Set(inputs.flatMap((path) => inPackage.exec(path)?.[0] ?? []))
  const texts = [...packages].map((path) => {
    const from = resolve(folder, path)
    const [license] = globSync('LICENSE*', { cwd: from })
    return `${posix.basename(path)}\n\n${readFileSync(join(from, license), 'utf8')}`
  })
  if (texts.length > 0) writeFileSync(join(folder, 'dist/third-party-licenses.txt'), texts.join('\n\n'))
}
