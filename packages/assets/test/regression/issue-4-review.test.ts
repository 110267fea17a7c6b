import { asset } from '@headwater/core'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import { gcs } from '../../src/gcs/index.ts'
import { inTime } from '../../src/in-time.ts'
import { aliased, modelAsset } from '../../src/models/index.ts'
import { s3, type S3Options } from '../../src/s3/index.ts'
import { madeBy, projectOf } from '../project-of-test.ts'
import { optionsFor, s3OfTest } from '../s3/s3-of-test.ts'

it('hands no reader of an alias that no version holds a value that is none, whatever its schema takes', async () => {
  const server = await s3OfTest()
  const lake = s3(optionsFor(server))
  const spec = { deps: {}, schema: z.number(), io: lake.json(), metrics: z.object({}), aliases: ['champion'] } as const
  const model = modelAsset('model', spec, () => ({ model: 1, metrics: {} }))
  const deps = { model: aliased(model, 'champion') }
  const reader = asset('reader', { deps, schema: z.number() }, ({ model }) => model ?? 0)
  const project = projectOf([model, reader])
  const result = await project.materialize('*')
  expect(madeBy(result)).toEqual({ model: 1 })
  expect(result.failures.map(({ problem }) => [problem.code, problem.message])).toEqual([
    ['NOT_MATERIALIZED', 'no version of model `model` holds the alias `champion`, which is to be read'],
  ])
  const [newest] = await project.model(model).versions()
  await project.model(model).moveAlias('champion', newest!.version)
  expect((await project.materialize('*')).ok).toBe(true)
  expect(await project.load(reader)).toBe(1)
})

it.each(['../other', 'a/../b', './a', '..'])('takes no prefix that leads elsewhere: %s', (prefix) => {
  const refused = expect.objectContaining({ code: 'PATH_TEMPLATE_INVALID' })
  expect(() => s3({ bucket: 'lake', prefix })).toThrow(refused)
  expect(() => gcs({ bucket: 'lake', prefix })).toThrow(refused)
})

test.each<[wrong: string, options: Partial<S3Options>, hint: RegExp]>([
  ['address without a protocol', { endpoint: 'localhost:9000' }, /https:\/\/host:port/],
  ['address that is none', { endpoint: '::' }, /https:\/\/host:port/],
  ['name of a bucket with a slash', { bucket: 'lake/raw' }, /option `bucket`/],
  ['empty name of a bucket', { bucket: '' }, /option `bucket`/],
])('says what to mend: %s', async (_, options, hint) => {
  const server = await s3OfTest()
  const { store } = s3({ ...optionsFor(server), ...options }).json()
  const at = { asset: 'a', partition: null, attempt: { id: 'r.1', runId: 'r', token: 1 }, dimensions: {} }
  const code = 'OBJECT_STORE_FAILED'
  await expect(store?.stage([{ value: 1, at }])).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) })
})

it('says that a reply to a load of BigQuery is none, as proxies send them', async () => {
  const server = createServer((_, response) => response.end('<html>Log in to this network</html>'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const apiEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { home } = bigquery({ projectId: 'test', dataset: 'd', location: 'EU', apiEndpoint }).table().store ?? {}
  expect(await home?.probe?.(new AbortController().signal)).toMatchObject([
    { ok: false, found: expect.stringContaining('the reply is not one of BigQuery') },
  ])
})

it('waits for no reply longer than it is told to', async () => {
  await expect(inTime(1, new Promise(() => {}))).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  expect(await inTime(60_000, Promise.resolve(1))).toBe(1)
})
