import { describe, expect, it } from 'vitest'
import { s3ServerSuite } from '../../src/s3/index.ts'

const {
  HEADWATER_S3_URL: url = '',
  AWS_ACCESS_KEY_ID: accessKeyId = '',
  AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
  AWS_REGION: region = 'us-east-1',
} = process.env
const server = { url, accessKeyId, secretAccessKey, region, close: async () => {} }

s3ServerSuite('a server of S3 that others have made', async () => server, { describe, it, expect })
