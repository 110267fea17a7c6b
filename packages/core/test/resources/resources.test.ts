import { asset, memoryState, override, resource } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { OpenResources, readConfig, Secrets, variableName } from '../../src/resources/index.ts'
import { noon, projectOf } from '../run/kernel.ts'

const schema = z.number()

describe('a resource', () => {
  it('is opened when it is first used, once a run, and closed in reverse order at the end', async () => {
    const happened: string[] = []
    const named = (name: string) =>
      resource(name, {
        open: () => void happened.push(`open ${name}`),
        close: () => void happened.push(`close ${name}`),
      })
    const [first, second, unused] = ['first', 'second', 'unused'].map(named)
    const a = asset('a', { schema, codeVersion: '1', resources: { first: first! } }, () => 1)
    const b = asset(
      'b',
      { schema, codeVersion: '1', deps: { a }, resources: { first: first!, second: second! } },
      () => 1,
    )
    const c = asset('c', { schema, codeVersion: '1', resources: { unused: unused! } }, () => 1)
    const project = projectOf([a, b, c])
    expect(happened).toEqual([])
    await project.materialize([a, b])
    expect(happened).toEqual(['open first', 'open second', 'close second', 'close first'])
    await project.materialize([a, b])
    expect(happened).toHaveLength(4)
  })

  it('is closed also when a step fails', async () => {
    let closed = 0
    const api = resource('api', { open: () => 1, close: () => void (closed += 1) })
    const failing = asset('failing', { schema, codeVersion: '1', resources: { api } }, () => {
      throw new Error('no')
    })
    await projectOf([failing]).materialize('*')
    expect(closed).toBe(1)
  })

  it('that cannot be opened fails the step, is tried again, and the cause is kept', async () => {
    let tries = 0
    const api = resource('api', {
      open: () => {
        tries += 1
        throw new Error('refused')
      },
    })
    const clock = new FakeClock(noon)
    const of = asset('of', { schema, codeVersion: '1', resources: { api }, retry: { attempts: 2 } }, () => 1)
    const running = projectOf([of], { clock }).materialize('*', {
      onProgress: ({ kind }) => kind === 'retry' && setImmediate(() => clock.advance(1000)),
    })
    expect((await running).failures[0]?.problem).toMatchObject({
      code: 'RESOURCE_FAILED',
      message: 'resource `api` could not be opened: Error: refused',
    })
    expect(tries).toBe(2)
  })

  it('that cannot be closed makes the run fail, and the others are closed all the same', async () => {
    let closed = 0
    const good = resource('good', { open: () => 1, close: () => void (closed += 1) })
    const bad = resource('bad', {
      open: () => 1,
      close: () => {
        throw new Error('stuck')
      },
    })
    const of = asset('of', { schema, codeVersion: '1', resources: { good, bad } }, () => 1)
    const run = await projectOf([of]).materialize('*')
    expect([run.ok, closed, run.failures[0]?.problem.message]).toEqual([
      false,
      1,
      'resource `bad` could not be closed: Error: stuck',
    ])
  })

  it('that is still being opened when all is closed is closed as soon as it is open', async () => {
    const { promise, resolve } = Promise.withResolvers<number>()
    let closed = 0
    const slow = resource('slow', { open: () => promise, close: () => void (closed += 1) })
    const open = new OpenResources({ environment: {}, secrets: new Secrets(), overrides: [] })
    const opening = open.open({ slow })
    await open.close()
    resolve(1)
    await opening
    expect(closed).toBe(1)
  })

  it('can be replaced for tests, and then is neither opened nor closed', async () => {
    const api = resource('api', {
      open: (): { get: () => number } => {
        throw new Error('opened')
      },
    })
    const of = asset('of', { schema, codeVersion: '1', resources: { api } }, (_, { resources }) => resources.api.get())
    const project = projectOf([of]).withResources(override(api, { get: () => 42 }))
    expect((await project.materialize('*')).ok).toBe(true)
    expect(await project.load(of)).toBe(42)
  })
})

