import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { asset } from '../../../src/define/asset.ts'
import { type AssetDefinition, definitionOf, type StepDefinition } from '../../../src/define/definition.ts'
import type { Described } from '../../../src/define/described.ts'
import { resource } from '../../../src/define/resource.ts'
import type { Schema } from '../../../src/define/schema.ts'
import { type CodeVersion, CodeVersions } from '../../../src/status/code-version/index.ts'
import { StepCodeVersions } from '../../../src/status/code-versions.ts'

const known = { version: expect.any(String) }
const positive = (min: number) => (value: number) => ({ passed: value > min })

const stepOf = (described: Described): StepDefinition => ({ ...definitionOf(asset('a', {}, () => {})).step, described })
const versionOf = (step: StepDefinition): Promise<CodeVersion> => new StepCodeVersions().of(step)

describe('the code version of a step', () => {
  const make = () => 1
  const one = (spec: Parameters<typeof asset<number>>[1]) =>
    versionOf(definitionOf(asset<number>('a', { schema: z.number(), ...spec }, make)).step)

  it('leaves out descriptions, retries, timeouts, pools, owners and checks', async () => {
    const described = { description: 'Prices.', owners: ['me'], tags: { a: 'b' }, metadata: { a: 1 }, kinds: ['x'] }
    const run = { retry: { attempts: 3 }, timeoutMs: 5, pool: 'narrow', group: 'market' }
    expect(await one({ ...described, ...run, checks: { positive: positive(0) } })).toEqual(await one({}))
    expect(await one({})).toEqual(known)
  })

  it('counts how resources are opened, and not their configuration, which may be secret', async () => {
    const withOpen = (open: () => unknown, config?: Schema<unknown>) =>
      versionOf(definitionOf(asset('a', { resources: { api: resource('api', { open, config }) } }, () => {})).step)
    const open = () => 'v1'
    const first = await withOpen(open)
    expect(first).toEqual(known)
    expect(await withOpen(open, z.object({ apiKey: z.string() }))).toEqual(first)
    expect(await withOpen(() => 'v2')).not.toEqual(first)
  })

  it('is the explicit one where there is one, and nothing else is read', async () => {
    const version = await versionOf(stepOf({ codeVersion: '3', codePackages: ['not-installed'] }))
    expect(version).toEqual({ version: 'explicit:3' })
  })
})

describe('the schema of an output counts', () => {
  const versions = new CodeVersions()
  const ofSchema = (schema: unknown) => versions.of({ name: 'a', functions: [], definitions: [schema] })
  afterAll(() => versions.close())

  const row = (column: z.ZodType) => z.array(z.object({ id: z.number(), column }))
  const pairs: readonly (readonly [string, z.ZodType, z.ZodType])[] = [
    ['a type', z.string(), z.number()],
    ['a bound', z.number().min(1), z.number().min(2)],
    ['a bound that JSON cannot hold', z.date().min(new Date(0)), z.date().min(new Date(1))],
    ['the flags of a pattern', z.string().regex(/a/), z.string().regex(/a/i)],
    ['coercion', z.string(), z.coerce.string()],
    ['what is inside a map', z.map(z.string(), z.string()), z.map(z.string(), z.number())],
    ['whether unknown keys pass', z.object({}), z.strictObject({})],
    ['how text is rewritten', z.string().trim(), z.string().toLowerCase()],
    ['the class of an instance', z.instanceof(Date), z.instanceof(Map)],
    ['a default', z.string().default('a'), z.string().default('b')],
    ['a computed default', z.string().default(() => 'a'), z.string().default(() => 'b')],
    ['a refinement', z.string().refine((x) => x > 'a'), z.string().refine((x) => x > 'b')],
    ['a bare check', z.string().check((of) => void of.value), z.string().check((of) => void of.issues)],
    ['a transform', z.string().transform((x) => x), z.string().transform((x) => x + x)],
    ['a lazy schema', z.lazy(() => z.string()), z.lazy(() => z.number())],
  ]

  it.each(pairs)('%s', (_, before, after) => {
    expect(ofSchema(row(before))).toEqual(known)
    expect(ofSchema(row(after))).toEqual(known)
    expect(ofSchema(row(after))).not.toEqual(ofSchema(row(before)))
  })

  it.each(pairs)('and stays the same when it was used meanwhile: %s', (_, schema) => {
    const before = ofSchema(schema)
    schema.safeParse('x')
    z.toJSONSchema(schema, { unrepresentable: 'any' })
    expect(ofSchema(schema)).toEqual(before)
  })

  it('without its messages and descriptions', () => {
    const plain = row(z.string())
    expect(ofSchema(row(z.string('Text, please.').describe('The name.')))).toEqual(ofSchema(plain))
  })

  it('of another vendor by its JSON Schema, or else by the function that validates', async () => {
    const vendor = (validate: (value: unknown) => unknown, type?: string) => {
      const jsonSchema = type === undefined ? undefined : { output: () => ({ type }) }
      return { '~standard': { version: 1 as const, vendor: 'acme', validate, jsonSchema } }
    }
    const ofVendor = (schema: Schema<unknown>) => versionOf(definitionOf(asset('a', { schema }, () => 1)).step)
    const value = (of: unknown) => ({ value: of })
    const first = await ofVendor(vendor(value))
    expect(first).toEqual(known)
    expect(await ofVendor(vendor((of) => ({ value: [of] })))).not.toEqual(first)
    const text = await ofVendor(vendor(value, 'string'))
    expect(await ofVendor(vendor((of) => ({ value: [of] }), 'string'))).toEqual(text)
    expect(await ofVendor(vendor(value, 'number'))).not.toEqual(text)
  })
})

