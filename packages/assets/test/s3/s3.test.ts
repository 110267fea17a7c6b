import { gunzipSync } from 'node:zlib'
import { S3Client } from '@aws-sdk/client-s3'
import { startS3 } from '@headwater/testkit'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { s3 } from '../../src/s3/index.ts'
import { objectSuites } from '../objects/object-suites.ts'
import { BesideS3, bucket, optionsFor, s3OfTest } from './s3-of-test.ts'

objectSuites('s3()', async () => {
  const server = await startS3({ buckets: [bucket] })
  return { open: () => s3({ ...optionsFor(server), prefix: 'some/prefix' }), close: server.close }
})

const at = { asset: 'market/prices', partition: '2024-01-02' }

describe('s3', () => {
  it('puts readable objects where the template says, below the prefix', async () => {
    const server = await s3OfTest()
    const store = s3({ ...optionsFor(server), prefix: '/lake/' })
    await store.csv('prices/{partition}.csv').write([{ close: 1 }], at)
    expect((await new BesideS3(server).get('lake/prices/2024-01-02.csv')).toString()).toBe('close\r\n1\r\n')
    expect(await new BesideS3(server).keys()).toEqual(['lake/prices/2024-01-02.csv'])
  })

  it('keeps compressed objects that other programs can expand', async () => {
    const server = await s3OfTest()
    const store = s3(optionsFor(server))
    await store.json('raw/{partition}.json.gz').write({ a: 1 }, at)
    expect(await store.json('raw/{partition}.json.gz').read(at)).toEqual({ a: 1 })
    const content = await new BesideS3(server).get('raw/2024-01-02.json.gz')
    expect(gunzipSync(content).toString()).toBe('{"a":1}\n')
  })

  it('takes what is not said from the environment', async () => {
    const server = await s3OfTest()
    vi.stubEnv('AWS_ENDPOINT_URL', server.url)
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey)
    onTestFinished(() => void vi.unstubAllEnvs())
    const io = s3({ bucket }).json()
    await io.write([1], at)
    expect(await io.read(at)).toEqual([1])
  })

  it('is one home for all stores of one place, and loads nothing before it is used', () => {
    const home = (prefix: string) => s3({ bucket, prefix }).json().store?.home
    expect(home('a')).toBe(home('a'))
    expect(home('a')).not.toBe(home('b'))
    expect(s3({ bucket, prefix: 'a' }).csv().name).toBe('s3(lake/a).csv()')
  })

  it('shows a person where a value lies', async () => {
    const server = await s3OfTest()
    const { store } = s3({ ...optionsFor(server), prefix: 'p' }).json()
    const attempt = { id: 'run1.1', runId: 'run1', token: 1 }
    const [one] = (await store?.stage([{ value: 1, at: { ...at, attempt, dimensions: {} } }])) ?? []
    expect(store?.place?.(one?.location ?? {})).toBe('s3://lake/p/market/prices/2024-01-02.json')
  })

  it('refuses a malformed path before anything else', () => {
    expect(() => s3({ bucket }).parquet('../{key}.parquet')).toThrow(
      expect.objectContaining({ code: 'PATH_TEMPLATE_INVALID' }),
    )
  })

  it('takes a client of yours, and no other thing for one', async () => {
    const server = await s3OfTest()
    const { url: endpoint, region, accessKeyId, secretAccessKey } = server
    const credentials = { accessKeyId, secretAccessKey }
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    await s3({ bucket, client }).json().write([1], at)
    expect(await new BesideS3(server).keys()).toEqual(['market/prices/2024-01-02.json'])
    // @ts-expect-error a name is no client
    expect(s3({ bucket, client: 'mine' }).json().name).toBe('s3(lake).json()')
  })
})
