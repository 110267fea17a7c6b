import { asset, memoryState } from '@headwater/core'
import type { IoManager } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import { s3 } from '../../src/s3/index.ts'
import { Bench, serverOfFile } from '../bigquery/bench.ts'
import { scratchDatabaseOfTest } from '../postgres/scratch.ts'
import { projectOf } from '../project-of-test.ts'
import { BesideS3, optionsFor, s3OfTest } from '../s3/s3-of-test.ts'

const schema = z.array(z.object({ close: z.number() }))

/** What trying a project finds of the stores of its values; `not:` stands before what does not work. */
async function found(...ios: readonly IoManager<readonly { close: number }[]>[]) {
  const project = projectOf(
    ios.map((io, index) => asset(`a/n${index}`, { schema, io }, () => [])),
    { state: memoryState() },
  )
  const [, ...stores] = await project.probe()
  return stores.map(({ store, probes }) => ({
    store,
    tried: probes.map(({ what, ok }) => (ok ? what : `not: ${what}`)),
    why: probes.find(({ ok }) => !ok)?.found ?? '',
    hint: probes.find(({ ok }) => !ok)?.hint ?? '',
  }))
}

describe('a project over S3', () => {
  it('is found to work, each place of a bucket once', async () => {
    const server = await s3OfTest()
    const lake = s3(optionsFor(server))
    const stores = await found(lake.json(), lake.parquet(), s3({ ...optionsFor(server), prefix: 'models' }).json())
    expect(stores.map(({ store, why }) => [store, why])).toEqual([
      ['s3://lake/', ''],
      ['s3://lake/models/', ''],
    ])
    expect(await new BesideS3(server).keys()).toEqual([])
  })

  it('is found not to where nobody listens, the bucket is not there, or credentials may not', async () => {
    const server = await s3OfTest()
    const options = optionsFor(server)
    const credentials = { accessKeyId: 'test-key', secretAccessKey: 'a-wrong-secret' }
    const [nobody, nowhere, stranger] = await found(
      s3({ ...options, endpoint: 'http://127.0.0.1:1' }).json(),
      s3({ ...options, bucket: 'nowhere' }).json(),
      s3({ ...options, prefix: 'x', credentials }).json(),
    )
    expect([nobody, nowhere, stranger].map((store) => store?.tried)).toEqual([
      ['not: writes'],
      ['not: writes'],
      ['not: writes'],
    ])
    expect(nobody?.why).toMatch(/^OBJECT_STORE_FAILED: /)
    expect(nowhere?.why).toMatch(/^BUCKET_MISSING: /)
    expect(stranger?.why).toMatch(/^OBJECT_STORE_DENIED: /)
    expect(JSON.stringify(stranger)).not.toContain('a-wrong-secret')
    for (const store of [nobody, nowhere, stranger]) expect(store?.hint).not.toBe('')
  })
})

describe('a project over PostgreSQL', () => {
  it('is found to work but for what the server itself leaves undone, and keeps nothing of it', async () => {
    const { url } = await scratchDatabaseOfTest()
    const [store] = await found(postgres({ url }).table())
    // Servers for tests do not wait for the disk.
    expect(store?.tried).toEqual([
      'opens',
      'makes, fills and reads a table in a transaction',
      'not: keeps commits through a power loss',
      'has the same time',
    ])
    expect(store?.store).toMatch(/^postgresql:\/\/\w+@127\.0\.0\.1:\d+\/\w+$/)
    const tables = await PostgresDatabase.at(url).use((session) =>
      session.rows("select relname from pg_class where relkind = 'r' and relname like 'probe%'"),
    )
    expect(tables).toEqual([])
  })

  it('is found not to where nobody listens, and shows no password', async () => {
    const [store] = await found(postgres({ url: 'postgresql://ann:s3cret-4@127.0.0.1:1/prices' }).table())
    expect(store).toMatchObject({ tried: ['not: opens'], why: expect.stringMatching(/^POSTGRES_UNREACHABLE: /) })
    expect(JSON.stringify(store)).not.toContain('s3cret-4')
  })
})

describe('a project over BigQuery', () => {
  const file = serverOfFile()

  it('is found to work, and keeps nothing of it', async () => {
    const bench = await Bench.of(file)
    const [store] = await found(bench.warehouse.table())
    expect(store).toMatchObject({ store: `dataset ${bench.dataset}`, why: '' })
    const [tables] = await bench.client.dataset(bench.dataset).getTables()
    expect(tables).toEqual([])
  })

  it('is found not to where the dataset is not there', async () => {
    const { url: apiEndpoint, projectId } = file.server()
    const [store] = await found(bigquery({ dataset: 'nowhere', projectId, apiEndpoint }).table())
    expect(store?.why).toMatch(/^BIGQUERY_DATASET_MISSING: /)
  })
})
