/** An S3 server in a process of its own, so that what it costs is not counted: prints where it is, until it is ended. */
import { startS3 } from '@headwater/testkit'

const { url, region, accessKeyId, secretAccessKey } = await startS3({ buckets: ['bench'] })
console.log(JSON.stringify({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey } }))
