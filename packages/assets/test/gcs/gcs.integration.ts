import { randomUUID } from 'node:crypto'
import { Storage } from '@google-cloud/storage'
import { gcs } from '../../src/gcs/index.ts'
import { objectSuites } from '../objects/object-suites.ts'

const access = { projectId: 'test', apiEndpoint: process.env['HEADWATER_GCS_URL'] ?? '' }
const client = new Storage(access)

objectSuites('gcs()', async () => {
  const bucket = `suite-${randomUUID()}`
  await client.createBucket(bucket)
  return { open: () => gcs({ ...access, bucket, prefix: 'some/prefix' }), close: async () => {} }
})
