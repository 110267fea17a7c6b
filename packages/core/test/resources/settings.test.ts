import { asset, memoryState, profile, resource, settings } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectOf, thrownBy } from '../run/kernel.ts'

describe('settings', () => {
  it('are the variables that the fields of the schema name', () => {
    const read = settings(z.object({ S3_BUCKET_NAME: z.string(), AWS_REGION: z.string().default('eu-west-1') }), {
      S3_BUCKET_NAME: 'prices',
      HOME: '/root',
    })
    expect(read).toEqual({ S3_BUCKET_NAME: 'prices', AWS_REGION: 'eu-west-1' })
  })

  it('are spelled as the schema wants them: text stays text, numbers and booleans are read', () => {
    const schema = z.object({
      ACCOUNT: z.string(),
      REDSHIFT_PORT: z.number(),
      OTHER_PORT: z.coerce.number(),
      USE_TLS: z.boolean(),
    })
    const environment = { ACCOUNT: '0123', REDSHIFT_PORT: '5439', OTHER_PORT: '5432', USE_TLS: 'true' }
    expect(settings(schema, environment)).toEqual({
      ACCOUNT: '0123',
      REDSHIFT_PORT: 5439,
      OTHER_PORT: 5432,
      USE_TLS: true,
    })
  })

  it('that are empty are not set', async () => {
    const schema = z.object({ AWS_ENDPOINT_URL: z.url().optional(), REDSHIFT_PORT: z.coerce.number() })
    const { code, message } = await thrownBy(() => settings(schema, { AWS_ENDPOINT_URL: '', REDSHIFT_PORT: '' }))
    expect([code, message]).toEqual(['SETTINGS_INVALID', 'settings are missing or wrong: `REDSHIFT_PORT` is not set'])
  })

  it('that are missing or wrong are all named at once, and none of their values', async () => {
    const schema = z.object({
      S3_BUCKET_NAME: z.string(),
      DATABASE_URL: z.string().refine((url) => url.startsWith('postgres:'), { error: ({ input }) => `not ${input}` }),
      REDSHIFT_PORT: z.number(),
      REDSHIFT_DB: z.string(),
    })
    const environment = { DATABASE_URL: 'mysql://ann:s3cret@db/x', REDSHIFT_PORT: 'fifty-four', REDSHIFT_DB: 'dev' }
    const { message, hint } = await thrownBy(() => settings(schema, environment))
    expect(message).toMatch(
      /^settings are missing or wrong: `S3_BUCKET_NAME` is not set, `DATABASE_URL` is refused \(not \*\*\*\), `REDSHIFT_PORT` is refused \(/,
    )
    expect(message).not.toMatch(/s3cret|mysql|fifty-four|REDSHIFT_DB/)
    expect(hint).toContain('.env')
  })

  it('of any Standard Schema are read, which is asked with the whole environment where it tells no fields', () => {
    const schema = z.object({ PORT: z.number() }).transform(({ PORT }) => PORT + 1)
    expect(settings(schema, { PORT: '1', HOME: '/root' })).toBe(2)
  })

  it('are needed at once', async () => {
    const schema = z.object({ PORT: z.string().refine(async () => false) })
    expect(await thrownBy(() => settings(schema, { PORT: '1' }))).toMatchObject({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining('takes its time to answer'),
    })
  })

  it('of a profile that is not chosen are not read', () => {
    const where = (name: string) =>
      profile(name, {
        embedded: () => 'lake',
        production: () => settings(z.object({ S3_BUCKET_NAME: z.string() }), {}).S3_BUCKET_NAME,
      })
    expect(where('embedded')).toBe('lake')
    expect(() => where('production')).toThrow('`S3_BUCKET_NAME` is not set')
  })
})

describe('secrets among the settings', () => {
  /** What is recorded and told of a run whose step says all this. */
  async function said(words: readonly string[]): Promise<string> {
    const state = memoryState()
    const api = resource('api', { config: z.object({ key: z.string() }), open: ({ key }) => key })
    const of = asset('of', { schema: z.number(), codeVersion: '1', resources: { api } }, (_, { log }) => {
      for (const word of words) log.info(word)
      throw new Error(words.join(' '))
    })
    const run = await projectOf([of], { state, environment: { API_KEY: 'key-of-a-resource' } }).materialize('*')
    return JSON.stringify([run, await state.events({})])
  }

  it('are masked by every project, beside those of resources', async () => {
    const environment = {
      REDSHIFT_PASSWORD: 'pass-word-1',
      CLIENT_SECRET: 'the-secret-2',
      GITHUB_TOKEN: 'a-token-3',
      AWS_ACCESS_KEY_ID: 'AKIA4444',
      DATABASE_URL: 'postgres://ann:p%40ss-5@db.example/prices',
      REGION: 'eu-west-6',
      S3_KEY_PREFIX: 'lake/of-7',
    }
    const text = z.string()
    settings(
      z.object({
        REDSHIFT_PASSWORD: text,
        CLIENT_SECRET: text,
        GITHUB_TOKEN: text,
        AWS_ACCESS_KEY_ID: text,
        DATABASE_URL: text,
        REGION: text,
        S3_KEY_PREFIX: text,
      }),
      environment,
    )
    const everything = await said([...Object.values(environment), 'p@ss-5', 'key-of-a-resource'])
    for (const secret of ['pass-word-1', 'the-secret-2', 'a-token-3', 'AKIA4444', 'p%40ss-5', 'p@ss-5', 'key-of-a'])
      expect(everything).not.toContain(secret)
    expect(everything).toContain('postgres://ann:***@db.example/prices')
    expect(everything).toContain('eu-west-6')
    expect(everything).toContain('lake/of-7')
  })

  it('are known also where the settings that hold them are refused', async () => {
    const schema = z.object({ OTHER_TOKEN: z.string(), PORT: z.number() })
    await thrownBy(() => settings(schema, { OTHER_TOKEN: 'a-token-7' }))
    expect(await said(['a-token-7'])).not.toContain('a-token-7')
  })
})
