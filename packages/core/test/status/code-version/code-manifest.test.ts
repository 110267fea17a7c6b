import { build, type BuildOptions } from 'esbuild'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CodeVersion } from '../../../src/status/code-version/index.ts'

type Answers = { readonly [name: string]: CodeVersion }

const run = promisify(execFile)
const define = join(import.meta.dirname, '../../../src/define')
const stepVersions = join(import.meta.dirname, 'step-versions.ts')
const printVersions = join(import.meta.dirname, 'print-versions.ts')
const root = mkdtempSync(join(tmpdir(), 'code-manifest-'))
const modules = join(import.meta.dirname, '../../../../../node_modules')

const sources = {
  'package.json': `{ "type": "module" }`,
  'scale.ts': `export const scale = (x: number): number => x * 2`,
  'clean.ts': `import { scale } from './scale.ts'\nexport const clean = (x: number): number => scale(x) + 1`,
  'other.ts': `const scale = () => 'of its own'\nexport const other = () => scale()`,
  'main.ts': `import { z } from 'zod'
    import { asset } from '${define}/asset.ts'
    import { definitionOf } from '${define}/definition.ts'
    import { clean } from './clean.ts'
    import { other } from './other.ts'
    const Price = z.object({ close: z.number().refine((close) => clean(close) > 0) })
    const positive = (min: number) => (price: { close: number }) => ({ passed: price.close > min })
    const prices = asset('market/prices', { schema: Price, checks: { positive: positive(0) } }, () => ({ close: clean(1) }))
    const copies = ['a', 'b'].map((name) => asset(name, {}, () => void other(name)))
    export const steps = [prices, ...copies].map((one) => definitionOf(one).step)`,
}
type Sources = { readonly [path in keyof typeof sources]?: string }

const builds: { readonly [name: string]: BuildOptions } = {
  'of one file': {},
  minified: { minify: true },
  'in chunks': { splitting: true, minify: true, entryPoints: ['main.ts', 'clean.ts'] },
  'in CommonJS, with a source map': { format: 'cjs', sourcemap: true, outExtension: { '.js': '.cjs' } },
  'without Headwater and packages': { external: [`${define}/*`], packages: 'external' },
}

/** Writes the sources below a folder of their own, and bundles them into `dist` there. */
async function project(
  name: string,
  edited: Sources,
  options: BuildOptions,
): Promise<{ folder: string; bundles: string[] }> {
  const folder = join(root, name)
  for (const [path, text] of Object.entries({ ...sources, ...edited })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outdir: 'dist',
    logLevel: 'error',
    metafile: true,
    ...options,
  })
  return { folder, bundles: Object.keys(metafile?.outputs ?? {}).filter((path) => /\.c?js$/.test(path)) }
}

/** What a process of its own says about the steps of a module; with `bundles`, it also writes their manifest. */
async function ask(folder: string, module: string, bundles: readonly string[] = []): Promise<Answers> {
  const { stdout } = await run(process.execPath, [stepVersions, join(folder, module), folder, ...bundles])
  return JSON.parse(stdout) as Answers
}

beforeAll(() => {
  mkdirSync(join(root, 'node_modules'))
  cpSync(join(modules, 'zod'), join(root, 'node_modules/zod'), { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true }))

describe.each(Object.entries(builds))('a bundle %s', (name, options) => {
  const bundle = options.format === 'cjs' ? 'dist/main.cjs' : 'dist/main.js'

  it('has no code version without a manifest, and with one that of its sources', async () => {
    const { folder, bundles } = await project(name, {}, options)
    const without = await ask(folder, bundle)
    for (const answer of Object.values(without))
      expect(answer).toEqual({ unknown: expect.stringMatching(/^bundle `\S+` \(.+\) without a code manifest$/) })
    const inSources = await ask(folder, 'main.ts', bundles)
    expect(Object.keys(inSources)).toEqual(['market/prices', 'market/prices:positive', 'a', 'b'])
    for (const answer of Object.values(inSources)) expect(answer).toEqual({ version: expect.any(String) })
    expect(await ask(folder, bundle)).toEqual(inSources)
  })
})

describe('the manifest of a bundle', () => {
  const bundle = 'dist/main.js'
  const built = async (name: string, edited: Sources): Promise<Answers> => {
    const { folder, bundles } = await project(name, edited, { minify: true })
    await ask(folder, 'main.ts', bundles)
    return ask(folder, bundle)
  }

  it('changes the versions of what reaches an edited helper, and of nothing else in the bundle', async () => {
    const before = await built('before', {})
    const scaled = await built('scaled', { 'scale.ts': `export const scale = (x: number): number => x * 3` })
    expect(scaled['market/prices']).not.toEqual(before['market/prices'])
    expect({ ...scaled, 'market/prices': 0 }).toEqual({ ...before, 'market/prices': 0 })
    const other = await built('other', { 'other.ts': `export const other = (name) => [name, 'changed']` })
    expect(other['a']).not.toEqual(before['a'])
    expect({ ...other, a: 0, b: 0 }).toEqual({ ...before, a: 0, b: 0 })
  })

  it('tells nothing about a bundle that was built again, about one that it does not list, or about new steps', async () => {
    const { folder, bundles } = await project('again', {}, {})
    await ask(folder, 'main.ts', [])
    expect(await ask(folder, bundle)).toMatchObject({
      a: { unknown: expect.stringContaining('without a code manifest') },
    })
    await ask(folder, 'main.ts', bundles)
    await project('again', { 'main.ts': sources['main.ts'].replace(`'b'`, `'c'`) }, {})
    const stale = 'bundle `main.js`, which is not the one that `headwater-code.json` was written for'
    expect(await ask(folder, bundle)).toMatchObject({ a: { unknown: stale } })
    const manifest = { format: 1, bundles: {}, code: {} }
    writeFileSync(join(folder, 'headwater-code.json'), JSON.stringify(manifest))
    expect(await ask(folder, bundle)).toMatchObject({
      a: { unknown: 'bundle `main.js`, which `headwater-code.json` does not list' },
    })
    writeFileSync(join(folder, 'headwater-code.json'), '[]')
    expect(await ask(folder, bundle)).toMatchObject({
      a: { unknown: '`headwater-code.json` of bundle `main.js`, which is no code manifest' },
    })
  })
})

describe('what tsc writes, a file for a module', () => {
  it('has the code version of its sources', async () => {
    const folder = join(root, 'tsc')
    mkdirSync(join(folder, 'sources'), { recursive: true })
    const main = `import { clean } from './clean.ts'\n/** Cleans. */\nexport const subject = (x: number) => clean(x)`
    for (const [path, text] of Object.entries({ ...sources, 'main.ts': main }))
      writeFileSync(join(folder, 'sources', path), text)
    const options = ['--target', 'esnext', '--module', 'nodenext', '--rewriteRelativeImportExtensions', '--types', '']
    await run(join(modules, '.bin/tsc'), [...options, '--outDir', 'emitted', 'sources/main.ts'], { cwd: folder })
    const { stdout } = await run(process.execPath, [printVersions, folder])
    const { sources: ofSources, emitted } = JSON.parse(stdout) as Answers
    expect(emitted).toEqual({ version: expect.any(String) })
    expect(emitted).toEqual(ofSources)
  })
})
