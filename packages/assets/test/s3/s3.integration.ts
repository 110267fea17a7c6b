import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { s3 } from '../../src/s3/index.ts'
import { objectSuites } from '../objects/object-suites.ts'

/** Credentials and region are where the SDK looks for them. */
const endpoint = process.env['HEADWATER_S3_URL'] ?? ''
const client = new S3Client({ endpoint, forcePathStyle: true })

objectSuites('s3()', async () => {
  const bucket = `suite-${randomUUID()}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return { open: () => s3({ bucket, endpoint, prefix: 'some/prefix' }), close: async () => {} }
})
