import { it, vi } from 'vitest'
import { s3 } from '../../src/s3/index.ts'
import { killObjectBackfills } from '../objects/kill-object-backfills.ts'
import { BesideS3, bucket, s3OfTest } from './s3-of-test.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 12)

it(`backfills into objects of S3 end as if nobody had killed them ${kills} times at random moments`, {
  timeout: 240_000 + kills * 10_000,
}, async () => {
  const server = await s3OfTest()
  vi.stubEnv('AWS_ENDPOINT_URL', server.url)
  vi.stubEnv('AWS_REGION', server.region)
  vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey)
  await killObjectBackfills({
    script: new URL('children/backfill-objects.ts', import.meta.url),
    kills,
    ioAt: (prefix) => s3({ bucket, prefix }).json(),
    beside: new BesideS3(server),
  })
})