describe('the config of a resource', () => {
  const read = (schema: z.ZodType, environment: { [name: string]: string }) =>
    readConfig(resource('alpha_vantage', { config: schema, open: () => 1 }), environment, new Secrets())

  it('is read from variables named after the resource and the field', async () => {
    expect(variableName('alpha_vantage', 'apiKey')).toBe('ALPHA_VANTAGE_API_KEY')
    expect(await read(z.object({ apiKey: z.string() }), { ALPHA_VANTAGE_API_KEY: 'key' })).toEqual({ apiKey: 'key' })
  })

  it('is spelled as the schema wants it: text stays text, numbers and booleans are read', async () => {
    const schema = z.object({ apiKey: z.string(), port: z.number(), tls: z.boolean(), zone: z.string().default('eu') })
    const environment = { ALPHA_VANTAGE_API_KEY: '0123', ALPHA_VANTAGE_PORT: '5432', ALPHA_VANTAGE_TLS: 'true' }
    expect(await read(schema, environment)).toEqual({ apiKey: '0123', port: 5432, tls: true, zone: 'eu' })
  })

  it('that is not there names every variable at fault, and never a value', async () => {
    const schema = z.object({ apiKey: z.string(), port: z.number() })
    const of = asset(
      'of',
      {
        schema: z.number(),
        codeVersion: '1',
        resources: { api: resource('alpha_vantage', { config: schema, open: () => 1 }) },
      },
      () => 1,
    )
    const { failures } = await projectOf([of], { environment: { ALPHA_VANTAGE_PORT: 'hunter2' } }).materialize('*')
    expect(failures[0]?.problem.code).toBe('RESOURCE_CONFIG')
    expect(failures[0]?.problem.message).toContain(
      '`ALPHA_VANTAGE_API_KEY` is not set, `ALPHA_VANTAGE_PORT` is refused',
    )
    expect(JSON.stringify(failures)).not.toContain('hunter2')
  })

  it('that is refused as a whole says so without naming a variable', async () => {
    const schema = z.object({ a: z.string().optional() }).refine(() => false, 'one of a and b is needed')
    await expect(read(schema, {})).rejects.toThrow('its config is refused (one of a and b is needed)')
  })
})

describe('a secret', () => {
  const secret = 'p4ss"w/ord+1'

  it('is masked in logs, errors, facts, check facts, progress and the result', async () => {
    const clock = new FakeClock(noon)
    const state = memoryState({ clock })
    const api = resource('api', { config: z.object({ key: z.string() }), open: ({ key }) => ({ key }) })
    const good = asset(
      'good',
      {
        schema: z.string(),
        codeVersion: '1',
        resources: { api },
        checks: {
          tells: (value) => ({ passed: false, facts: { found: `it is ${value}` } }),
          throws: (value) => {
            throw new Error(`wrong: ${value}`)
          },
        },
      },
      (_, { resources, log, metadata }) => {
        const { key } = resources.api
        log.info(`calling ${encodeURIComponent(key)}`, { body: JSON.stringify({ key }) })
        metadata({ key })
        return key
      },
    )
    const bad = asset('bad', { schema, codeVersion: '1', resources: { api } }, (_, { resources }) => {
      throw new Error(`cannot log in as ${resources.api.key}`)
    })
    const told: unknown[] = []
    const project = projectOf([good, bad], { clock, state, environment: { API_KEY: secret } })
    const run = await project.materialize('*', { onProgress: (progress) => told.push(progress) })
    const everything = JSON.stringify([
      run,
      told,
      await state.events({}),
      await project.run(run.runId),
      await project.why('bad'),
    ])
    for (const spelling of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(everything).not.toContain(JSON.stringify(spelling).slice(1, -1))
    }
    expect(everything).toContain('cannot log in as ***')
    expect(await project.load(good)).toBe(secret)
  })

  it('that is also the name of something does not change what is recorded', async () => {
    const api = resource('api', { config: z.object({ schema: z.string() }), open: () => 1 })
    const of = asset('market/prices', { schema, codeVersion: '1', resources: { api } }, () => 1)
    const project = projectOf([of], { environment: { API_SCHEMA: 'market' } })
    await project.materialize('*')
    expect(await project.load(of)).toBe(1)
    expect((await project.plan('*')).steps).toEqual([])
  })

  it('leaves nothing of itself where it begins with another one', () => {
    const secrets = new Secrets()
    for (const value of ['abcd', 'abcdefgh', 'abc', 'true']) secrets.add(value)
    expect(secrets.mask('abcdefgh abcd abc true')).toBe('*** *** abc true')
  })
})