describe('the version of a check', () => {
  const versions = new StepCodeVersions()
  const ofCheck = (check: Parameters<typeof asset<number>>[1]['checks']) => {
    const definition: AssetDefinition = definitionOf(asset<number>('a', { schema: z.number(), checks: check }, () => 1))
    return definition.checks.map((node) => versions.ofCheck(definition, node))
  }

  it('changes with its function and what that captured', () => {
    const [first, again, other, edited] = ofCheck({
      first: positive(0),
      again: { run: positive(0) },
      other: positive(1),
      edited: (value) => ({ passed: value > 5 }),
    })
    expect(first).toEqual(known)
    expect([other, edited]).not.toContainEqual(first)
    expect(again).toEqual(known)
    expect(ofCheck({ renamed: positive(0) })).toEqual([first])
  })

  it('changes with the severity that its results are recorded with', () => {
    const run = positive(0)
    const [error, warn] = ofCheck({ error: { run, severity: 'error' }, warn: { run, severity: 'warn' } })
    expect(warn).not.toEqual(error)
  })
})

describe('the packages that an asset counts among its code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'code-packages-'))
  const install = (version: string) => {
    mkdirSync(join(folder, 'node_modules/@acme/indicators'), { recursive: true })
    const manifest = { name: '@acme/indicators', version, exports: { './only': './only.js' } }
    writeFileSync(join(folder, 'node_modules/@acme/indicators/package.json'), JSON.stringify(manifest))
  }
  let subject: Function = () => {}
  const withPackages = (...packages: readonly string[]) =>
    new CodeVersions().of({ name: 'market/signals', functions: [subject], packages })

  beforeAll(async () => {
    writeFileSync(join(folder, 'main.mjs'), 'export const subject = () => 1')
    const main = (await import(pathToFileURL(join(folder, 'main.mjs')).href)) as { readonly subject: Function }
    subject = main.subject
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('change its version with the one that is installed for its module', () => {
    install('1.0.0')
    const before = withPackages('@acme/indicators')
    expect(before).toEqual(known)
    expect(before).not.toEqual(withPackages())
    expect(withPackages('@acme/indicators', '@acme/indicators')).toEqual(before)
    install('1.0.1')
    expect(withPackages('@acme/indicators')).not.toEqual(before)
  })

  it('must be installed', () => {
    const missing = { code: 'PACKAGE_MISSING', message: expect.stringContaining('`technicalindicators`') }
    expect(() => withPackages('technicalindicators')).toThrow(expect.objectContaining(missing))
  })

  it('are named in its declaration', async () => {
    expect(await versionOf(stepOf({ codePackages: ['zod'] }))).not.toEqual(await versionOf(stepOf({})))
    await expect(versionOf(stepOf({ codePackages: ['not-installed'] }))).rejects.toMatchObject({
      code: 'PACKAGE_MISSING',
    })
  })
})
